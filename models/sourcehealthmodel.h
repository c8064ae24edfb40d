// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"

#include <QAbstractTableModel>

#include <string>
#include <vector>

namespace streamgauge {

/// One row a source, with the figures an operator judges it by. GUI thread.
class SourceHealthModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        SourceColumn,
        StateColumn,
        RateColumn,
        LagColumn,
        QueueColumn,
        DroppedColumn,
        LateColumn,
        DuplicateColumn,
        ReconnectColumn,
        LastEventColumn,
        ColumnCount
    };
    enum Role {
        SourceStateRole = Qt::UserRole, ///< int of SourceState
        AlarmingRole
    }; ///< bool: the figure is not what it should be

    using QAbstractTableModel::QAbstractTableModel;

    /// `only`: a source's name, or empty for all. Rows keep their place as long as the sources stay the same.
    void apply(const Snapshot &snapshot, const std::string &only);
    [[nodiscard]] const SourceStatus &source(int row) const { return sources_[static_cast<std::size_t>(row)]; }
    /// The source most in need of a look; 0 when all are well.
    [[nodiscard]] int worstRow() const;
    [[nodiscard]] int rowOf(const std::string &source) const; ///< -1: not there

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const SourceStatus &source, int column) const;
    [[nodiscard]] QString stateText(const SourceStatus &source) const;
    [[nodiscard]] bool alarming(const SourceStatus &source, int column) const;

    std::vector<SourceStatus> sources_;
    TimeNs now_ns_ = 0;
};

} // namespace streamgauge
