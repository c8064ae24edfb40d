// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sourcehealthmodel.h"

#include "models/numbertext.h"

#include <algorithm>

namespace streamgauge {

void SourceHealthModel::apply(const Snapshot &snapshot, const std::string &only)
{
    std::vector<SourceStatus> sources;
    for (const SourceStatus &source : snapshot.sources) {
        if (only.empty() || source.name == only)
            sources.push_back(source);
    }
    now_ns_ = snapshot.time_ns;
    const bool same_rows = std::equal(sources.begin(), sources.end(), sources_.begin(), sources_.end(),
                                      [](const SourceStatus &a, const SourceStatus &b) { return a.name == b.name; });
    if (!same_rows)
        beginResetModel();
    sources_ = std::move(sources);
    if (!same_rows)
        endResetModel();
    else if (!sources_.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int SourceHealthModel::rowOf(const std::string &source) const
{
    const auto found =
        std::find_if(sources_.begin(), sources_.end(), [&](const SourceStatus &status) { return status.name == source; });
    return found == sources_.end() ? -1 : static_cast<int>(found - sources_.begin());
}

int SourceHealthModel::worstRow() const
{
    const auto urgency = [](const SourceStatus &source) {
        if (source.state == SourceState::Failed)
            return 3;
        if (source.state == SourceState::Waiting)
            return 2;
        return source.problems.empty() ? 0 : 1;
    };
    const auto worst = std::max_element(sources_.begin(), sources_.end(), [&](const SourceStatus &a, const SourceStatus &b) {
        return urgency(a) < urgency(b);
    });
    return static_cast<int>(worst - sources_.begin());
}

int SourceHealthModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(sources_.size());
}

int SourceHealthModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SourceHealthModel::stateText(const SourceStatus &source) const
{
    switch (source.state) {
    case SourceState::Connecting:
        return source.attempt > 1 ? tr("Connecting, attempt %1").arg(source.attempt) : tr("Connecting");
    case SourceState::Snapshotting:
        if (source.progress_expected == 0)
            return tr("Snapshot, %1 rows").arg(exactCountText(source.progress_done));
        return tr("Snapshot, %1 %").arg(100 * source.progress_done / source.progress_expected);
    case SourceState::Streaming: return tr("Streaming");
    case SourceState::Waiting: return tr("Next try in %1").arg(durationWords(source.next_try_in_ns));
    case SourceState::Stopped: return tr("Stopped");
    case SourceState::Finished: return tr("Finished");
    case SourceState::Failed: return tr("Failed");
    }
    return {};
}

QString SourceHealthModel::text(const SourceStatus &source, int column) const
{
    switch (column) {
    case SourceColumn: return toQString(source.name) + (source.simulated ? QStringLiteral("  SIM") : QString());
    case StateColumn: return stateText(source);
    case RateColumn: return rateText(source.events_per_second);
    case LagColumn: return source.last_event_ns == 0 ? QStringLiteral("—") : durationWords(source.lag_ns);
    case QueueColumn: return tr("%1 of %2").arg(exactCountText(source.queued_rows), exactCountText(source.queue_bound_rows));
    case DroppedColumn: return exactCountText(source.dropped);
    case LateColumn: return exactCountText(source.late);
    case DuplicateColumn: return exactCountText(source.duplicates);
    case ReconnectColumn: return exactCountText(source.reconnects);
    case LastEventColumn:
        return source.last_event_ns == 0
            ? tr("none yet")
            : tr("%1 ago").arg(durationWords(std::max<DurationNs>(0, now_ns_ - source.last_event_ns)));
    default: return {};
    }
}

bool SourceHealthModel::alarming(const SourceStatus &source, int column) const
{
    switch (column) {
    case StateColumn: return source.state == SourceState::Failed || source.state == SourceState::Waiting;
    case QueueColumn: return source.queue_bound_rows > 0 && source.queued_rows * 10 >= source.queue_bound_rows * 9;
    case DroppedColumn: return source.dropped > 0;
    default: return false;
    }
}

QVariant SourceHealthModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SourceStatus &status = sources_[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(status, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((index.column() > StateColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case SourceStateRole: return static_cast<int>(status.state);
    case AlarmingRole: return alarming(status, index.column());
    default: return {};
    }
}

QVariant SourceHealthModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((section > StateColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    const QStringList titles { tr("Source"),  tr("State"), tr("Rate"),       tr("Lag"),        tr("Queue"),
                               tr("Dropped"), tr("Late"),  tr("Duplicates"), tr("Reconnects"), tr("Last event") };
    return section >= 0 && section < titles.size() ? QVariant(titles[section]) : QVariant();
}

} // namespace streamgauge
