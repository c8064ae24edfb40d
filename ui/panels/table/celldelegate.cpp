// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/table/celldelegate.h"

#include "models/tablemodel.h"
#include "ui/theme/stylesheet.h"

#include <QPainter>

#include <algorithm>

namespace streamgauge {

double CellDelegate::tint(qint64 changed_ms, qint64 now_ms)
{
    if (changed_ms <= 0)
        return 0;
    return std::clamp(1.0 - static_cast<double>(now_ms - changed_ms - hold_ms) / fade_ms, 0.0, 1.0);
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Palette &palette = palette_();
    const bool selected = option.state & QStyle::State_Selected;
    if (selected)
        painter->fillRect(option.rect, blended(palette.accent, palette.surface, palette.dark ? 0.26 : 0.18));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, palette.raised);
    if (const double fresh = flash_ ? tint(index.data(TableModel::ChangedAtRole).toLongLong(), now_ms_()) : 0; fresh > 0) {
        QColor glow = palette.accent;
        glow.setAlphaF(static_cast<float>(0.16 * fresh));
        painter->fillRect(option.rect, glow);
    }
    const auto state = static_cast<CellState>(index.data(TableModel::StateRole).toInt());
    painter->setPen(state == CellState::Value ? palette.text : palette.stale);
    painter->setFont(option.font);
    // The header keeps room for its arrow behind a right-aligned title.
    const auto alignment = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
    const QRect area = option.rect.adjusted(8, 0, alignment & Qt::AlignRight ? -20 : -8, 0);
    QString text = index.data(Qt::DisplayRole).toString();
    text.replace(u'\n', u' ');
    painter->drawText(area, static_cast<int>(alignment) | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(text, Qt::ElideRight, area.width()));
    if (selected && index.column() == 0 && (option.state & QStyle::State_Active))
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 2, option.rect.height()), palette.accent);
}

} // namespace streamgauge
