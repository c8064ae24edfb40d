// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/senttimes.h"

#include <cmath>

namespace streamgauge {

namespace {

/// Below these a number is seconds (until the year 5138), ms, µs; above, ns.
constexpr double most_seconds = 1e11;
constexpr double most_milliseconds = 1e14;
constexpr double most_microseconds = 1e17;
constexpr double most_nanoseconds = 9.2e18;

/// Whole units and their fraction apart: a double holds no nanoseconds since 1970 exactly.
TimeNs inUnits(double number, DurationNs unit_ns)
{
    const double whole = std::floor(number);
    return std::llround(whole) * unit_ns + std::llround((number - whole) * static_cast<double>(unit_ns));
}

TimeNs fromEpoch(double number)
{
    if (!(number > 0) || number > most_nanoseconds)
        return no_time;
    if (number < most_seconds)
        return inUnits(number, ns_per_s);
    if (number < most_milliseconds)
        return inUnits(number, ns_per_ms);
    return inUnits(number, number < most_microseconds ? ns_per_us : 1);
}

} // namespace

SentTimes::SentTimes(const Batch &batch, const std::string &column)
    : batch_(batch)
    , column_(column.empty() ? std::nullopt : batch.schema().find(column))
{
}

TimeNs SentTimes::at(std::size_t row) const
{
    if (!column_)
        return batch_.sentTime(row);
    const ColumnData &data = batch_.after(*column_);
    const bool written = batch_.op(row) == Op::Created || batch_.op(row) == Op::Updated;
    if (!written || !data.has(row))
        return no_time;
    static_assert(ColumnData::no_instant == no_time);
    if (data.kind() == ValueKind::Timestamp)
        return data.intAt(row);
    const auto number = data.numberAt(row);
    return number ? fromEpoch(*number) : no_time;
}

} // namespace streamgauge
