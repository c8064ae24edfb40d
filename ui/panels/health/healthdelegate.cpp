// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/health/healthdelegate.h"

#include "models/sourcehealthmodel.h"
#include "ui/theme/severity.h"
#include "ui/theme/stylesheet.h"

#include <QPainter>

namespace streamgauge {

void HealthDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Palette &palette = palette_();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, blended(palette.accent, palette.surface, palette.dark ? 0.26 : 0.18));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, palette.raised);
    // The header keeps room for an arrow behind a right-aligned title.
    QRect area = option.rect.adjusted(8, 0, index.column() > SourceHealthModel::StateColumn ? -20 : -8, 0);
    const auto state = static_cast<SourceState>(index.data(SourceHealthModel::SourceStateRole).toInt());
    if (index.column() == SourceHealthModel::StateColumn) {
        paintSourceState(*painter, QRectF(area.left(), area.center().y() - 5, 11, 11), state, palette);
        area.setLeft(area.left() + 18);
    }
    const bool alarming = index.data(SourceHealthModel::AlarmingRole).toBool();
    painter->setPen(alarming ? (state == SourceState::Failed ? palette.critical : palette.warning) : palette.text);
    painter->setFont(option.font);
    const auto alignment = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
    painter->drawText(area, static_cast<int>(alignment) | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, area.width()));
}

} // namespace streamgauge
