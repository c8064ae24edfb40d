// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <QObject>

class QApplication;

namespace streamgauge {

enum class ThemeMode { Dark, Light };

/// Text and marks have at least 4.5:1 contrast on `surface`, series colours at least 3:1.
[[nodiscard]] const Palette &darkPalette();
[[nodiscard]] const Palette &lightPalette();

/// The look of the program: one palette, style sheet and font for every window. GUI thread. One per program,
/// made by the composition root and handed on as `PanelContext::palette`.
class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QObject *parent = nullptr)
        : QObject(parent)
    {
    }

    [[nodiscard]] const Palette &palette() const;
    [[nodiscard]] ThemeMode mode() const { return mode_; }
    void setMode(ThemeMode mode);
    /// Sets style, palette, style sheet and font of the application, now and at each change.
    void applyTo(QApplication &application);

Q_SIGNALS:
    void changed();

private:
    void apply();

    ThemeMode mode_ = ThemeMode::Dark;
    QApplication *application_ = nullptr;
};

} // namespace streamgauge
