// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <QPersistentModelIndex>
#include <QTableView>

namespace streamgauge {

/// A table for rows that keep arriving. Once the user has scrolled away from the top, the row he reads stays
/// where it is, whatever is inserted, removed or sorted above it. Rows are all equally high.
class AnchoredTable : public QTableView
{
    Q_OBJECT

public:
    AnchoredTable(std::function<const Palette &()> palette, QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    [[nodiscard]] bool isScrolled() const;
    /// Shown in the middle while there are no rows.
    void setEmptyText(const QString &title, const QString &advice);
    /// The selected cells of whole rows as tab-separated text, in the order on the screen.
    [[nodiscard]] QString selectedText(bool with_header) const;

Q_SIGNALS:
    void scrolledChanged(bool scrolled);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void rememberAnchor();
    void restoreAnchor();

    std::function<const Palette &()> palette_;
    QPersistentModelIndex anchor_;
    int anchor_offset_ = 0;
    bool was_scrolled_ = false;
    QString empty_title_;
    QString empty_advice_;
};

} // namespace streamgauge
