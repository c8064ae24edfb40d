// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rowarrangement.h"

#include <algorithm>

namespace streamgauge {

namespace {

/// Rows between two looks at the stop token.
constexpr std::size_t run_rows = 16'384;

struct KeyedPlace {
    RowOrder::Key key;
    RowArrangement::Place place;
};

void sortInRuns(std::vector<KeyedPlace> &rows, const RowOrder &order, const std::stop_token &stop)
{
    const auto before = [&](const KeyedPlace &a, const KeyedPlace &b) { return order.before(a.key, b.key); };
    const auto at = [&](std::size_t index) {
        return rows.begin() + static_cast<std::ptrdiff_t>(std::min(index, rows.size()));
    };
    for (std::size_t begin = 0; begin < rows.size() && !stop.stop_requested(); begin += run_rows)
        std::sort(at(begin), at(begin + run_rows), before);
    for (std::size_t width = run_rows; width < rows.size(); width *= 2) {
        for (std::size_t begin = 0; begin + width < rows.size() && !stop.stop_requested(); begin += 2 * width)
            std::inplace_merge(at(begin), at(begin + width), at(begin + 2 * width), before);
    }
}

} // namespace

RowOrder::RowOrder(SchemaPtr schema, int column, bool descending)
    : schema_(std::move(schema))
    , column_(column)
    , descending_(descending)
{
    if (column_ < 0)
        return;
    const ValueKind kind = schema_->columns[static_cast<std::size_t>(column_)].kind;
    numeric_ = isNumeric(kind) || kind == ValueKind::Timestamp;
}

RowOrder::Key RowOrder::key(const RowRef &row, std::uint64_t arrival) const
{
    if (column_ < 0)
        return { {}, arrival };
    return { SortKey(RowCells(*schema_, row), static_cast<std::size_t>(column_), numeric_), arrival };
}

bool RowOrder::before(const Key &a, const Key &b) const
{
    if (a.value.isMissing() != b.value.isMissing())
        return b.value.isMissing();
    const int order = a.value.isMissing() ? 0 : a.value.compare(b.value);
    if (order == 0)
        return a.arrival < b.arrival;
    return descending_ ? order > 0 : order < 0;
}

std::vector<RowArrangement::Place> RowArrangement::run(const std::stop_token &stop) const
{
    std::vector<KeyedPlace> keyed;
    keyed.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % run_rows == 0 && stop.stop_requested())
            return {};
        const Row &row = rows[i];
        if (filter.isEmpty() || filter.accepts(*schema, RowCells(*schema, row.row)))
            keyed.push_back({ order.key(row.row, row.place.arrival), row.place });
    }
    sortInRuns(keyed, order, stop);
    std::vector<Place> places;
    places.reserve(keyed.size());
    for (const KeyedPlace &each : keyed)
        places.push_back(each.place);
    return places;
}

} // namespace streamgauge
