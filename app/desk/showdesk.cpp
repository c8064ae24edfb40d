// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/worklist.h"
#include "app/desk/deskapplication.h"
#include "app/desk/deskprogram.h"
#include "app/desk/desktray.h"
#include "app/desk/enginedesk.h"
#include "ui/mainwindow.h"

namespace streamgauge {

namespace {

void openAll(MainWindow &window, EngineDesk &desk, const DeskRequest &request)
{
    bool shown = false;
    if (!request.demo.empty()) {
        window.openDemo(QString::fromStdString(request.demo));
        shown = true;
    }
    for (const std::string &what : request.what) {
        if (whatKind(what) == WhatKind::Workspace) {
            window.openFile(QString::fromStdString(what));
            shown = true;
            continue;
        }
        if (!shown)
            window.session().startNew();
        shown = true;
        desk.addSourceText(what);
    }
    if (!shown)
        window.offerRecovery();
}

} // namespace

Result<void> showDesk(const DeskRequest &request)
{
    DeskApplication desk_application(request, false);
    EngineDesk desk(*request.program, desk_application.settings());
    {
        MainWindow window({ &desk, &desk_application.theme() });
        const DeskTray tray(*desk.deskAlerts(), desk.feed(), window);
        desk.start();
        window.show();
        openAll(window, desk, request);
        QApplication::exec();
    }
    return {};
}

} // namespace streamgauge
