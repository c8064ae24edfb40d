// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulebenchmark.h"

#include "engine/data/batchbuilder.h"
#include "engine/rules/quietoutput.h"
#include "engine/rules/threshold.h"

#include <chrono>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace streamgauge {

namespace {

constexpr std::uint32_t keys = 1'000;
constexpr std::uint32_t fields = 8;
constexpr std::uint32_t batch_rows = 4'096;
/// Between two events of the stream: each key has one a second.
constexpr DurationNs step_ns = ns_per_s / keys;

SchemaPtr benchmarkSchema()
{
    Schema schema;
    schema.stream = "bench";
    schema.columns.push_back({ "id", ValueKind::UInt64 });
    for (std::uint32_t field = 0; field < fields; ++field)
        schema.columns.push_back({ "f" + std::to_string(field), field % 2 == 0 ? ValueKind::Double : ValueKind::Int64 });
    schema.key_columns = { 0 };
    schema.simulated = true;
    return std::make_shared<const Schema>(std::move(schema));
}

void setConditions(RuleSpec &spec, RuleMix mix, const std::string &field, const std::string &other)
{
    switch (mix) {
    case RuleMix::Thresholds:
        spec.when = conditionText({ field, Comparison::Greater, 990.0 });
        spec.clear = conditionText({ field, Comparison::Less, 900.0 });
        return;
    case RuleMix::Expressions: {
        LetSpec sum;
        sum.name = "sum";
        sum.expression = "double(event." + field + ") + double(event." + other + ")";
        spec.lets.push_back(std::move(sum));
        spec.when = "sum > 1900.0 && event." + field + " > 940";
        spec.clear = "sum < 1700.0";
        return;
    }
    case RuleMix::Windows:
    case RuleMix::OwnWindows: {
        LetSpec mean;
        mean.name = "mean";
        mean.kind = LetKind::Window;
        mean.expression = "event." + field;
        mean.window.span_ns = 10 * ns_per_s;
        spec.lets.push_back(std::move(mean));
        spec.when = "mean > 700.0";
        spec.clear = "mean < 600.0";
        return;
    }
    }
}

RuleSpec benchmarkRule(unsigned number, RuleMix mix)
{
    RuleSpec spec;
    spec.name = "rule " + std::to_string(number);
    spec.stream = "bench";
    const std::string field = "f" + std::to_string(number % fields);
    setConditions(spec, mix, field, "f" + std::to_string((number + 3) % fields));
    if (mix == RuleMix::OwnWindows)
        spec.lets.front().window.span_ns += number / fields * ns_per_s;
    spec.for_ns = number % 3 == 0 ? 2 * ns_per_s : 0;
    spec.keep_firing_ns = number % 2 == 0 ? ns_per_s : 0;
    return spec;
}

} // namespace

double measureRules(std::uint64_t events, unsigned rules, RuleMix mix)
{
    RuleShard shard;
    QuietOutput out;
    for (unsigned number = 0; number < rules; ++number)
        static_cast<void>(shard.setRule(benchmarkRule(number, mix), 0, out));

    BatchBuilder builder(benchmarkSchema());
    std::vector<std::uint32_t> rows(batch_rows);
    std::iota(rows.begin(), rows.end(), 0U);
    std::mt19937_64 random(1);
    std::chrono::steady_clock::duration spent {};
    for (std::uint64_t event = 0; event < events;) {
        for (std::uint32_t row = 0; row < batch_rows && event < events; ++row, ++event) {
            const auto time_ns = static_cast<TimeNs>(event) * step_ns;
            builder.setTimes(time_ns, time_ns);
            builder.after(0).appendUInt(event % keys);
            for (std::uint32_t field = 0; field < fields; ++field) {
                const std::uint64_t value = random() % 1'000;
                if (field % 2 == 0)
                    builder.after(field + 1).appendDouble(static_cast<double>(value));
                else
                    builder.after(field + 1).appendInt(static_cast<std::int64_t>(value));
            }
            builder.endRow(Op::Updated);
        }
        const BatchPtr batch = builder.finish();
        const auto begin = std::chrono::steady_clock::now();
        shard.evaluate(batch, std::span(rows).first(batch->rows()), TimeBasis::Event, out);
        shard.advance("bench", static_cast<TimeNs>(event) * step_ns, out);
        spent += std::chrono::steady_clock::now() - begin;
    }
    return static_cast<double>(events) / std::chrono::duration<double>(spent).count();
}

} // namespace streamgauge
