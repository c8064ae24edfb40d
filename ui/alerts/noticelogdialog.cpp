// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/noticelogdialog.h"

#include "models/livetext.h"

#include <QDialogButtonBox>
#include <QTimer>

namespace streamgauge {

namespace {

constexpr int refresh_ms = 2'000;
constexpr std::size_t most_shown = 1'000;

} // namespace

NoticeLogDialog::NoticeLogDialog(const DeskContext &context, QWidget *parent)
    : AlertDialog(context, tr("Log of notices"), { 900, 480 }, parent)
{
    tree_ =
        addTree(windowTitle(),
                { tr("Time"), tr("Receiver"), tr("Outcome"), tr("Attempt"), tr("Notice"), tr("Why"), tr("What was said") });
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    column().addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &NoticeLogDialog::refresh);
    timer->start(refresh_ms);
    refresh();
}

void NoticeLogDialog::refresh()
{
    alerts().sent(most_shown, this, [this](const std::vector<SentEntry> &entries) { fill(entries); });
}

void NoticeLogDialog::fill(const std::vector<SentEntry> &entries)
{
    if (entries == shown_)
        return;
    shown_ = entries;
    tree_->clear();
    for (const SentEntry &entry : entries) {
        const QString outcome = entry.outcome == SentOutcome::Sent ? tr("sent")
            : entry.outcome == SentOutcome::Retried                ? tr("failed, will be tried again")
            : entry.outcome == SentOutcome::GivenUp                ? tr("given up")
                                                                   : tr("dropped");
        auto *item = new QTreeWidgetItem({ instantText(entry.time_ns), toQString(entry.receiver), outcome,
                                           QString::number(entry.attempts), toQString(entry.title), toQString(entry.reason),
                                           toQString(entry.detail).simplified() });
        item->setToolTip(6, toQString(entry.detail));
        tree_->addTopLevelItem(item);
    }
    fitColumns(tree_);
}

} // namespace streamgauge
