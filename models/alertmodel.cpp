// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alertmodel.h"

#include "models/livetext.h"

namespace streamgauge {

namespace {

AlertCounts countAlerts(const std::vector<Alert> &alerts)
{
    AlertCounts counts;
    for (const Alert &alert : alerts) {
        counts.pending += alert.state == AlertState::Pending ? 1 : 0;
        if (!isFiring(alert))
            continue;
        ++counts.firing;
        counts.unacknowledged += alert.acknowledged ? 0 : 1;
        counts.critical += alert.severity == Severity::Critical ? 1 : 0;
        counts.warning += alert.severity == Severity::Warning ? 1 : 0;
        counts.info += alert.severity == Severity::Info ? 1 : 0;
    }
    return counts;
}

} // namespace

void AlertModel::setAlerts(std::shared_ptr<const std::vector<Alert>> alerts)
{
    if (alerts == alerts_)
        return;
    alerts_ = std::move(alerts);
    follow(alerts_ ? *alerts_ : std::vector<Alert>());
    const AlertCounts counts = countAlerts(rows());
    if (counts == counts_)
        return;
    counts_ = counts;
    Q_EMIT countsChanged();
}

int AlertModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : column_count;
}

QString withheldText(const AlertOverlays &overlays)
{
    if (overlays.shelved_until_ns != 0)
        return AlertModel::tr("shelved until %1").arg(clockText(overlays.shelved_until_ns));
    if (!overlays.silenced_by.empty())
        return AlertModel::tr("silenced");
    if (!overlays.inhibited_by.empty())
        return AlertModel::tr("inhibited by %1").arg(toQString(overlays.inhibited_by.front()));
    if (!overlays.muted_by.empty())
        return AlertModel::tr("muted: %1").arg(toQString(overlays.muted_by.front()));
    return {};
}

QVariant AlertModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Alert &alert = row(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(alert, index.column());
    case SortRole: return sortKey(alert, index.column());
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole: return description(alert);
    case SearchRole: return description(alert);
    default: return {};
    }
}

QVariant AlertModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SeverityColumn: return tr("Severity");
    case StateColumn: return tr("State");
    case RuleColumn: return tr("Rule");
    case KeyColumn: return tr("Key");
    case ValueColumn: return tr("Value");
    case SinceColumn: return tr("Since");
    case AcknowledgedColumn: return tr("Acknowledged");
    default: return {};
    }
}

QString AlertModel::text(const Alert &alert, int column) const
{
    switch (column) {
    case SeverityColumn: return severityText(alert.severity);
    case StateColumn: return stateText(alert.state);
    case RuleColumn: return toQString(alert.rule);
    case KeyColumn: return keyText(alert.key);
    case ValueColumn: return toQString(alert.value);
    case SinceColumn: return clockText(shownInstant(alert));
    case AcknowledgedColumn: return alert.acknowledged ? toQString(alert.acknowledged->who) : QString();
    default: return {};
    }
}

QVariant AlertModel::sortKey(const Alert &alert, int column) const
{
    switch (column) {
    case SeverityColumn: return static_cast<int>(alert.severity);
    case StateColumn: return isFiring(alert) ? 3 : alert.state == AlertState::Pending ? 2 : 1;
    case SinceColumn: return QVariant::fromValue<qlonglong>(shownInstant(alert));
    default: return text(alert, column);
    }
}

QString AlertModel::description(const Alert &alert) const
{
    QStringList lines;
    lines << tr("%1, %2: %3").arg(severityText(alert.severity), stateText(alert.state), toQString(alert.rule));
    lines << tr("%1 %2: %3 is %4")
                 .arg(toQString(alert.stream), keyText(alert.key), toQString(alert.field), toQString(alert.value));
    lines << toQString(alert.condition);
    if (alert.fired_at_ns != 0)
        lines << tr("Fired %1").arg(instantText(alert.fired_at_ns));
    if (alert.resolved_at_ns != 0)
        lines << tr("Resolved %1 %2").arg(instantText(alert.resolved_at_ns), toQString(alert.reason)).trimmed();
    if (alert.acknowledged) {
        lines << tr("Acknowledged by %1 at %2: %3")
                     .arg(toQString(alert.acknowledged->who), instantText(alert.acknowledged->time_ns),
                          toQString(alert.acknowledged->comment));
    }
    if (alert.acknowledged && alert.acknowledged->until_ns != 0)
        lines << tr("The acknowledgement ends %1").arg(instantText(alert.acknowledged->until_ns));
    if (alert.flapping)
        lines << tr("Flapping: it changes too often for a notice of each change");
    for (const std::string &silence : alert.overlays.silenced_by)
        lines << tr("No notices: silenced by %1").arg(toQString(silence));
    for (const std::string &source : alert.overlays.inhibited_by)
        lines << tr("No notices: %1 fires and stands for it").arg(toQString(source));
    for (const std::string &mute : alert.overlays.muted_by)
        lines << tr("No notices: mute time %1").arg(toQString(mute));
    if (alert.overlays.shelved_until_ns != 0)
        lines << tr("No notices: shelved until %1").arg(instantText(alert.overlays.shelved_until_ns));
    if (!alert.summary.empty())
        lines << toQString(alert.summary);
    if (alert.simulated)
        lines << tr("SIM: made-up data");
    return lines.join(QLatin1Char('\n'));
}

} // namespace streamgauge
