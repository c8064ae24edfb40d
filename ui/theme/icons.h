// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <QIcon>

namespace streamgauge {

/// A line icon of resources/icons ("chart", "pause", ...) in the palette's text colour, sharp at every size
/// and pixel ratio; disabled it takes the stale colour. An unknown name gives a null icon. Ask again after
/// a theme change.
[[nodiscard]] QIcon themedIcon(const QString &name, const Palette &palette);
/// The same in a colour of choice.
[[nodiscard]] QIcon themedIcon(const QString &name, const QColor &color, const QColor &disabled);
/// The same in the muted text colour the application has when the icon is painted, for widgets that keep theirs.
[[nodiscard]] QIcon mutedIcon(const QString &name);
/// All names, sorted.
[[nodiscard]] QStringList iconNames();

} // namespace streamgauge
