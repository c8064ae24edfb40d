// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/deskstatusbar.h"

#include "models/livetext.h"
#include "ui/shell/recordbutton.h"

#include <QStyle>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr qint64 update_interval_ms = 500;

} // namespace

DeskStatusBar::DeskStatusBar(const DeskContext &context, ProblemModel &problems, QWidget *parent)
    : QStatusBar(parent)
    , context_(context)
    , problems_(problems)
    , problem_button_(new QToolButton(this))
    , record_(new RecordButton(context, this))
    , paused_(new QLabel(tr("Paused: data is still judged and kept"), this))
{
    setSizeGripEnabled(false);
    setContentsMargins(4, 0, 12, 0);
    problem_button_->setObjectName(QStringLiteral("statusButton"));
    problem_button_->setToolTip(tr("Problems and what helps (Ctrl+Shift+M)"));
    addWidget(problem_button_);
    addWidget(record_);
    paused_->setObjectName(QStringLiteral("pausedMark"));
    paused_->hide();
    addWidget(paused_);
    dropped_ = figure(tr("Events dropped because they came faster than they could be judged"));
    rate_ = figure(tr("Events of all sources in the last second"));
    lag_ =
        figure(tr("From arrival to judged, of the newest event of the slowest source; from commit, where sources say it"));
    memory_ = figure(tr("Memory of the stores, of their budget; the oldest goes first"));
    connect(problem_button_, &QToolButton::clicked, this, &DeskStatusBar::problemsRequested);
    for (auto signal : { &QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved })
        connect(&problems_, signal, this, &DeskStatusBar::showProblems);
    connect(&context_.services->feed(), &DataFeed::frame, this, &DeskStatusBar::followFrame);
    showProblems();
}

QLabel *DeskStatusBar::figure(const QString &tip)
{
    auto *label = new QLabel(this);
    label->setToolTip(tip);
    label->setAccessibleDescription(tip);
    label->setContentsMargins(8, 0, 8, 0);
    addPermanentWidget(label);
    return label;
}

void DeskStatusBar::followFrame(const SnapshotPtr &snapshot)
{
    if (since_update_.isValid() && since_update_.elapsed() < update_interval_ms)
        return;
    since_update_.start();
    setSnapshot(*snapshot);
    record_->refresh();
}

void DeskStatusBar::setSnapshot(const Snapshot &snapshot)
{
    problems_.setSnapshot(snapshot);
    double rate = 0;
    DurationNs lag_ns = 0;
    std::uint64_t dropped = 0;
    for (const SourceStatus &source : snapshot.sources) {
        rate += source.events_per_second;
        lag_ns = std::max(lag_ns, source.lag_ns);
        dropped += source.dropped;
    }
    rate_->setText(tr("events %1").arg(rateText(rate)));
    lag_->setText(tr("lag %1 ms").arg(static_cast<double>(lag_ns) / 1e6, 0, 'f', lag_ns < 10 * ns_per_ms ? 1 : 0));
    QString lag_tip = tr("From arrival to judged, of the newest event of the slowest source");
    if (snapshot.commit_to_rule.count > 0)
        lag_tip += tr("\nFrom commit to judged: %1").arg(latencyText(snapshot.commit_to_rule));
    if (snapshot.commit_to_screen.count > 0)
        lag_tip += tr("\nFrom commit to the screen: %1").arg(latencyText(snapshot.commit_to_screen));
    lag_->setToolTip(lag_tip);
    dropped_->setText(tr("%1 dropped").arg(countText(dropped)));
    dropped_->setVisible(dropped > 0);
    const MemoryStatus &memory = snapshot.memory;
    memory_->setText(
        tr("stores %1 of %2")
            .arg(bytesText(memory.series_bytes + memory.table_bytes + memory.event_bytes),
                 bytesText(memory.series_budget_bytes + memory.table_budget_bytes + memory.event_budget_bytes)));
    memory_->setToolTip(
        tr("Memory of the stores, of their budget; the oldest goes first\nSeries %1 of %2\nTables %3 of %4\nEvents %5 of %6")
            .arg(bytesText(memory.series_bytes), bytesText(memory.series_budget_bytes), bytesText(memory.table_bytes),
                 bytesText(memory.table_budget_bytes), bytesText(memory.event_bytes), bytesText(memory.event_budget_bytes)));
}

void DeskStatusBar::setLive(bool live)
{
    paused_->setVisible(!live);
}

void DeskStatusBar::showProblems()
{
    const int count = problems_.rowCount();
    problem_button_->setText(count == 0 ? tr("No problems") : count == 1 ? tr("1 problem") : tr("%1 problems").arg(count));
    problem_button_->setAccessibleName(problem_button_->text());
    setTone(count == 0                                            ? QStringLiteral("good")
                : problems_.worst() == Problem::Severity::Serious ? QStringLiteral("serious")
                                                                  : QStringLiteral("warning"));
}

void DeskStatusBar::setTone(const QString &tone)
{
    if (problem_button_->property("tone").toString() == tone)
        return;
    problem_button_->setProperty("tone", tone);
    problem_button_->style()->unpolish(problem_button_);
    problem_button_->style()->polish(problem_button_);
}

} // namespace streamgauge
