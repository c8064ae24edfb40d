// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/bench/pacedconnector.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace streamgauge {

PacedConnector::PacedConnector(SchemaPtr schema, double events_per_second)
    : schema_(std::move(schema))
    , events_per_second_(events_per_second)
{
}

ConnectorInfo PacedConnector::simulatedInfo(std::string kind, std::string title)
{
    ConnectorInfo info;
    info.kind = std::move(kind);
    info.title = std::move(title);
    info.can_ask_again = true;
    info.simulated = true;
    return info;
}

SchemaPtr PacedConnector::simulated(Schema schema)
{
    schema.key_columns = { 0 };
    schema.simulated = true;
    return std::make_shared<const Schema>(std::move(schema));
}

RunEnd PacedConnector::run(std::stop_token stop, const RunStart &, EventSink &sink)
{
    using Steady = std::chrono::steady_clock;
    constexpr auto period = std::chrono::milliseconds(5);
    if (!begin(stop, sink))
        return {};
    BatchBuilder builder(schema_);
    std::uint64_t made = 0;
    const auto first = Steady::now();
    auto next = first;
    while (!stop.stop_requested()) {
        const double elapsed_s = std::chrono::duration<double>(Steady::now() - first).count();
        const auto due = static_cast<std::uint64_t>(elapsed_s * events_per_second_);
        addEvents(builder, due - made);
        made = due;
        if (const BatchPtr batch = builder.finish(); batch && !sink.push(batch))
            break;
        next = std::max(next + period, Steady::now());
        std::this_thread::sleep_until(next);
    }
    return {};
}

} // namespace streamgauge
