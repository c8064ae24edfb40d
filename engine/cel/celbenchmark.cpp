// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celbenchmark.h"

#include "engine/cel/celprogram.h"
#include "engine/data/batchbuilder.h"

#include <array>
#include <chrono>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace streamgauge {

namespace {

constexpr std::uint32_t batch_rows = 4'096;
constexpr unsigned conditions = 100;
constexpr std::uint64_t benchmark_rows = 1'000'000;

BatchPtr madeUpEvents()
{
    Schema schema;
    schema.stream = "bench";
    schema.columns = { { "a", ValueKind::Double },    { "b", ValueKind::Double },   { "c", ValueKind::Int64 },
                       { "d", ValueKind::Int64 },     { "e", ValueKind::UInt64 },   { "on", ValueKind::Bool },
                       { "ward", ValueKind::String }, { "code", ValueKind::String } };
    BatchBuilder builder(std::make_shared<const Schema>(std::move(schema)));
    std::mt19937_64 random(1);
    constexpr std::array<std::string_view, 4> wards { "ICU", "HDU", "ward 7", "theatre" };
    for (std::uint32_t row = 0; row < batch_rows; ++row) {
        builder.after(0).appendDouble(static_cast<double>(random() % 1'000) / 10);
        builder.after(1).appendDouble(static_cast<double>(random() % 1'000));
        builder.after(2).appendInt(static_cast<std::int64_t>(random() % 200));
        if (random() % 20 == 0)
            builder.after(3).appendMissing(CellState::Null);
        else
            builder.after(3).appendInt(static_cast<std::int64_t>(random() % 1'000));
        builder.after(4).appendUInt(random() % 50);
        builder.after(5).appendBool(random() % 2 == 0);
        builder.after(6).appendText(wards[random() % wards.size()]);
        builder.after(7).appendText("code " + std::to_string(random() % 100));
        builder.endRow(Op::Updated, "k");
    }
    return builder.finish();
}

/// What operators write: thresholds, bands, ratios, wards.
std::string typicalCondition(unsigned number)
{
    const std::string limit = std::to_string(number % 90) + ".5";
    switch (number % 8) {
    case 0: return "event.a < " + limit;
    case 1: return "event.c > " + std::to_string(number) + " && event.b < 900.0";
    case 2: return "event.a < " + limit + R"( && event.ward in ["ICU", "HDU"])";
    case 3: return "event.a / (event.b + 1.0) > 0." + std::to_string(number);
    case 4: return R"(event.ward == "ICU" ? event.a < 90.0 : event.a < )" + limit;
    case 5: return "event.on && (event.d > " + std::to_string(number * 9) + " || event.e >= 40u)";
    case 6: return "has(event.d) && event.d + event.c > " + std::to_string(number * 10);
    default: return "event.a > " + limit + " && event.a <= 95.0 && event.c != " + std::to_string(number);
    }
}

using SteadyClock = std::chrono::steady_clock;

double perSecond(std::uint64_t count, SteadyClock::time_point begin)
{
    return static_cast<double>(count) / std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

double measureColumns(std::span<const CelProgram> programs, const Batch &batch, std::uint64_t rows)
{
    std::vector<std::uint32_t> all(batch_rows);
    std::iota(all.begin(), all.end(), 0U);
    std::vector<Outcome> outcomes(batch_rows);
    const auto begin = SteadyClock::now();
    std::uint64_t judged = 0;
    for (; judged < rows * programs.size(); judged += batch_rows * programs.size()) {
        for (const CelProgram &program : programs)
            program.outcomes(batch, all, {}, 0, outcomes);
    }
    return perSecond(judged, begin);
}

double measureRows(std::span<const CelProgram> programs, const Batch &batch, std::uint64_t rows)
{
    const auto begin = SteadyClock::now();
    std::uint64_t judged = 0;
    std::uint64_t held = 0;
    for (std::uint64_t row = 0; row < rows; ++row) {
        const CelRow event { &batch, static_cast<std::uint32_t>(row % batch_rows) };
        for (const CelProgram &program : programs)
            held += program.outcome({ { &event, 1 }, {}, 0 }) == Outcome::True ? 1 : 0;
        judged += programs.size();
    }
    // The sum keeps the loop from being left out.
    return held <= judged ? perSecond(judged, begin) : 0;
}

} // namespace

CelSpeed measureExpressions(std::uint64_t rows)
{
    const BatchPtr batch = madeUpEvents();
    CelScope scope;
    scope.records = { { "event", batch->schemaPtr() } };
    std::vector<CelProgram> typical;
    for (unsigned number = 0; number < conditions; ++number) {
        auto program = CelProgram::compile(typicalCondition(number), scope);
        if (program)
            typical.push_back(*std::move(program));
    }
    std::vector<CelProgram> chain;
    if (auto program = CelProgram::compile("event.a > 20.0 && event.b < 900.0", scope))
        chain.push_back(*std::move(program));
    constexpr std::uint64_t share = 100;
    return { measureColumns(chain, *batch, rows * conditions), measureColumns(typical, *batch, rows),
             measureRows(typical, *batch, rows / share + 1) };
}

Benchmark expressionBenchmark()
{
    return {
        "expressions", "100 typical conditions", "two comparisons over columns: at least 300 M rows/s a core",
        []() -> Result<std::vector<Figure>> {
            const CelSpeed speed = measureExpressions(benchmark_rows);
            return std::vector<Figure> { { "two comparisons over columns, one core", speed.comparisons, "rows/s" },
                                         { "100 conditions over columns, one core", speed.columnar / conditions, "rows/s" },
                                         { "100 conditions row by row, one core", speed.row_wise / conditions, "rows/s" },
                                         { "a condition over columns", 1e9 / speed.columnar, "ns/row" },
                                         { "a condition row by row", 1e9 / speed.row_wise, "ns/row" } };
        }
    };
}

} // namespace streamgauge
