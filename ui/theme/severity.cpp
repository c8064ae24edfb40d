// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/severity.h"

#include <QPainter>
#include <QPolygonF>

namespace streamgauge {

namespace {

QPolygonF polygon(const QRectF &box, std::initializer_list<QPointF> points)
{
    QPolygonF result;
    for (const QPointF &point : points)
        result << QPointF(box.left() + point.x() * box.width(), box.top() + point.y() * box.height());
    return result;
}

} // namespace

QColor severityColor(Severity severity, const Palette &palette)
{
    switch (severity) {
    case Severity::Info: return palette.info;
    case Severity::Warning: return palette.warning;
    case Severity::Critical: return palette.critical;
    }
    return palette.text_muted;
}

QString severityGlyph(Severity severity)
{
    switch (severity) {
    case Severity::Info: return QStringLiteral("●");
    case Severity::Warning: return QStringLiteral("▲");
    case Severity::Critical: return QStringLiteral("◆");
    }
    return {};
}

void paintSeverity(QPainter &painter, const QRectF &box, Severity severity, const Palette &palette)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(severityColor(severity, palette));
    switch (severity) {
    case Severity::Info:
        painter.drawEllipse(
            box.adjusted(box.width() * 0.08, box.height() * 0.08, -box.width() * 0.08, -box.height() * 0.08));
        break;
    case Severity::Warning: painter.drawPolygon(polygon(box, { { 0.5, 0.04 }, { 1.0, 0.94 }, { 0.0, 0.94 } })); break;
    case Severity::Critical:
        painter.drawPolygon(polygon(box, { { 0.5, -0.06 }, { 1.06, 0.5 }, { 0.5, 1.06 }, { -0.06, 0.5 } }));
        break;
    }
    painter.restore();
}

QPixmap severityPixmap(Severity severity, const Palette &palette, int size, qreal pixel_ratio)
{
    QPixmap pixmap(qRound(size * pixel_ratio), qRound(size * pixel_ratio));
    pixmap.setDevicePixelRatio(pixel_ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintSeverity(painter, QRectF(1, 1, size - 2, size - 2), severity, palette);
    return pixmap;
}

QColor sourceStateColor(SourceState state, const Palette &palette)
{
    switch (state) {
    case SourceState::Streaming: return palette.good;
    case SourceState::Connecting:
    case SourceState::Snapshotting: return palette.info;
    case SourceState::Waiting: return palette.warning;
    case SourceState::Failed: return palette.critical;
    case SourceState::Stopped:
    case SourceState::Finished: return palette.text_muted;
    }
    return palette.text_muted;
}

void paintSourceState(QPainter &painter, const QRectF &box, SourceState state, const Palette &palette)
{
    if (state == SourceState::Waiting || state == SourceState::Failed) {
        paintSeverity(painter, box, state == SourceState::Waiting ? Severity::Warning : Severity::Critical, palette);
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = sourceStateColor(state, palette);
    const bool runs = state == SourceState::Streaming;
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(runs ? QBrush(color) : QBrush(Qt::NoBrush));
    painter.drawEllipse(box.adjusted(1.5, 1.5, -1.5, -1.5));
    painter.restore();
}

} // namespace streamgauge
