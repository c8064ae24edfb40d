// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <QStyledItemDelegate>

namespace streamgauge {

/// Paints the figures of sources: the state with its shape and colour, alarming figures in the warning colour.
class HealthDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    HealthDelegate(std::function<const Palette &()> palette, QObject *parent = nullptr)
        : QStyledItemDelegate(parent)
        , palette_(std::move(palette))
    {
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    std::function<const Palette &()> palette_;
};

} // namespace streamgauge
