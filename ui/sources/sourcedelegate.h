// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QStyledItemDelegate>

namespace streamgauge {

/// Draws state discs, kind icons, SIM marks and muted live figures in the source tree.
class SourceDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit SourceDelegate(const DeskContext &context, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintMark(QPainter *painter, const QRect &box, const QModelIndex &index) const;

    DeskContext context_;
};

} // namespace streamgauge
