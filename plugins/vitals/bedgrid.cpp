// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/bedgrid.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

constexpr int spacing = 8;
constexpr double smallest_scale = 0.72;
constexpr double largest_scale = 3.2;

} // namespace

BedGrid::BedGrid(std::function<const Palette &()> palette, QWidget *parent)
    : QWidget(parent)
    , palette_(std::move(palette))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Beds"));
}

void BedGrid::setBeds(std::vector<Bed> beds)
{
    const bool same_size = beds.size() == beds_.size();
    current_ = std::clamp(current_, 0, std::max(static_cast<int>(beds.size()) - 1, 0));
    for (std::size_t i = 0; i < beds.size(); ++i)
        beds[i].current = hasFocus() && static_cast<int>(i) == current_;
    for (std::size_t i = 0; same_size && i < beds.size(); ++i) {
        if (beds[i] != beds_[i])
            update(tileRect(static_cast<int>(i)));
    }
    beds_ = std::move(beds);
    if (!same_size) {
        updateGeometry();
        setMinimumHeight(heightForWidth(width()));
        update();
    }
    if (!beds_.empty())
        setAccessibleDescription(bedSentence(beds_[static_cast<std::size_t>(current_)]));
}

void BedGrid::setLimits(const VitalLimits &limits)
{
    limits_ = limits;
    update();
}

void BedGrid::setEmptyText(const QString &text)
{
    empty_text_ = text;
    update();
}

void BedGrid::setVisibleHeight(int height)
{
    visible_height_ = height;
    setMinimumHeight(heightForWidth(width()));
    update();
}

BedGrid::Layout BedGrid::layoutFor(int width) const
{
    const auto count = std::max(static_cast<int>(beds_.size()), 1);
    // Big text settings make the smallest legible tile bigger.
    const double legible = smallest_scale * std::max(1.0, fontInfo().pixelSize() / 13.0);
    Layout best;
    double best_scale = 0;
    for (int columns = 1; columns <= count; ++columns) {
        const double tile_width = (width - spacing * (columns - 1.0)) / columns;
        const int rows = (count + columns - 1) / columns;
        const double tile_height = (visible_height_ - spacing * (rows - 1.0)) / rows;
        const double scale = std::min(tile_width / tile_design_size.width(), tile_height / tile_design_size.height());
        if (scale > best_scale) {
            best_scale = scale;
            best = { columns, { tile_width, tile_height } };
        }
    }
    if (best_scale < legible) {
        const int columns =
            std::max(1, static_cast<int>((width + spacing) / (tile_design_size.width() * legible + spacing)));
        const double tile_width = (width - spacing * (columns - 1.0)) / columns;
        return { columns, { tile_width, tile_width * tile_design_size.height() / tile_design_size.width() } };
    }
    const double most_height = tile_design_size.height() * std::min(best_scale * 1.15, largest_scale);
    best.tile.setHeight(std::min(best.tile.height(), most_height));
    return best;
}

int BedGrid::heightForWidth(int width) const
{
    const Layout layout = layoutFor(width);
    const int rows = (static_cast<int>(beds_.size()) + layout.columns - 1) / layout.columns;
    return rows == 0 ? 0 : qCeil(rows * layout.tile.height() + (rows - 1) * spacing);
}

QRect BedGrid::tileRect(int index) const
{
    const Layout layout = layoutFor(width());
    const int column = index % layout.columns;
    const int row = index / layout.columns;
    return QRectF(column * (layout.tile.width() + spacing), row * (layout.tile.height() + spacing), layout.tile.width(),
                  layout.tile.height())
        .toAlignedRect();
}

int BedGrid::bedAt(const QPoint &position) const
{
    for (int i = 0; i < static_cast<int>(beds_.size()); ++i) {
        if (tileRect(i).contains(position))
            return i;
    }
    return -1;
}

void BedGrid::setCurrent(int index)
{
    if (index < 0 || index >= static_cast<int>(beds_.size()))
        return;
    current_ = index;
    setBeds(beds_);
    Q_EMIT currentChanged(index);
}

void BedGrid::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    const Palette &palette = palette_();
    painter.fillRect(event->rect(), palette.surface);
    if (beds_.empty()) {
        painter.setPen(palette.text_muted);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, empty_text_);
        return;
    }
    for (int i = 0; i < static_cast<int>(beds_.size()); ++i) {
        const QRect tile = tileRect(i);
        if (tile.intersects(event->rect()))
            BedTile(painter, tile, palette, limits_).paint(beds_[static_cast<std::size_t>(i)]);
    }
}

void BedGrid::keyPressEvent(QKeyEvent *event)
{
    const int columns = layoutFor(width()).columns;
    switch (event->key()) {
    case Qt::Key_Left: setCurrent(current_ - 1); return;
    case Qt::Key_Right: setCurrent(current_ + 1); return;
    case Qt::Key_Up: setCurrent(current_ - columns); return;
    case Qt::Key_Down: setCurrent(current_ + columns); return;
    case Qt::Key_Home: setCurrent(0); return;
    case Qt::Key_End: setCurrent(static_cast<int>(beds_.size()) - 1); return;
    default: QWidget::keyPressEvent(event);
    }
}

void BedGrid::mousePressEvent(QMouseEvent *event)
{
    setCurrent(bedAt(event->position().toPoint()));
    QWidget::mousePressEvent(event);
}

void BedGrid::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    setBeds(beds_);
}

bool BedGrid::event(QEvent *event)
{
    if (event->type() == QEvent::FocusOut)
        update();
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int index = bedAt(help->pos());
    if (index < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), bedSentence(beds_[static_cast<std::size_t>(index)]), this, tileRect(index));
    return true;
}

} // namespace streamgauge
