// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rowfilter.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace streamgauge {

/// Rows by the value of one column, missing ones last, equal ones as they came; without a column all as they came.
class RowOrder
{
public:
    struct Key {
        SortKey value;
        std::uint64_t arrival = 0;
    };

    RowOrder() = default;
    /// `column` -1: none.
    RowOrder(SchemaPtr schema, int column, bool descending);

    [[nodiscard]] Key key(const RowRef &row, std::uint64_t arrival) const;
    [[nodiscard]] bool before(const Key &a, const Key &b) const;

private:
    SchemaPtr schema_;
    int column_ = -1;
    bool numeric_ = false;
    bool descending_ = false;
};

/// Rows to be filtered and put in order, apart from the model they are of: run() may be called on any thread.
struct RowArrangement {
    struct Place {
        std::uint64_t arrival = 0;
        std::uint32_t slot = 0;
    };
    struct Row {
        RowRef row;
        Place place;
    };

    SchemaPtr schema;
    RowFilter filter;
    RowOrder order;
    std::vector<Row> rows;

    /// The rows that pass, in their order; a part of them in any order after a stop request.
    [[nodiscard]] std::vector<Place> run(const std::stop_token &stop) const;
};

} // namespace streamgauge
