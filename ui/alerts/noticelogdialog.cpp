// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/noticelogdialog.h"

#include "models/livetext.h"
#include "ui/alerts/wallclock.h"

#include <QDialogButtonBox>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

constexpr int refresh_ms = 2'000;
constexpr std::size_t most_shown = 1'000;

} // namespace

NoticeLogDialog::NoticeLogDialog(const DeskContext &context, QWidget *parent)
    : AlertDialog(context, tr("Log of notices"), { 1120, 480 }, parent)
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
    // Who reads an older entry keeps it before their eyes while newer ones come in above it.
    auto known = shown_.empty() ? entries.end() : std::ranges::find(entries, shown_.front());
    const auto still = static_cast<std::size_t>(entries.end() - known);
    if (still == 0 || still > shown_.size() || !std::equal(known, entries.end(), shown_.begin())) {
        tree_->clear();
        known = entries.end();
    }
    const auto fresh = static_cast<int>(known - entries.begin());
    QScrollBar *const bar = tree_->verticalScrollBar();
    const int scrolled = bar->value();
    QList<QTreeWidgetItem *> rows;
    for (auto entry = entries.begin(); entry != known; ++entry)
        rows.append(itemFor(*entry));
    tree_->insertTopLevelItems(0, rows);
    while (tree_->topLevelItemCount() > static_cast<int>(entries.size()))
        delete tree_->takeTopLevelItem(tree_->topLevelItemCount() - 1);
    if (scrolled > 0)
        bar->setValue(scrolled + fresh);
    shown_ = entries;
    fitColumns(tree_);
}

QTreeWidgetItem *NoticeLogDialog::itemFor(const SentEntry &entry) const
{
    const Palette &palette = context_.palette();
    const auto [outcome, color] = [&]() -> std::pair<QString, QColor> {
        switch (entry.outcome) {
        case SentOutcome::Sent: return { tr("sent"), palette.good };
        case SentOutcome::Retried: return { tr("failed, will be tried again"), palette.warning };
        case SentOutcome::GivenUp: return { tr("given up"), palette.critical };
        case SentOutcome::Dropped: return { tr("dropped"), palette.critical };
        }
        return {};
    }();
    const TimeNs now_ns = wallNow();
    auto *item = new QTreeWidgetItem({ momentText(entry.time_ns, now_ns), toQString(entry.receiver), outcome,
                                       QString::number(entry.attempts), toQString(entry.title), toQString(entry.reason),
                                       toQString(entry.detail).simplified() });
    item->setToolTip(0, instantText(entry.time_ns));
    item->setForeground(2, color);
    item->setTextAlignment(3, Qt::AlignRight | Qt::AlignVCenter);
    item->setToolTip(6, toQString(entry.detail));
    return item;
}

} // namespace streamgauge
