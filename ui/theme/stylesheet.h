// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

namespace streamgauge {

/// The application's style sheet in the palette's colours. Buttons with the property "primary" are filled.
[[nodiscard]] QString styleSheet(const Palette &palette);
/// The same colours as a QPalette, for what style sheets do not reach.
[[nodiscard]] QPalette widgetPalette(const Palette &palette);
/// Behind selected rows and pressed buttons; the colours of texts keep 4.5:1 on it.
[[nodiscard]] QColor selectionColor(const Palette &palette);
/// `over` laid on `under` with the given opacity, as an opaque colour.
[[nodiscard]] QColor blended(const QColor &over, const QColor &under, double opacity);
/// WCAG 2.1 contrast ratio, 1 to 21.
[[nodiscard]] double contrastRatio(const QColor &first, const QColor &second);

} // namespace streamgauge
