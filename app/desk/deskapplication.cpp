// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/deskapplication.h"

#include <QDir>
#include <QIcon>

namespace streamgauge {

namespace {

QString settingsFile(bool offscreen)
{
    if (offscreen)
        return QDir::temp().filePath(QStringLiteral("streamgauge-offscreen-%1.ini").arg(QCoreApplication::applicationPid()));
    const QByteArray config = qgetenv("XDG_CONFIG_HOME");
    const QString base = config.isEmpty() ? QDir::homePath() + QStringLiteral("/.config") : QString::fromLocal8Bit(config);
    return base + QStringLiteral("/streamgauge/streamgauge.ini");
}

} // namespace

DeskApplication::Platform::Platform(bool offscreen)
{
    if (offscreen)
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QCoreApplication::setApplicationName(QStringLiteral("streamgauge"));
    QCoreApplication::setOrganizationName(QStringLiteral("streamgauge"));
    QCoreApplication::setApplicationVersion(QStringLiteral(STREAMGAUGE_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Streamgauge"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.streamgauge.Streamgauge"));
}

DeskApplication::DeskApplication(const DeskRequest &request, bool offscreen)
    : logging_(request.program->logging())
    , platform_(offscreen)
    , application_(*request.argc, request.argv)
    , settings_(settingsFile(offscreen), QSettings::IniFormat)
{
    theme_.setMode(settings_.value(QStringLiteral("dark"), true).toBool() ? ThemeMode::Dark : ThemeMode::Light);
    theme_.applyTo(application_);
    application_.setWindowIcon(QIcon(QStringLiteral(":/streamgauge/icons/streamgauge.svg")));
}

} // namespace streamgauge
