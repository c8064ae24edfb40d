// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/bench/loadconnector.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

namespace streamgauge {

LoadConnector::LoadConnector(int keys, int fields, double events_per_second, const Clock &clock)
    : keys_(keys)
    , fields_(fields)
    , events_per_second_(events_per_second)
    , clock_(clock)
{
    auto schema = std::make_shared<Schema>();
    schema->stream = "load";
    schema->columns.push_back({ "key", ValueKind::String });
    for (int field = 0; field < fields; ++field)
        schema->columns.push_back({ fieldName(field), ValueKind::Double });
    schema->key_columns = { 0 };
    schema->simulated = true;
    schema_ = std::move(schema);
}

ConnectorInfo LoadConnector::info()
{
    ConnectorInfo info;
    info.kind = "load";
    info.title = "Load";
    info.can_ask_again = true;
    info.simulated = true;
    return info;
}

void LoadConnector::addEvent(BatchBuilder &builder, TimeNs time_ns)
{
    const auto key = static_cast<int>(made_ % static_cast<std::uint64_t>(keys_));
    const double phase = static_cast<double>(made_) / events_per_second_;
    builder.after(0).appendText(keyName(key));
    for (int field = 0; field < fields_; ++field) {
        noise_ = noise_ * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
        const double noise = static_cast<double>(noise_ >> 40) / static_cast<double>(1U << 24) - 0.5;
        builder.after(static_cast<std::size_t>(field) + 1)
            .appendDouble(40 * std::sin(phase * 0.7 + field + key) + 12 * noise + 25 * field);
    }
    builder.setTimes(time_ns, time_ns);
    builder.endRow(Op::Updated);
    ++made_;
}

RunEnd LoadConnector::run(std::stop_token stop, const RunStart &, EventSink &sink)
{
    using Steady = std::chrono::steady_clock;
    constexpr auto period = std::chrono::milliseconds(5);
    BatchBuilder builder(schema_);
    const auto begin = Steady::now();
    const std::uint64_t made_before = made_;
    auto next = begin;
    while (!stop.stop_requested()) {
        const double elapsed_s = std::chrono::duration<double>(Steady::now() - begin).count();
        const auto due = made_before + static_cast<std::uint64_t>(elapsed_s * events_per_second_);
        const std::uint64_t count = due > made_ ? due - made_ : 0;
        const TimeNs now_ns = clock_.now();
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto back_ns = static_cast<DurationNs>(static_cast<double>(count - i) / events_per_second_ * ns_per_s);
            addEvent(builder, now_ns - back_ns);
        }
        if (const BatchPtr batch = builder.finish(); batch && !sink.push(batch))
            break;
        next = std::max(next + period, Steady::now());
        std::this_thread::sleep_until(next);
    }
    return {};
}

} // namespace streamgauge
