// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alert.h"
#include "engine/run/snapshot.h"
#include "plugins/api/panel.h"

class QPainter;

namespace streamgauge {

/// Severity is told three ways at once: colour, shape (circle, triangle, diamond) and word (severityText()).
[[nodiscard]] QColor severityColor(Severity severity, const Palette &palette);
/// The shape as a character, for running text.
[[nodiscard]] QString severityGlyph(Severity severity);
void paintSeverity(QPainter &painter, const QRectF &box, Severity severity, const Palette &palette);
[[nodiscard]] QPixmap severityPixmap(Severity severity, const Palette &palette, int size, qreal pixel_ratio);

/// A source's state as colour and shape: filled disc (streaming), ring (connecting, at its end), triangle
/// (waiting to retry), diamond (failed).
[[nodiscard]] QColor sourceStateColor(SourceState state, const Palette &palette);
void paintSourceState(QPainter &painter, const QRectF &box, SourceState state, const Palette &palette);

} // namespace streamgauge
