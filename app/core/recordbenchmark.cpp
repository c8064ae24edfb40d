// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/recordbenchmark.h"

#include "app/core/sourcemaker.h"
#include "app/core/worklist.h"
#include "engine/backtest/backtest.h"
#include "engine/data/batchbuilder.h"
#include "engine/record/recorder.h"
#include "engine/source/quietsink.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>

namespace streamgauge {

namespace {

constexpr std::uint64_t recorded_rows = 2'000'000;
constexpr std::uint64_t least_sized_rows = 10'000;
constexpr std::uint64_t day_events = 10'000'000;
constexpr std::uint32_t day_keys = 100;
constexpr const char *simulated_ward = "sim:vitals?rate=1000&speed=max&events=500000";

/// A directory of its own that goes with it.
class ScratchDirectory
{
public:
    ScratchDirectory()
    {
        std::string name = (std::filesystem::temp_directory_path() / "streamgauge-bench-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr)
            path_ = name;
    }
    ~ScratchDirectory()
    {
        std::error_code failed;
        if (!path_.empty())
            std::filesystem::remove_all(path_, failed);
    }
    ScratchDirectory(const ScratchDirectory &) = delete;
    ScratchDirectory &operator=(const ScratchDirectory &) = delete;
    [[nodiscard]] const std::filesystem::path &path() const { return path_; }

private:
    std::filesystem::path path_;
};

class KeepingSink final : public QuietSink
{
public:
    bool push(BatchPtr batch) override
    {
        rows += batch->rows();
        batches.push_back(std::move(batch));
        return rows < recorded_rows;
    }

    std::vector<BatchPtr> batches;
    std::uint64_t rows = 0;
};

double secondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Result<RecorderStatus> record(Program &program, const std::vector<BatchPtr> &batches, std::uint64_t rows,
                              const std::filesystem::path &file)
{
    auto recorder = Recorder::start({ file }, program.clock());
    if (!recorder)
        return recorder.error();
    ConnectorInfo info;
    info.kind = "replay";
    info.time_basis = TimeBasis::Event;
    std::uint64_t taken = 0;
    for (std::size_t batch = 0; taken < rows; batch = (batch + 1) % batches.size()) {
        (*recorder)->taken("source", info, batches[batch]);
        taken += batches[batch]->rows();
    }
    if (auto finished = (*recorder)->finish(); !finished)
        return finished.error();
    return (*recorder)->status();
}

Result<void> measureSource(Program &program, const std::string &what, const std::filesystem::path &directory,
                           std::vector<Figure> &figures)
{
    auto entry = sourceFromText(what, program.extensions());
    if (!entry)
        return entry.error();
    entry->settings["speed"] = "max";
    auto prepared = makeConnector(*entry, program.extensions(), program.secrets(), program.clock());
    if (!prepared)
        return prepared.error();
    KeepingSink kept;
    const RunEnd end = prepared->connector->run({}, {}, kept);
    if (end.reason == RunEnd::Reason::Failed)
        return end.error;
    if (kept.rows == 0)
        return {};
    const std::string title = what == simulated_ward ? "simulated ward" : std::filesystem::path(what).filename().string();
    const auto begin = std::chrono::steady_clock::now();
    const auto often = record(program, kept.batches, recorded_rows, directory / (title + "-often.sgr"));
    if (!often)
        return often.error();
    figures.push_back({ title, static_cast<double>(often->rows) / secondsSince(begin), "rows/s" });
    // Repeated rows would compress too well; of a few rows the size is mostly the empty file's.
    const auto once = record(program, kept.batches, kept.rows, directory / (title + ".sgr"));
    if (!once)
        return once.error();
    if (kept.rows >= least_sized_rows)
        figures.push_back(
            { title + ", a row", static_cast<double>(once->bytes) / static_cast<double>(once->rows), "bytes/row" });
    return {};
}

Result<std::vector<Figure>> recorderFigures(Program &program)
{
    const ScratchDirectory scratch;
    std::vector<Figure> figures;
    std::vector<std::string> sources { simulated_ward };
    const char *files = std::getenv("STREAMGAUGE_RECORD_DATA");
    for (std::string_view rest = files == nullptr ? "" : files; !rest.empty();) {
        const std::size_t colon = std::min(rest.find(':'), rest.size());
        sources.emplace_back(rest.substr(0, colon));
        rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
    for (const std::string &source : sources) {
        if (auto measured = measureSource(program, source, scratch.path(), figures); !measured)
            return measured.error();
    }
    return figures;
}

SchemaPtr daySchema()
{
    Schema schema;
    schema.stream = "vitals";
    schema.columns = { { "bed", ValueKind::String } };
    for (const char *field : { "heart_rate", "spo2", "resp_rate", "temperature", "sys", "dia", "etco2" })
        schema.columns.push_back({ field, ValueKind::Double });
    schema.key_columns = { 0 };
    schema.simulated = true;
    return std::make_shared<const Schema>(std::move(schema));
}

Result<void> recordDay(const std::filesystem::path &file)
{
    const SystemClock clock;
    auto recorder = Recorder::start({ file }, clock);
    if (!recorder)
        return recorder.error();
    ConnectorInfo info;
    info.kind = "made up";
    constexpr DurationNs step_ns = 86'400 * ns_per_s / static_cast<DurationNs>(day_events);
    constexpr std::uint32_t batch_rows = 4'096;
    std::mt19937_64 random(1);
    std::vector<double> rates(day_keys, 80);
    BatchBuilder builder(daySchema());
    for (std::uint64_t event = 0; event < day_events;) {
        for (std::uint32_t row = 0; row < batch_rows && event < day_events; ++row, ++event) {
            const TimeNs time_ns = 1'700'000'000 * ns_per_s + static_cast<TimeNs>(event) * step_ns;
            builder.setTimes(time_ns, time_ns);
            const std::uint64_t dice = random();
            double &rate = rates[event % day_keys];
            rate += static_cast<double>(dice % 21) / 10 - 1 + (80 - rate) / 500;
            builder.after(0).appendText("bed " + std::to_string(event % day_keys));
            builder.after(1).appendDouble(static_cast<double>(static_cast<int>(rate * 10)) / 10);
            for (std::uint32_t field = 2; field < 8; ++field)
                builder.after(field).appendDouble(static_cast<double>((dice >> (field * 5)) % 30 + 900) / 10);
            builder.endRow(Op::Updated);
        }
        (*recorder)->taken("ward", info, builder.finish());
    }
    return (*recorder)->finish();
}

Result<std::vector<Figure>> backtestFigures()
{
    const ScratchDirectory scratch;
    const std::filesystem::path file = scratch.path() / "day.sgr";
    if (auto recorded = recordDay(file); !recorded)
        return recorded.error();
    auto rule = parseRule("Fast: from vitals when event.heart_rate > 120.0 clear event.heart_rate < 110.0 for 10s");
    if (!rule)
        return rule.error();
    double best_seconds = 0;
    std::uint64_t events = 0;
    std::uint64_t fired = 0;
    for (int turn = 0; turn < 3; ++turn) {
        const auto begin = std::chrono::steady_clock::now();
        auto recording = Recording::open(file);
        if (!recording)
            return recording.error();
        RecordedBatches source(**recording);
        auto report = backtest({ &*rule, 1 }, source);
        if (!report)
            return report.error();
        const double seconds = secondsSince(begin);
        best_seconds = turn == 0 ? seconds : std::min(best_seconds, seconds);
        events = report->events;
        fired = report->rules[0].fired;
    }
    return std::vector<Figure> { { "a day of 10 M events, one rule", best_seconds, "s" },
                                 { "the same", static_cast<double>(events) / best_seconds, "events/s" },
                                 { "alerts in it", static_cast<double>(fired), "alerts" } };
}

} // namespace

Benchmark recorderBenchmark(Program &program)
{
    return { "recorder", "recording to a file, one source", "at least 1 M rows/s, at most 12 bytes a row",
             [&program] { return recorderFigures(program); } };
}

Benchmark backtestBenchmark()
{
    return { "backtest", "one rule over a recorded day of 10 M events", "at most 2 s", backtestFigures };
}

} // namespace streamgauge
