// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/bench/loadconnector.h"

#include <cmath>

namespace streamgauge {

namespace {

Schema loadSchema(int fields)
{
    Schema schema;
    schema.stream = "load";
    schema.columns.push_back({ "key", ValueKind::String });
    for (int field = 0; field < fields; ++field)
        schema.columns.push_back({ LoadConnector::fieldName(field), ValueKind::Double });
    return schema;
}

} // namespace

LoadConnector::LoadConnector(int keys, int fields, double events_per_second, const Clock &clock)
    : PacedConnector(simulated(loadSchema(fields)), events_per_second)
    , keys_(keys)
    , fields_(fields)
    , clock_(clock)
{
}

void LoadConnector::addEvent(BatchBuilder &builder, TimeNs time_ns)
{
    const auto key = static_cast<int>(made_ % static_cast<std::uint64_t>(keys_));
    const double phase = static_cast<double>(made_) / eventsPerSecond();
    builder.after(0).appendText(keyName(key));
    for (int field = 0; field < fields_; ++field) {
        const double wobble = static_cast<double>(noise().next() >> 40) / static_cast<double>(1U << 24) - 0.5;
        builder.after(static_cast<std::size_t>(field) + 1)
            .appendDouble(40 * std::sin(phase * 0.7 + field + key) + 12 * wobble + 25 * field);
    }
    builder.setTimes(time_ns, time_ns);
    builder.endRow(Op::Updated);
    ++made_;
}

void LoadConnector::addEvents(BatchBuilder &builder, std::uint64_t count)
{
    const TimeNs now_ns = clock_.now();
    for (std::uint64_t left = count; left > 0; --left) {
        const auto back_ns = static_cast<DurationNs>(static_cast<double>(left) / eventsPerSecond() * ns_per_s);
        addEvent(builder, now_ns - back_ns);
    }
}

} // namespace streamgauge
