// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/bench/rowsconnector.h"

namespace streamgauge {

namespace {

constexpr std::size_t batch_rows = 4'096;
constexpr std::uint64_t changes_a_round = 20;

Schema rowsSchema()
{
    Schema schema;
    schema.stream = "rows";
    schema.columns = { { "id", ValueKind::UInt64 },
                       { "name", ValueKind::String },
                       { "town", ValueKind::String },
                       { "value", ValueKind::Double },
                       { "at", ValueKind::Timestamp } };
    return schema;
}

} // namespace

RowsConnector::RowsConnector(std::uint64_t rows, double events_per_second, const Clock &clock)
    : PacedConnector(simulated(rowsSchema()), events_per_second)
    , clock_(clock)
    , next_id_(rows)
{
}

void RowsConnector::addRow(BatchBuilder &builder, Op op, std::uint64_t id)
{
    const TimeNs now_ns = clock_.now();
    builder.after(0).appendUInt(id);
    builder.after(1).appendText("customer " + std::to_string(random() % 1'000'000));
    builder.after(2).appendText("town " + std::to_string(random() % 500));
    builder.after(3).appendDouble(static_cast<double>(random() % 1'000'000) / 100);
    builder.after(4).appendTimestamp(now_ns);
    builder.setTimes(now_ns, now_ns);
    builder.endRow(op);
}

void RowsConnector::addChange(BatchBuilder &builder)
{
    switch (made_++ % changes_a_round) {
    case 0: return addRow(builder, Op::Created, next_id_++);
    case changes_a_round / 2: return addRow(builder, Op::Deleted, first_id_++);
    default: return addRow(builder, Op::Updated, first_id_ + random() % (next_id_ - first_id_));
    }
}

bool RowsConnector::begin(const std::stop_token &stop, EventSink &sink)
{
    BatchBuilder builder(schema());
    for (std::uint64_t id = first_id_; id < next_id_ && !stop.stop_requested(); ++id) {
        addRow(builder, Op::Snapshot, id);
        if (builder.rows() == batch_rows && !sink.push(builder.finish()))
            return false;
    }
    const BatchPtr last = builder.finish();
    return !last || sink.push(last);
}

void RowsConnector::addEvents(BatchBuilder &builder, std::uint64_t count)
{
    for (std::uint64_t left = count; left > 0; --left)
        addChange(builder);
}

} // namespace streamgauge
