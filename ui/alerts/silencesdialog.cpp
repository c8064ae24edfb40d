// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/silencesdialog.h"

#include "models/livetext.h"
#include "ui/alerts/silencedialog.h"
#include "ui/alerts/wallclock.h"

#include <QDialogButtonBox>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace streamgauge {

namespace {

enum Role { IdRole = Qt::UserRole, RuleRole, KeyRole };

} // namespace

SilencesDialog::SilencesDialog(const DeskContext &context, QWidget *parent)
    : AlertDialog(context, tr("Silences and shelved alerts"), { 860, 420 }, parent)
{
    tree_ = addTree(windowTitle(), { tr("State"), tr("Alerts with"), tr("From"), tr("Until"), tr("By"), tr("Comment") });
    none_ =
        new QLabel(tr("Nothing is silenced now. A silence keeps back the notices of chosen alerts for a time; the alerts "
                      "are shown all the same."),
                   this);
    none_->setObjectName(QStringLiteral("hint"));
    none_->setWordWrap(true);
    column().addWidget(none_);
    fault_ = addFault();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *fresh = buttons->addButton(tr("New silence…"), QDialogButtonBox::ActionRole);
    edit_ = buttons->addButton(tr("Edit…"), QDialogButtonBox::ActionRole);
    end_ = buttons->addButton(tr("End now"), QDialogButtonBox::ActionRole);
    column().addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(fresh, &QPushButton::clicked, this, [this] {
        Silence silence;
        silence.start_ns = wallNow();
        silence.end_ns = silence.start_ns + 3'600 * ns_per_s;
        (new SilenceDialog(context_, silence, this))->show();
    });
    connect(edit_, &QPushButton::clicked, this, &SilencesDialog::editSelected);
    connect(end_, &QPushButton::clicked, this, &SilencesDialog::endSelected);
    connect(tree_, &QTreeWidget::currentItemChanged, this, &SilencesDialog::showSelection);
    connect(&alerts(), &AlertServices::silencesChanged, this, &SilencesDialog::refresh);
    auto *clock = new QTimer(this);
    connect(clock, &QTimer::timeout, this, &SilencesDialog::refresh);
    clock->start(std::chrono::seconds(1));
    refresh();
    showSelection();
}

std::vector<SilencesDialog::Row> SilencesDialog::rows() const
{
    const TimeNs now_ns = wallNow();
    std::vector<Row> all;
    for (const Shelf &shelf : alerts().shelves()) {
        Row row;
        row.rule = toQString(shelf.rule);
        row.key = toQString(shelf.key);
        row.texts = { tr("shelved"),
                      row.rule + tr(" for ") + keyText(shelf.key),
                      QString(),
                      momentText(shelf.until_ns, now_ns),
                      toQString(shelf.who),
                      toQString(shelf.comment) };
        all.push_back(std::move(row));
    }
    for (const Silence &silence : alerts().silences()) {
        const SilenceState state = silence.stateAt(now_ns);
        const QString word = state == SilenceState::Active ? tr("active")
            : state == SilenceState::Pending               ? tr("pending")
                                                           : tr("expired");
        Row row;
        row.id = toQString(silence.id);
        row.texts = { word,
                      toQString(matchersText(silence.matchers)),
                      momentText(silence.start_ns, now_ns),
                      momentText(silence.end_ns, now_ns),
                      toQString(silence.author),
                      toQString(silence.comment) };
        all.push_back(std::move(row));
    }
    return all;
}

void SilencesDialog::refresh()
{
    std::vector<Row> fresh = rows();
    none_->setVisible(fresh.empty());
    if (fresh == shown_ && tree_->topLevelItemCount() > 0)
        return;
    const int current = tree_->indexOfTopLevelItem(tree_->currentItem());
    const std::optional<Row> chosen = current < 0 ? std::nullopt : std::optional(shown_[static_cast<std::size_t>(current)]);
    shown_ = std::move(fresh);
    tree_->clear();
    for (const Row &row : shown_) {
        auto *item = new QTreeWidgetItem(row.texts);
        item->setData(0, IdRole, row.id);
        item->setData(0, RuleRole, row.rule);
        item->setData(0, KeyRole, row.key);
        tree_->addTopLevelItem(item);
        if (chosen && row.id == chosen->id && row.rule == chosen->rule && row.key == chosen->key)
            tree_->setCurrentItem(item);
    }
    fitColumns(tree_);
    showSelection();
}

void SilencesDialog::showSelection()
{
    const QTreeWidgetItem *item = tree_->currentItem();
    edit_->setEnabled(item != nullptr && !item->data(0, IdRole).toString().isEmpty());
    end_->setEnabled(item != nullptr);
    edit_->setToolTip(edit_->isEnabled()    ? QString()
                          : item == nullptr ? tr("Select a silence to edit it")
                                            : tr("A shelved alert has nothing to edit: take it off the shelf by End now"));
    end_->setToolTip(item == nullptr ? tr("Select a silence or a shelved alert to end it") : QString());
}

void SilencesDialog::editSelected()
{
    const QTreeWidgetItem *item = tree_->currentItem();
    if (item == nullptr)
        return;
    const std::vector<Silence> all = alerts().silences();
    const auto found = std::ranges::find(all, item->data(0, IdRole).toString().toStdString(), &Silence::id);
    if (found != all.end())
        (new SilenceDialog(context_, *found, this))->show();
}

void SilencesDialog::endSelected()
{
    const QTreeWidgetItem *item = tree_->currentItem();
    if (item == nullptr)
        return;
    const QString id = item->data(0, IdRole).toString();
    if (id.isEmpty())
        return alerts().unshelve(item->data(0, RuleRole).toString().toStdString(),
                                 item->data(0, KeyRole).toString().toStdString());
    alerts().expireSilence(id.toStdString(), this, [this](const Result<void> &done) { showFault(fault_, done); });
}

} // namespace streamgauge
