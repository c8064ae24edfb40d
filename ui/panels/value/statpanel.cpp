// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/value/statpanel.h"

#include "models/numbertext.h"
#include "ui/panels/choicemenu.h"
#include "ui/theme/fonts.h"

#include <QAction>
#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace streamgauge {

StatPanel::StatPanel(PanelContext context, QWidget *parent)
    : ValuePanel(std::move(context), parent)
{
    makeSpanMenu();
}

void StatPanel::makeSpanMenu()
{
    span_menu_ = new QMenu(tr("Time span"), this);
    connect(span_menu_, &QMenu::aboutToShow, this, [this] {
        span_menu_->clear();
        for (const DurationNs span_s : { 10, 60, 300, 900, 3'600, 86'400 }) {
            const DurationNs span_ns = span_s * ns_per_s;
            addChoice(*span_menu_, durationWords(span_ns), series().span() == span_ns, [this, span_ns] {
                series().setSpan(span_ns);
                Q_EMIT settingsChanged();
            });
        }
    });
}

QJsonObject StatPanel::settings() const
{
    QJsonObject json = ValuePanel::settings();
    json[u"span_s"] = static_cast<double>(series().span()) / ns_per_s;
    return json;
}

void StatPanel::applySettings(const QJsonObject &settings)
{
    const double span_s = settings[u"span_s"].toDouble(60);
    series().setSpan(static_cast<DurationNs>((span_s > 0 && span_s < 1e9 ? span_s : 60.0) * ns_per_s));
    ValuePanel::applySettings(settings);
}

QList<QAction *> StatPanel::panelActions()
{
    return ValuePanel::panelActions() << span_menu_->menuAction();
}

QString StatPanel::trendText(const QFontMetricsF &metrics, double most_width) const
{
    const SeriesSlice &slice = series().slice();
    if (slice.cells.empty() || !slice.has_latest)
        return {};
    const double by = slice.latest - slice.cells.front().first;
    const QString arrow = by > 0 ? QStringLiteral("▲") : by < 0 ? QStringLiteral("▼") : QStringLiteral("■");
    const QString bare = arrow + u' ' + numberText(std::abs(by), 4);
    const QString change = arrow + u' ' + withUnit(numberText(std::abs(by), 4), series().unit());
    for (const QString &text : { tr("%1 in %2").arg(change, durationWords(series().span())), change }) {
        if (metrics.horizontalAdvance(text) <= most_width)
            return text;
    }
    return metrics.elidedText(bare, Qt::ElideRight, most_width);
}

void StatPanel::paintValue(QPainter &painter, const QRectF &area)
{
    const bool roomy = area.height() >= 88;
    const double line_height = area.height() >= 56 ? std::round(area.height() * (roomy ? 0.38 : 0.3)) : 0;
    const QRectF text_area = area.adjusted(12, 8, -12, -line_height - 4);
    const QFont trend_font = scaledFont(font(), std::clamp(area.height() / 160, 0.9, 1.6));
    const double trend_height = roomy ? QFontMetricsF(trend_font).height() + 2 : 0;

    // As big as height and width allow.
    const QString value = valueText();
    double factor = std::clamp((text_area.height() - trend_height) / QFontMetricsF(font()).height() * 0.8, 1.0, 9.0);
    const auto fits = [&] {
        const double value_width = QFontMetricsF(scaledFont(font(), factor, true)).horizontalAdvance(value);
        const double unit_width =
            QFontMetricsF(scaledFont(font(), factor * 0.45)).horizontalAdvance(toQString(series().unit()));
        return value_width + unit_width + 8 <= text_area.width();
    };
    while (factor > 1.0 && !fits())
        factor *= 0.9;
    const QFont value_font = scaledFont(font(), factor, true);
    const QFontMetricsF metrics(value_font);
    const double block = metrics.capHeight() + (trend_height > 0 ? trend_height + 8 : 0);
    const double base = text_area.top() + (text_area.height() - block) / 2 + metrics.capHeight();
    painter.setFont(value_font);
    painter.setPen(valueColor());
    painter.drawText(QPointF(text_area.left(), base), value);
    painter.setFont(scaledFont(font(), std::max(0.9, factor * 0.45)));
    painter.setPen(colors().text_muted);
    painter.drawText(QPointF(text_area.left() + metrics.horizontalAdvance(value) + 6, base), toQString(series().unit()));
    if (trend_height > 0) {
        painter.setFont(trend_font);
        painter.drawText(QPointF(text_area.left(), base + trend_height + 6),
                         trendText(QFontMetricsF(trend_font), text_area.width()));
    }
    if (line_height > 0)
        paintLine(painter, QRectF(area.left() + 12, area.bottom() - line_height, area.width() - 24, line_height - 10));
}

void StatPanel::paintLine(QPainter &painter, const QRectF &area)
{
    const SeriesSlice &slice = series().slice();
    series().setPixels(static_cast<std::uint32_t>(std::max(1.0, area.width() * devicePixelRatioF())));
    if (slice.cells.empty())
        return;
    AxisRange range { slice.cells.front().min, slice.cells.front().max };
    for (const SeriesCell &cell : slice.cells)
        range = { std::min(range.minimum, cell.min), std::max(range.maximum, cell.max) };
    if (!(range.size() > 0))
        range = { range.minimum - 1, range.maximum + 1 };
    const PlotMap map(area.adjusted(0, 2, 0, -2), slice.from_ns, slice.to_ns, ValueScale { range, 1, false });
    painter.save();
    painter.setClipRect(area.adjusted(-2, -2, 2, 2));
    lines_.paint(painter, slice, map, series().age().stale ? colors().stale : colors().series.front());
    const SeriesCell &last = slice.cells.back();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(series().age().stale ? colors().stale : colors().series.front());
    painter.drawEllipse(QPointF(map.x(last.last_time_ns), map.y(last.last)), 2.5, 2.5);
    painter.restore();
}

} // namespace streamgauge
