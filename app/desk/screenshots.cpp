// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/deskapplication.h"
#include "app/desk/deskprogram.h"
#include "app/desk/enginedesk.h"
#include "ui/mainwindow.h"

#include <QDir>
#include <QEventLoop>
#include <QTimer>

namespace streamgauge {

namespace {

constexpr QSize window_size(1'600, 1'000);
constexpr int settle_ms = 1'500; ///< panels ask for their data when they are shown

void settle()
{
    QEventLoop loop;
    QTimer::singleShot(settle_ms, &loop, &QEventLoop::quit);
    loop.exec();
}

/// A dashboard's name as a file name that no system refuses; unlike names stay unlike.
QString fileName(const QString &name, QStringList &taken)
{
    QString base;
    for (const QChar letter : name)
        base += letter.isLetterOrNumber() || letter == QLatin1Char('-') || letter == QLatin1Char('_') ? letter
                                                                                                      : QLatin1Char('-');
    QString unique = base.isEmpty() ? QStringLiteral("dashboard") : base;
    for (int number = 2; taken.contains(unique, Qt::CaseInsensitive); ++number)
        unique = QStringLiteral("%1-%2").arg(base).arg(number);
    taken << unique;
    return unique + QStringLiteral(".png");
}

Result<void> savePicture(QWidget &widget, const QDir &folder, const QString &name)
{
    if (widget.grab().save(folder.filePath(name), "PNG"))
        return {};
    return Error { ErrorKind::Resource, "the picture could not be written", folder.filePath(name).toStdString(),
                   "Check that the folder exists, can be written and has space" };
}

} // namespace

Result<void> takeScreenshots(const DeskRequest &request)
{
    DeskApplication desk_application(request, true);
    EngineDesk desk(*request.program, desk_application.settings(), request.engine);
    MainWindow window({ &desk, &desk_application.theme() });
    window.resize(window_size);
    desk.start();
    window.session().show(*request.workspace, {}, false);
    window.show();
    const QDir folder(QString::fromStdString(request.screenshot_dir.string()));
    QStringList taken { QStringLiteral("main-window") };
    for (int i = 0; i < window.tabs().count(); ++i) {
        window.tabs().setCurrentIndex(i);
        settle();
        const Result<void> saved = savePicture(*window.tabs().currentView(), folder,
                                               fileName(window.document().pages()[static_cast<std::size_t>(i)].name, taken));
        if (!saved)
            return saved;
    }
    window.tabs().setCurrentIndex(0);
    settle();
    return savePicture(window, folder, QStringLiteral("main-window.png"));
}

} // namespace streamgauge
