// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/choicemenu.h"

namespace streamgauge {

void addChoice(QMenu &menu, const QString &title, bool present, std::function<void()> chosen)
{
    QAction *action = menu.addAction(title);
    action->setCheckable(true);
    action->setChecked(present);
    QObject::connect(action, &QAction::triggered, action, std::move(chosen));
}

} // namespace streamgauge
