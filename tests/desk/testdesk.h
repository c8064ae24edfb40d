// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desk/enginedesk.h"
#include "ui/mainwindow.h"

#include <QTemporaryDir>

namespace streamgauge {

/// The program as it starts on a desk, with its state in a folder of the test. One run of it; a second object on the
/// same folder is the next start.
class TestDesk
{
public:
    explicit TestDesk(const QString &folder)
        : program_(pathsIn(folder))
        , settings_(folder + QStringLiteral("/desk.ini"), QSettings::IniFormat)
        , desk_(program_, settings_)
        , window_(DeskContext { &desk_, &theme_ })
    {
    }

    void show()
    {
        desk_.start();
        window_.resize(1'600, 1'000);
        window_.show();
    }
    [[nodiscard]] EngineDesk &desk() { return desk_; }
    [[nodiscard]] MainWindow &window() { return window_; }
    [[nodiscard]] QSettings &settings() { return settings_; }
    /// nullptr when there is no such source.
    [[nodiscard]] const SourceStatus *source(const std::string &name)
    {
        snapshot_ = desk_.feed().latest();
        for (const SourceStatus &status : snapshot_ ? snapshot_->sources : std::vector<SourceStatus>()) {
            if (status.name == name)
                return &*std::find_if(snapshot_->sources.begin(), snapshot_->sources.end(),
                                      [&](const SourceStatus &s) { return s.name == name; });
        }
        return nullptr;
    }
    [[nodiscard]] std::vector<StreamStatus> streamStates()
    {
        const SnapshotPtr snapshot = desk_.feed().latest();
        return snapshot ? snapshot->streams : std::vector<StreamStatus>();
    }
    [[nodiscard]] bool streams(const std::string &name)
    {
        const SourceStatus *status = source(name);
        return status != nullptr && status->state == SourceState::Streaming;
    }

private:
    static ProgramPaths pathsIn(const QString &folder)
    {
        const std::filesystem::path build = qgetenv("STREAMGAUGE_BINARY_DIR").toStdString();
        const std::filesystem::path source = qgetenv("STREAMGAUGE_SOURCE_DIR").toStdString();
        return { build / "bin/streamgauge", build / "lib",        build / "lib/extensions",
                 build / "lib/plugins",     source / "resources", folder.toStdString() + "/state" };
    }

    Program program_;
    QSettings settings_;
    Theme theme_;
    EngineDesk desk_;
    MainWindow window_;
    SnapshotPtr snapshot_;
};

} // namespace streamgauge
