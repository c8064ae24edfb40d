// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/vitals/bedtile.h"

#include <QWidget>

#include <vector>

namespace streamgauge {

/// The tiles of all beds, as large as they fit; higher than its parent when they cannot all be legible. Arrow keys move
/// the current bed, whose sentence is the accessible description.
class BedGrid : public QWidget
{
    Q_OBJECT

public:
    explicit BedGrid(std::function<const Palette &()> palette, QWidget *parent = nullptr);

    /// In the order shown. Repaints only tiles that changed.
    void setBeds(std::vector<Bed> beds);
    [[nodiscard]] const std::vector<Bed> &beds() const { return beds_; }
    void setLimits(const VitalLimits &limits);
    /// What to say while there are no beds.
    void setEmptyText(const QString &text);
    [[nodiscard]] int current() const { return current_; }
    void setCurrent(int index);
    [[nodiscard]] QRect tileRect(int index) const;
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    /// Height of the part that is seen; tiles grow to fill it.
    void setVisibleHeight(int height);

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Layout {
        int columns = 1;
        QSizeF tile;
    };
    [[nodiscard]] Layout layoutFor(int width) const;
    [[nodiscard]] int bedAt(const QPoint &position) const;

    std::function<const Palette &()> palette_;
    std::vector<Bed> beds_;
    VitalLimits limits_;
    QString empty_text_;
    int current_ = 0;
    int visible_height_ = 0;
};

} // namespace streamgauge
