// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternbenchmark.h"

#include "engine/data/batchbuilder.h"
#include "engine/patterns/patternmatcher.h"

#include <chrono>
#include <numeric>

namespace streamgauge {

namespace {

constexpr std::uint32_t batch_rows = 4'096;
constexpr std::uint64_t open_pairs = 100'000;
/// Between two pairs: a match comes after nine of the ten seconds there are.
constexpr DurationNs pair_ns = 9 * ns_per_s / static_cast<DurationNs>(open_pairs);
constexpr std::uint64_t left_out = 10;
constexpr std::uint64_t events_a_run = 3'000'000;
constexpr int runs = 3;

class MatchCount final : public MatchSink
{
public:
    void matched(std::string_view, TimeNs, std::span<const MatchedEvent>) override { }
};

SchemaPtr benchmarkSchema()
{
    Schema schema;
    schema.stream = "bench";
    schema.columns = { { "id", ValueKind::UInt64 },
                       { "kind", ValueKind::Int64 },
                       { "user", ValueKind::UInt64 },
                       { "site", ValueKind::String },
                       { "amount", ValueKind::Double } };
    schema.key_columns = { 0 };
    schema.simulated = true;
    return std::make_shared<const Schema>(std::move(schema));
}

BatchPtr nextBatch(BatchBuilder &builder, std::uint64_t &event, std::uint64_t events)
{
    for (std::uint32_t row = 0; row < batch_rows && event < events; ++row, ++event) {
        const std::uint64_t pair = event / 2;
        const bool first = event % 2 == 0;
        const TimeNs time_ns = static_cast<TimeNs>(pair) * pair_ns;
        const bool answered = pair >= open_pairs && (pair - open_pairs) % left_out != 0;
        // `events` is nobody's number.
        const std::uint64_t user = first ? pair : answered ? pair - open_pairs : events;
        builder.setTimes(time_ns, time_ns);
        builder.after(0).appendUInt(event);
        builder.after(1).appendInt(first ? 0 : 1);
        builder.after(2).appendUInt(user);
        builder.after(3).appendText("north");
        builder.after(4).appendDouble(static_cast<double>(event % 1'000));
        builder.endRow(Op::Created);
    }
    return builder.finish();
}

Figure figure(std::string name, const PatternSpeed &speed)
{
    return { std::move(name), speed.events_per_second, "events/s" };
}

PatternSpeed best(std::string_view pattern, const std::vector<std::string> &key_fields)
{
    PatternSpeed most;
    for (int run = 0; run < runs; ++run) {
        const PatternSpeed speed = measurePattern(pattern, key_fields, events_a_run);
        if (speed.events_per_second > most.events_per_second)
            most = speed;
    }
    return most;
}

Result<std::vector<Figure>> patternFigures()
{
    constexpr std::string_view joined =
        "every a: bench[a.kind == 0] -> b: bench[b.kind == 1 && b.user == a.user] within 10s";
    constexpr std::string_view negated = "every a: bench[a.kind == 0] -> not c: bench[c.kind == 2 && c.user == a.user], "
                                         "b: bench[b.kind == 1 && b.user == a.user] within 10s";
    const PatternSpeed by_key = best(joined, {});
    // One key for all events: the equality in the condition alone finds the partial match.
    const PatternSpeed by_equality = best(std::string(joined) + " skip none", { "site" });
    return std::vector<Figure> {
        figure("a -> b of the same user, each its own key, one core", by_key),
        figure("a -> b of the same user, all one key, one core", by_equality),
        figure("a -> not c, b of the same user, one core", best(negated, {})),
        { "partial matches open", static_cast<double>(by_equality.open), "" },
        { "memory of these", static_cast<double>(by_equality.memory_bytes), "bytes" },
    };
}

} // namespace

PatternSpeed measurePattern(std::string_view pattern, const std::vector<std::string> &key_fields, std::uint64_t events)
{
    auto spec = parsePattern(pattern);
    auto matcher = spec ? PatternMatcher::make(std::move(*spec), key_fields) : spec.error();
    if (!matcher)
        return {};
    MatchCount sink;
    BatchBuilder builder(benchmarkSchema());
    std::vector<std::uint32_t> rows(batch_rows);
    std::iota(rows.begin(), rows.end(), 0U);
    std::chrono::steady_clock::duration spent {};
    for (std::uint64_t event = 0; event < events;) {
        const BatchPtr batch = nextBatch(builder, event, events);
        const auto begin = std::chrono::steady_clock::now();
        (*matcher)->take(batch, std::span(rows).first(batch->rows()), TimeBasis::Event, sink);
        (*matcher)->advance(batch->eventTime(batch->rows() - 1), sink);
        spent += std::chrono::steady_clock::now() - begin;
    }
    const PatternStatus status = (*matcher)->status();
    return { static_cast<double>(events) / std::chrono::duration<double>(spent).count(), status.partial_matches,
             status.memory_bytes, status.matches };
}

Benchmark patternBenchmark()
{
    return { "patterns", "a followed by b of the same user within 10 s, 100,000 partial matches open",
             "at least 1 M events/s a core", patternFigures };
}

} // namespace streamgauge
