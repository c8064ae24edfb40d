// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/fonts.h"
#include "ui/theme/stylesheet.h"
#include "ui/theme/themestyle.h"

#include <QApplication>

namespace streamgauge {

const Palette &Theme::palette() const
{
    return mode_ == ThemeMode::Dark ? darkPalette() : lightPalette();
}

void Theme::setMode(ThemeMode mode)
{
    if (mode == mode_)
        return;
    mode_ = mode;
    apply();
    Q_EMIT changed();
}

void Theme::applyTo(QApplication &application)
{
    application_ = &application;
    QApplication::setStyle(new ThemeStyle);
    QApplication::setFont(applicationFont());
    apply();
}

void Theme::apply()
{
    if (!application_)
        return;
    QApplication::setPalette(widgetPalette(palette()));
    application_->setStyleSheet(styleSheet(palette()));
}

} // namespace streamgauge
