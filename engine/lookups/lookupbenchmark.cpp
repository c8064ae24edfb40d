// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lookups/lookupbenchmark.h"

#include "engine/data/batchbuilder.h"
#include "engine/lookups/lookups.h"
#include "engine/rules/quietoutput.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace streamgauge {

namespace {

constexpr std::uint32_t batch_rows = 4'096;
constexpr std::size_t keys = 100'000;

/// A table without a server.
class TableSource final : public LookupSource
{
public:
    Result<std::vector<LookupRow>> fetch(const LookupSpec &, std::span<const std::string> wanted) override
    {
        std::vector<LookupRow> rows;
        for (const std::string &key : wanted)
            rows.push_back({ key, CelValue::ofMap({ { CelValue::ofString("max_hr"), CelValue::ofDouble(990) } }) });
        return rows;
    }
    Result<std::vector<std::string>> check(const LookupSpec &) override { return std::vector<std::string> {}; }
};

class ZipfKeys
{
public:
    ZipfKeys()
    {
        double sum = 0;
        for (std::size_t key = 1; key <= keys; ++key)
            sums_.push_back(sum += 1.0 / static_cast<double>(key));
    }
    [[nodiscard]] std::int64_t next()
    {
        const double at = std::uniform_real_distribution<double>(0, sums_.back())(random_);
        return std::min<std::int64_t>(std::ranges::lower_bound(sums_, at) - sums_.begin(), keys - 1);
    }
    [[nodiscard]] double value() { return static_cast<double>(random_() % 1'000); }

private:
    std::mt19937_64 random_ { 1 };
    std::vector<double> sums_;
};

SchemaPtr benchmarkSchema()
{
    Schema schema;
    schema.stream = "bench";
    schema.columns = { { "patient_id", ValueKind::Int64 }, { "hr", ValueKind::Double } };
    schema.key_columns = { 0 };
    return std::make_shared<const Schema>(std::move(schema));
}

LookupSpec benchmarkLookup(std::size_t most_bytes)
{
    LookupSpec spec;
    spec.name = "patients";
    spec.source = "db";
    spec.table = "patients";
    spec.key = "id";
    spec.most_bytes = most_bytes;
    return spec;
}

RuleSpec benchmarkRule()
{
    RuleSpec spec;
    spec.name = "high";
    spec.stream = "bench";
    spec.when = "event.hr > lookup(\"patients\", event.patient_id).max_hr";
    return spec;
}

BatchPtr nextBatch(BatchBuilder &builder, ZipfKeys &source, std::uint64_t first, std::uint64_t rows)
{
    for (std::uint64_t row = 0; row < rows; ++row) {
        const auto time_ns = static_cast<TimeNs>(first + row) * ns_per_ms;
        builder.setTimes(time_ns, time_ns);
        builder.after(0).appendInt(source.next());
        builder.after(1).appendDouble(source.value());
        builder.endRow(Op::Updated);
    }
    return builder.finish();
}

Result<std::vector<Figure>> lookupFigures()
{
    constexpr std::uint64_t events = 1'000'000;
    constexpr std::size_t mebibyte = 1UL << 20;
    std::vector<Figure> figures;
    for (const std::size_t mebibytes : { 4UL, 64UL }) {
        const LookupSpeed speed = measureLookups(events, mebibytes * mebibyte);
        const std::string kept = std::to_string(mebibytes) + " MiB of rows kept";
        figures.push_back({ "judged, " + kept, speed.rows_per_second, "rows/s" });
        figures.push_back({ "keys found, " + kept, speed.hit_percent, "%" });
    }
    return figures;
}

} // namespace

LookupSpeed measureLookups(std::uint64_t events, std::size_t most_bytes)
{
    const SystemClock clock;
    QuietOutput out;
    const auto lookups = std::make_shared<Lookups>(clock);
    lookups->addSource("db", []() -> Result<std::unique_ptr<LookupSource>> {
        return std::unique_ptr<LookupSource>(std::make_unique<TableSource>());
    });
    RuleShard shard;
    shard.setFunctions(std::make_shared<const std::vector<CelFunction>>(std::vector { Lookups::function(lookups) }));
    const RuleSpec rule = benchmarkRule();
    if (!lookups->add(benchmarkLookup(most_bytes), "patients") || !shard.setRule(rule, 0, out))
        return {};
    lookups->setRules({ rule });

    ZipfKeys source;
    BatchBuilder builder(benchmarkSchema());
    std::vector<std::uint32_t> rows(batch_rows);
    std::iota(rows.begin(), rows.end(), 0U);
    std::chrono::steady_clock::duration spent {};
    for (std::uint64_t event = 0; event < events;) {
        const BatchPtr batch = nextBatch(builder, source, event, std::min<std::uint64_t>(batch_rows, events - event));
        event += batch->rows();
        const auto begin = std::chrono::steady_clock::now();
        lookups->taken("bench", ConnectorInfo {}, batch);
        shard.evaluate(batch, std::span(rows).first(batch->rows()), TimeBasis::Event, out);
        spent += std::chrono::steady_clock::now() - begin;
    }
    const LookupCounts counts = lookups->status().front().counts;
    return { static_cast<double>(events) / std::chrono::duration<double>(spent).count(), 100 * counts.hitRatio() };
}

Benchmark lookupBenchmark()
{
    return { "lookups",
             "a rule that looks up a row of 100,000 for each event, some far more "
             "often than others",
             "", lookupFigures };
}

} // namespace streamgauge
