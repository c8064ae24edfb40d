// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/notificationsdialog.h"

#include "ui/alerts/groupingpage.h"
#include "ui/alerts/inhibitionspage.h"
#include "ui/alerts/mutetimespage.h"
#include "ui/alerts/receiverspage.h"

namespace streamgauge {

NotificationsDialog::NotificationsDialog(const DeskContext &context, QWidget *parent)
    : PagesDialog(context, tr("Notifications"), parent)
    , editor_(new NotifyEditor(*context.services->alerts(), this))
    , undo_(buttons().addButton(tr("&Undo the last change"), QDialogButtonBox::ResetRole))
{
    addPage(new ReceiversPage(context, *editor_, this), tr("&Receivers"), QStringLiteral("receivers"));
    addPage(new GroupingPage(context, *editor_, this), tr("&Grouping and repeat"), QStringLiteral("grouping"));
    addPage(new InhibitionsPage(context, *editor_, this), tr("&Inhibitions"), QStringLiteral("inhibitions"));
    addPage(new MuteTimesPage(context, *editor_, this), tr("Mut&e times"), QStringLiteral("muteTimes"));
    undo_->setObjectName(QStringLiteral("undo"));
    undo_->setAutoDefault(false);
    connect(undo_, &QPushButton::clicked, this,
            [this] { editor_->undo(this, [this](const Result<void> &done) { showFault(done); }); });
    connect(editor_, &NotifyEditor::changed, this, &NotificationsDialog::showUndo);
    showUndo();
}

void NotificationsDialog::showUndo()
{
    undo_->setEnabled(editor_->canUndo());
    showFault({});
}

} // namespace streamgauge
