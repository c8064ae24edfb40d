// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <QStyledItemDelegate>

namespace streamgauge {

/// Paints cells plainly and fast: missing values muted, freshly changed ones tinted. The tint stays for a third of a
/// second and fades in one, so that even a cell that changes all the time glows instead of flashing.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr qint64 hold_ms = 350;
    static constexpr qint64 fade_ms = 1'000;

    /// `now_ms`: the clock of TableModel::apply().
    CellDelegate(std::function<const Palette &()> palette, std::function<qint64()> now_ms, QObject *parent = nullptr)
        : QStyledItemDelegate(parent)
        , palette_(std::move(palette))
        , now_ms_(std::move(now_ms))
    {
    }

    void setFlash(bool flash) { flash_ = flash; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// 0 to 1.
    [[nodiscard]] static double tint(qint64 changed_ms, qint64 now_ms);

private:
    std::function<const Palette &()> palette_;
    std::function<qint64()> now_ms_;
    bool flash_ = true;
};

} // namespace streamgauge
