// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <QStyledItemDelegate>

namespace streamgauge {

/// Paints the event list: the operation in its colour, the rest plain.
class EventDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    EventDelegate(std::function<const Palette &()> palette, QObject *parent = nullptr)
        : QStyledItemDelegate(parent)
        , palette_(std::move(palette))
    {
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    std::function<const Palette &()> palette_;
};

/// Paints before and after: changed fields stand out, missing values are muted.
class EventDetailDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    EventDetailDelegate(std::function<const Palette &()> palette, QObject *parent = nullptr)
        : QStyledItemDelegate(parent)
        , palette_(std::move(palette))
    {
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    std::function<const Palette &()> palette_;
};

} // namespace streamgauge
