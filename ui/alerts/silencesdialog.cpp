// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/silencesdialog.h"

#include "models/livetext.h"
#include "ui/alerts/silencedialog.h"

#include <QDateTime>
#include <QDialogButtonBox>

#include <algorithm>

namespace streamgauge {

namespace {

enum Role { IdRole = Qt::UserRole, RuleRole, KeyRole };

TimeNs wallNow()
{
    return QDateTime::currentMSecsSinceEpoch() * ns_per_ms;
}

} // namespace

SilencesDialog::SilencesDialog(const DeskContext &context, QWidget *parent)
    : AlertDialog(context, tr("Silences and shelved alerts"), { 760, 420 }, parent)
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
    refresh();
}

void SilencesDialog::refresh()
{
    tree_->clear();
    const TimeNs now_ns = wallNow();
    for (const Shelf &shelf : alerts().shelves()) {
        auto *item =
            new QTreeWidgetItem({ tr("shelved"), toQString(shelf.rule) + tr(" for ") + keyText(shelf.key), QString(),
                                  instantText(shelf.until_ns), toQString(shelf.who), toQString(shelf.comment) });
        item->setData(0, RuleRole, toQString(shelf.rule));
        item->setData(0, KeyRole, toQString(shelf.key));
        tree_->addTopLevelItem(item);
    }
    for (const Silence &silence : alerts().silences()) {
        const SilenceState state = silence.stateAt(now_ns);
        const QString word = state == SilenceState::Active ? tr("active")
            : state == SilenceState::Pending               ? tr("pending")
                                                           : tr("expired");
        auto *item =
            new QTreeWidgetItem({ word, toQString(matchersText(silence.matchers)), instantText(silence.start_ns),
                                  instantText(silence.end_ns), toQString(silence.author), toQString(silence.comment) });
        item->setData(0, IdRole, toQString(silence.id));
        item->setDisabled(false);
        tree_->addTopLevelItem(item);
    }
    none_->setVisible(tree_->topLevelItemCount() == 0);
    fitColumns(tree_);
    showSelection();
}

void SilencesDialog::showSelection()
{
    const QTreeWidgetItem *item = tree_->currentItem();
    edit_->setEnabled(item != nullptr && item->data(0, IdRole).isValid());
    end_->setEnabled(item != nullptr);
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
