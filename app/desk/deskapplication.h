// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/deskrequest.h"
#include "app/core/program.h"
#include "app/desk/qtlogging.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSettings>

namespace streamgauge {

/// The parts every desk task needs before the first widget: application, settings, theme, log.
class DeskApplication
{
public:
    /// `offscreen`: nothing is shown anywhere, whatever display there is; settings then stay untouched.
    DeskApplication(const DeskRequest &request, bool offscreen);

    [[nodiscard]] QApplication &application() { return application_; }
    [[nodiscard]] QSettings &settings() { return settings_; }
    [[nodiscard]] Theme &theme() { return theme_; }

private:
    struct Platform {
        explicit Platform(bool offscreen);
    };

    QtLogging logging_;
    Platform platform_;
    QApplication application_;
    QSettings settings_;
    Theme theme_;
};

} // namespace streamgauge
