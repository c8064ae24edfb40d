// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace streamgauge {

/// The source tree by name: keeps what matches, what is above it, and everything below a match.
class SourceFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit SourceFilter(QObject *parent = nullptr);
    /// Words in any order, case ignored; all must occur in the path from the source down.
    void setText(const QString &text);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QStringList words_;
};

} // namespace streamgauge
