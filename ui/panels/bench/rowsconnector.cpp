// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/bench/rowsconnector.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace streamgauge {

namespace {

constexpr std::size_t batch_rows = 4'096;
constexpr std::uint64_t changes_a_round = 20;

} // namespace

RowsConnector::RowsConnector(std::uint64_t rows, double events_per_second, const Clock &clock)
    : events_per_second_(events_per_second)
    , clock_(clock)
    , next_id_(rows)
{
    auto schema = std::make_shared<Schema>();
    schema->stream = "rows";
    schema->columns = { { "id", ValueKind::UInt64 },
                        { "name", ValueKind::String },
                        { "town", ValueKind::String },
                        { "value", ValueKind::Double },
                        { "at", ValueKind::Timestamp } };
    schema->key_columns = { 0 };
    schema->simulated = true;
    schema_ = std::move(schema);
}

ConnectorInfo RowsConnector::info()
{
    ConnectorInfo info;
    info.kind = "rows";
    info.title = "Rows";
    info.can_ask_again = true;
    info.simulated = true;
    return info;
}

std::uint64_t RowsConnector::random()
{
    noise_ = noise_ * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
    return noise_ >> 33;
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

bool RowsConnector::bringRows(const std::stop_token &stop, EventSink &sink)
{
    BatchBuilder builder(schema_);
    for (std::uint64_t id = first_id_; id < next_id_ && !stop.stop_requested(); ++id) {
        addRow(builder, Op::Snapshot, id);
        if (builder.rows() == batch_rows && !sink.push(builder.finish()))
            return false;
    }
    const BatchPtr last = builder.finish();
    return !last || sink.push(last);
}

RunEnd RowsConnector::run(std::stop_token stop, const RunStart &, EventSink &sink)
{
    using Steady = std::chrono::steady_clock;
    constexpr auto period = std::chrono::milliseconds(5);
    if (!bringRows(stop, sink))
        return {};
    BatchBuilder builder(schema_);
    const auto begin = Steady::now();
    auto next = begin;
    while (!stop.stop_requested()) {
        const double elapsed_s = std::chrono::duration<double>(Steady::now() - begin).count();
        while (made_ < static_cast<std::uint64_t>(elapsed_s * events_per_second_))
            addChange(builder);
        if (const BatchPtr batch = builder.finish(); batch && !sink.push(batch))
            break;
        next = std::max(next + period, Steady::now());
        std::this_thread::sleep_until(next);
    }
    return {};
}

} // namespace streamgauge
