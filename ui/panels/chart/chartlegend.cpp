// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/chartlegend.h"

#include "models/numbertext.h"
#include "ui/theme/fonts.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr int swatch_width = 16;
constexpr int between = 16;
constexpr int most_rows = 2;
/// Five times a second is as fast as a changing number can be read.
constexpr int tick_ms = 200;

} // namespace

ChartLegend::ChartLegend(ChartModel &model, std::function<const Palette &()> palette, QWidget *parent)
    : QWidget(parent)
    , model_(model)
    , palette_(std::move(palette))
{
    setAccessibleName(tr("Legend"));
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    tick_.setInterval(tick_ms);
    connect(&tick_, &QTimer::timeout, this, [this] {
        for (const auto &series : model_.series()) {
            if (series->slice.has_latest)
                series->latest_number.see(series->slice.latest);
        }
        update();
    });
    tick_.start();
    connect(&model_, &ChartModel::seriesChanged, this, [this] {
        updateGeometry();
        update();
    });
}

QString ChartLegend::valueText(const ChartSeries &series) const
{
    if (series.refused)
        return tr("other unit");
    if (!series.slice.has_latest)
        return series.bound ? tr("no data") : tr("waiting");
    return withUnit(series.latest_number.text(series.slice.latest), series.unit);
}

/// Room for a value is kept from jumping by counting in steps of 16 pixels.
std::vector<QRect> ChartLegend::arrange(int width) const
{
    const QFontMetrics label(scaledFont(font(), 0.9));
    const QFontMetrics bold(scaledFont(font(), 0.9, true));
    const int height = label.height() + 6;
    std::vector<QRect> rects;
    int x = 8;
    int row = 0;
    for (const auto &series : model_.series()) {
        const int value = (bold.horizontalAdvance(valueText(*series)) + 15) / 16 * 16;
        const int entry =
            std::min(swatch_width + label.horizontalAdvance(series->label) + 8 + value, std::max(40, width - 16));
        if (x > 8 && x + entry > width - 8) {
            x = 8;
            ++row;
        }
        rects.push_back(row < most_rows ? QRect(x, row * height, entry, height) : QRect());
        x += entry + between;
    }
    // The words for those left out need room behind the last one shown.
    auto left_out = std::ranges::count_if(rects, &QRect::isNull);
    if (left_out == 0)
        return rects;
    for (auto last = rects.rbegin() + left_out; last != rects.rend() && last->top() > 0; ++last) {
        if (last->right() + between + label.horizontalAdvance(moreText(left_out)) <= width - 8)
            break;
        *last = {};
        ++left_out;
    }
    return rects;
}

QString ChartLegend::moreText(std::ptrdiff_t left_out)
{
    return tr("and %n more", nullptr, static_cast<int>(left_out));
}

int ChartLegend::heightForWidth(int width) const
{
    int bottom = 0;
    for (const QRect &rect : arrange(width))
        bottom = std::max(bottom, rect.isNull() ? 0 : rect.bottom() + 1);
    return bottom;
}

QSize ChartLegend::sizeHint() const
{
    return { 240, heightForWidth(std::max(width(), 80)) };
}

QRect ChartLegend::entryRect(std::size_t series) const
{
    const std::vector<QRect> rects = arrange(width());
    return series < rects.size() ? rects[series] : QRect();
}

std::optional<std::size_t> ChartLegend::entryAt(const QPoint &position) const
{
    const std::vector<QRect> rects = arrange(width());
    const auto found = std::find_if(rects.begin(), rects.end(), [&](const QRect &rect) { return rect.contains(position); });
    return found == rects.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - rects.begin()));
}

void ChartLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QFont font = scaledFont(this->font(), 0.9);
    const QFont bold = scaledFont(this->font(), 0.9, true);
    const Palette &palette = palette_();
    const std::vector<QRect> rects = arrange(width());
    std::ptrdiff_t left_out = 0;
    for (std::size_t i = 0; i < rects.size(); ++i) {
        const ChartSeries &series = *model_.series()[i];
        const QRect &rect = rects[i];
        if (rect.isNull()) {
            ++left_out;
            continue;
        }
        const bool off = !series.isDrawn();
        const QColor color = series.freshness.stale ? palette.stale : series.color;
        const QRect swatch(rect.left(), rect.center().y() - 1, 10, 3);
        if (off) {
            painter.setPen(palette.stale);
            painter.drawRect(swatch.adjusted(0, 0, -1, -1));
        } else {
            painter.fillRect(swatch, color);
        }
        const QString value = valueText(series);
        const int value_width = QFontMetrics(bold).horizontalAdvance(value);
        painter.setFont(font);
        painter.setPen(off ? palette.stale : palette.text_muted);
        const QRect label_rect(rect.left() + swatch_width, rect.top(), rect.width() - swatch_width - value_width - 6,
                               rect.height());
        const QString label = QFontMetrics(font).elidedText(series.label, Qt::ElideMiddle, label_rect.width());
        painter.drawText(label_rect, Qt::AlignVCenter | Qt::AlignLeft, label);
        painter.setFont(bold);
        painter.setPen(off || series.freshness.stale ? palette.stale : palette.text);
        const int value_left = rect.left() + swatch_width + QFontMetrics(font).horizontalAdvance(label) + 6;
        painter.drawText(QRect(value_left, rect.top(), value_width + 2, rect.height()), Qt::AlignVCenter | Qt::AlignLeft,
                         value);
    }
    if (left_out > 0) {
        const int row_height = QFontMetrics(font).height() + 6;
        painter.setFont(font);
        painter.setPen(palette.text_muted);
        painter.drawText(QRect(0, (most_rows - 1) * row_height, width() - 8, row_height), Qt::AlignRight | Qt::AlignVCenter,
                         moreText(left_out));
    }
}

void ChartLegend::mousePressEvent(QMouseEvent *event)
{
    if (const auto entry = entryAt(event->pos()); entry && event->button() == Qt::LeftButton)
        model_.setSeriesHidden(*entry, !model_.series()[*entry]->hidden);
    update();
}

void ChartLegend::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto chosen = entryAt(event->pos());
    if (!chosen)
        return;
    const bool alone = std::all_of(model_.series().begin(), model_.series().end(),
                                   [&](const auto &series) { return series == model_.series()[*chosen] || series->hidden; });
    for (std::size_t i = 0; i < model_.series().size(); ++i)
        model_.setSeriesHidden(i, !alone && i != *chosen);
    update();
}

bool ChartLegend::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (const auto entry = entryAt(help->pos())) {
        const ChartSeries &series = *model_.series()[*entry];
        QToolTip::showText(help->globalPos(),
                           tr("%1 · %2 · %3\n%4 samples held\nClick hides or shows it, a double click shows it alone.")
                               .arg(toQString(series.ref.stream), toQString(series.ref.field), keyText(series.ref.key),
                                    exactCountText(series.slice.held_samples)),
                           this);
    }
    return true;
}

} // namespace streamgauge
