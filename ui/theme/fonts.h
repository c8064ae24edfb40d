// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace streamgauge {

/// Whether all digits are equally wide, so that changing numbers do not jump.
[[nodiscard]] bool hasTabularFigures(const QFont &font);
/// The first installed family of the program's choice that has tabular figures, at 10 points; the
/// system's own font when none has.
[[nodiscard]] QFont applicationFont();
/// `font` scaled, at least 7 points. For labels (0.9) and big values (2 and more).
[[nodiscard]] QFont scaledFont(const QFont &font, double factor, bool bold = false);

} // namespace streamgauge
