// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertfilter.h"
#include "ui/deskcontext.h"

#include <QStyledItemDelegate>

namespace streamgauge {

/// One alert as a card of three lines: severity by colour, shape and word, state and age; rule and key; value.
class AlertDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    AlertDelegate(const DeskContext &context, const AlertFilter &alerts, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// Rule and key in at most `width_px`. Many alerts of one rule differ by their keys alone, so that of two long
    /// names the key keeps more than half.
    [[nodiscard]] static QString titleText(const QString &rule, const QString &key, const QFontMetrics &metrics,
                                           int width_px);

private:
    void paintText(QPainter &painter, const QRect &box, const Alert &alert, const QFont &font) const;

    DeskContext context_;
    const AlertFilter &alerts_;
};

} // namespace streamgauge
