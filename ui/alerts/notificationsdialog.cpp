// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/notificationsdialog.h"

#include "ui/alerts/groupingpage.h"
#include "ui/alerts/inhibitionspage.h"
#include "ui/alerts/mutetimespage.h"
#include "ui/alerts/receiverspage.h"

namespace streamgauge {

NotificationsDialog::NotificationsDialog(const DeskContext &context, QWidget *parent)
    : PagesDialog(context, tr("Notifications"), parent)
{
    auto *editor = new NotifyEditor(*context.services->alerts(), this);
    addPage(new ReceiversPage(context, *editor, this), tr("&Receivers"), QStringLiteral("receivers"));
    addPage(new GroupingPage(context, *editor, this), tr("&Grouping and repeat"), QStringLiteral("grouping"));
    addPage(new InhibitionsPage(context, *editor, this), tr("&Inhibitions"), QStringLiteral("inhibitions"));
    addPage(new MuteTimesPage(context, *editor, this), tr("Mut&e times"), QStringLiteral("muteTimes"));
    offerUndo(editor->history());
}

} // namespace streamgauge
