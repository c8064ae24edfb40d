// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"

#include <random>
#include <string>
#include <vector>

namespace streamgauge {

/// A schema with a column of every kind, keyed by the first.
inline SchemaPtr everyKind(const std::string &stream, bool keyed = true)
{
    Schema schema;
    schema.stream = stream;
    schema.columns = { { "id", ValueKind::String },
                       { "flag", ValueKind::Bool },
                       { "count", ValueKind::Int64 },
                       { "size", ValueKind::UInt64, "bytes", false },
                       { "value", ValueKind::Double, "1/min" },
                       { "price", ValueKind::Decimal, "", true, 2 },
                       { "name", ValueKind::String },
                       { "raw", ValueKind::Bytes },
                       { "at", ValueKind::Timestamp, "", true, 6, false },
                       { "tags", ValueKind::Json } };
    if (keyed)
        schema.key_columns = { 0 };
    schema.keyless = !keyed;
    schema.generation = 3;
    schema.simulated = true;
    return std::make_shared<const Schema>(std::move(schema));
}

class RandomBatches
{
public:
    explicit RandomBatches(unsigned seed)
        : random_(seed)
    {
    }

    [[nodiscard]] std::size_t below(std::size_t bound) { return random_() % bound; }

    void fillCell(ColumnData &column, std::size_t keys)
    {
        const std::size_t dice = below(12);
        if (dice < 2) {
            column.appendMissing(dice == 0 ? CellState::Absent : CellState::Null);
            return;
        }
        switch (column.kind()) {
        case ValueKind::Bool: column.appendBool(below(2) == 0); return;
        case ValueKind::Int64: column.appendInt(static_cast<std::int64_t>(random_() >> below(64))); return;
        case ValueKind::UInt64: column.appendUInt(random_() >> below(64)); return;
        case ValueKind::Double: column.appendDouble(number()); return;
        case ValueKind::Decimal: fillDecimal(column); return;
        case ValueKind::Timestamp:
            if (below(20) == 0)
                column.appendTimestampText("0000-00-00 00:00:00");
            else
                column.appendTimestamp(static_cast<std::int64_t>(random_() >> 2));
            return;
        case ValueKind::Json: column.appendText(R"({"n":)" + std::to_string(below(9)) + "}"); return;
        case ValueKind::String:
        case ValueKind::Bytes: column.appendText("key " + std::to_string(below(keys))); return;
        }
    }

    /// Every operation, marks, before-images, positions, times that step back.
    BatchPtr make(const SchemaPtr &schema, std::size_t rows, bool with_before, std::size_t keys)
    {
        BatchBuilder builder(schema, with_before);
        for (std::size_t row = 0; row < rows; ++row) {
            time_ns_ += static_cast<TimeNs>(below(2'000'000)) - 500'000;
            arrival_ns_ += static_cast<TimeNs>(below(1'000));
            builder.setTimes(time_ns_, arrival_ns_, below(3) == 0 ? time_ns_ - 7 : no_time);
            if (below(4) == 0)
                builder.setPosition("log.000001:" + std::to_string(++position_));
            if (below(50) == 0) {
                builder.addMark(below(2) == 0 ? Op::Reset : Op::SnapshotEnd);
                continue;
            }
            for (std::uint32_t column = 0; column < schema->columns.size(); ++column) {
                fillCell(builder.after(column), keys);
                if (with_before)
                    fillCell(builder.before(column), keys);
            }
            builder.endRow(static_cast<Op>(below(4)));
            if (below(3) == 0)
                builder.endTransaction();
        }
        return builder.finish();
    }

private:
    double number()
    {
        switch (below(6)) {
        case 0: return -0.0;
        case 1: return 1e300;
        case 2: return std::numeric_limits<double>::infinity();
        case 3: return std::numeric_limits<double>::quiet_NaN();
        default: return static_cast<double>(below(100'000)) / 100;
        }
    }
    void fillDecimal(ColumnData &column)
    {
        const std::string text = below(40) == 0 ? "12345678901234567890.123" : std::to_string(below(1'000)) + ".50";
        column.appendDecimal(text, std::stod(text));
    }

    std::mt19937_64 random_;
    TimeNs time_ns_ = 1'700'000'000 * ns_per_s;
    TimeNs arrival_ns_ = 1'700'000'001 * ns_per_s;
    std::uint64_t position_ = 0;
};

inline std::string cellDifference(const ColumnData &one, const ColumnData &other, std::size_t row, std::size_t other_row)
{
    if (one.state(row) != other.state(other_row))
        return "state";
    if (!one.words().empty() && one.words()[row] != other.words()[other_row])
        return "word";
    const bool text = one.has(row) && one.texts().size() > 0;
    const std::string_view mine = text ? one.textAt(row) : std::string_view();
    const bool their_text = other.has(other_row) && other.texts().size() > 0;
    return mine == (their_text ? other.textAt(other_row) : std::string_view()) ? "" : "text";
}

/// Where two rows differ; empty when they are the same.
inline std::string rowDifference(const Batch &one, std::size_t row, const Batch &other, std::size_t other_row)
{
    if (one.op(row) != other.op(other_row))
        return "operation";
    if (one.key(row) != other.key(other_row) || one.keyHash(row) != other.keyHash(other_row))
        return "key";
    if (one.eventTime(row) != other.eventTime(other_row) || one.arrivalTime(row) != other.arrivalTime(other_row)
        || one.sentTime(row) != other.sentTime(other_row))
        return "times";
    if (one.position(row) != other.position(other_row) || one.endsTransaction(row) != other.endsTransaction(other_row))
        return "position or transaction";
    if (one.hasBefore() != other.hasBefore())
        return "before-images";
    for (std::uint32_t column = 0; column < one.schema().columns.size(); ++column) {
        std::string difference = cellDifference(one.after(column), other.after(column), row, other_row);
        if (difference.empty() && one.hasBefore())
            difference = cellDifference(one.before(column), other.before(column), row, other_row);
        if (!difference.empty())
            return one.schema().columns[column].name + ": " + difference;
    }
    return {};
}

} // namespace streamgauge
