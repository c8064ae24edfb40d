// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alert.h"
#include "engine/run/snapshot.h"
#include "plugins/api/panel.h"

class QPainter;

namespace streamgauge {

/// Severity is told three ways at once: colour, shape (circle, triangle, octagon) and word.
[[nodiscard]] QColor severityColor(Severity severity, const Palette &palette);
[[nodiscard]] QString severityWord(Severity severity);
void paintSeverity(QPainter &painter, const QRectF &box, Severity severity, const Palette &palette);
[[nodiscard]] QPixmap severityPixmap(Severity severity, const Palette &palette, int size, qreal pixel_ratio);

[[nodiscard]] QString alertStateWord(AlertState state);

/// A source's state as word and colour; the shape is a filled (running) or open (not running) disc.
[[nodiscard]] QString sourceStateWord(SourceState state);
[[nodiscard]] QColor sourceStateColor(SourceState state, const Palette &palette);
void paintSourceState(QPainter &painter, const QRectF &box, SourceState state, const Palette &palette);

} // namespace streamgauge
