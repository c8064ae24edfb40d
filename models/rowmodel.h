// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <unordered_set>
#include <utility>
#include <vector>

namespace streamgauge {

/// A table of value rows that follows a list which comes anew each time: rows keep their persistent
/// indexes (selection, scroll position) as long as their identity stays in the list.
template <typename Row, typename Identity> class RowModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(rows_.size());
    }
    [[nodiscard]] const Row &row(int index) const { return rows_[static_cast<std::size_t>(index)]; }
    [[nodiscard]] const std::vector<Row> &rows() const { return rows_; }

protected:
    [[nodiscard]] virtual Identity identity(const Row &row) const = 0;

    /// Identities in `fresh` must be unique. True when anything changed.
    bool follow(std::vector<Row> fresh)
    {
        bool changed = dropMissing(fresh);
        std::unordered_set<Identity> known;
        for (const Row &row : rows_)
            known.insert(identity(row));
        for (std::size_t i = 0; i < fresh.size(); ++i)
            changed = settle(i, fresh, known) || changed;
        return changed;
    }

private:
    bool dropMissing(const std::vector<Row> &fresh)
    {
        std::unordered_set<Identity> wanted;
        for (const Row &row : fresh)
            wanted.insert(identity(row));
        bool changed = false;
        for (std::size_t end = rows_.size(); end > 0;) {
            if (wanted.contains(identity(rows_[end - 1]))) {
                --end;
                continue;
            }
            std::size_t begin = end - 1;
            while (begin > 0 && !wanted.contains(identity(rows_[begin - 1])))
                --begin;
            erase(begin, end);
            end = begin;
            changed = true;
        }
        return changed;
    }

    bool settle(std::size_t i, std::vector<Row> &fresh, std::unordered_set<Identity> &known)
    {
        const Identity id = identity(fresh[i]);
        if (i < rows_.size() && identity(rows_[i]) == id) {
            if (rows_[i] == fresh[i])
                return false;
            rows_[i] = std::move(fresh[i]);
            Q_EMIT dataChanged(index(static_cast<int>(i), 0), index(static_cast<int>(i), columnCount() - 1));
            return true;
        }
        if (known.contains(id)) {
            std::size_t old = i;
            while (identity(rows_[old]) != id)
                ++old;
            erase(old, old + 1);
        }
        std::size_t end = i + 1;
        while (end < fresh.size() && !known.contains(identity(fresh[end])))
            ++end;
        beginInsertRows({}, static_cast<int>(i), static_cast<int>(end) - 1);
        rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(i), fresh.begin() + static_cast<std::ptrdiff_t>(i),
                     fresh.begin() + static_cast<std::ptrdiff_t>(end));
        endInsertRows();
        for (std::size_t row = i; row < end; ++row)
            known.insert(identity(fresh[row]));
        return true;
    }

    void erase(std::size_t begin, std::size_t end)
    {
        beginRemoveRows({}, static_cast<int>(begin), static_cast<int>(end) - 1);
        rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(begin), rows_.begin() + static_cast<std::ptrdiff_t>(end));
        endRemoveRows();
    }

    std::vector<Row> rows_;
};

} // namespace streamgauge
