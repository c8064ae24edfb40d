// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/enginebenchmark.h"

#include "engine/data/batchbuilder.h"
#include "engine/rules/threshold.h"
#include "engine/run/engine.h"
#include "engine/source/benchmarknoise.h"
#include "engine/stores/seriesreader.h"

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <thread>

namespace streamgauge {

namespace {

constexpr std::uint32_t keys = 1'000;
constexpr std::uint32_t rows_per_batch = 1'000;

double secondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double cpuSeconds(const rusage &usage)
{
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Of this thread: what other programs do meanwhile does not count.
double threadMilliseconds()
{
    timespec time {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

rusage usageNow()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    return usage;
}

SchemaPtr benchSchema()
{
    auto schema = std::make_shared<Schema>();
    schema->stream = "bench";
    schema->key_columns = { 0 };
    schema->simulated = true;
    for (const auto &[name, kind] :
         { std::pair { "machine", ValueKind::String }, std::pair { "temperature", ValueKind::Double },
           std::pair { "pressure", ValueKind::Double }, std::pair { "parts", ValueKind::Int64 },
           std::pair { "state", ValueKind::String }, std::pair { "since", ValueKind::Timestamp } }) {
        Column column;
        column.name = name;
        column.kind = kind;
        schema->columns.push_back(column);
    }
    return schema;
}

/// Builds and pushes as fast as the engine takes them.
class BenchConnector final : public Connector
{
public:
    explicit BenchConnector(std::uint64_t events)
        : events_(events)
    {
        for (std::uint32_t key = 0; key < keys; ++key)
            names_.push_back("machine-" + std::to_string(key));
    }
    std::vector<Finding> check(std::stop_token) override { return {}; }
    Result<Catalog> browse(std::stop_token) override { return Catalog(); }
    Result<std::string> identify(std::stop_token) override { return std::string(); }
    RunEnd run(std::stop_token stop, const RunStart &start, EventSink &sink) override
    {
        static_cast<void>(start);
        BatchBuilder builder(benchSchema());
        TimeNs time_ns = 1'700'000'000 * ns_per_s;
        for (std::uint64_t event = 0; event < events_; ++event) {
            addRow(builder, time_ns += ns_per_us);
            if (builder.rows() < rows_per_batch && event + 1 < events_)
                continue;
            builder.endTransaction();
            if (!sink.push(builder.finish()) || stop.stop_requested())
                return { RunEnd::Reason::Stopped, {} };
            sink.checkpoint(std::to_string(event));
        }
        return { RunEnd::Reason::Finished, {} };
    }

private:
    void addRow(BatchBuilder &builder, TimeNs time_ns)
    {
        const std::uint64_t random = noise_.next() >> 20;
        constexpr std::array<std::string_view, 4> states { "idle", "running", "blocked", "down" };
        builder.after(0).appendText(names_[random % keys]);
        // One event in 10,000 is out of bounds in every field.
        const bool spike = random % 10'000 == 0;
        builder.after(1).appendDouble((spike ? 120 : 20) + static_cast<double>(random % 65'536) / 1'000);
        builder.after(2).appendDouble((spike ? 5 : 1) + static_cast<double>(random % 4'096) / 4'096);
        builder.after(3).appendInt(static_cast<std::int64_t>((spike ? 1'000 : 0) + random % 500));
        builder.after(4).appendText(states[random >> 30 & 3]);
        builder.after(5).appendTimestamp(time_ns);
        builder.setTimes(time_ns, time_ns);
        builder.endRow(Op::Updated);
    }

    const std::uint64_t events_;
    std::vector<std::string> names_;
    BenchmarkNoise noise_ { 42 };
};

void setRules(Engine &engine, std::uint32_t count)
{
    constexpr std::array<const char *, 3> fields { "temperature", "pressure", "parts" };
    constexpr std::array<double, 3> limits { 100, 4, 900 };
    for (std::uint32_t i = 0; i < count; ++i) {
        RuleSpec rule;
        rule.name = "rule " + std::to_string(i);
        rule.stream = "bench";
        rule.when = conditionText({ fields[i % 3], Comparison::Greater, limits[i % 3] });
        rule.for_ns = i % 2 == 0 ? 0 : ns_per_ms;
        static_cast<void>(engine.setRule(rule).ok());
    }
}

/// A long day of a signal with noise and slow waves.
Series makeSeries(std::uint64_t samples)
{
    Series series;
    BenchmarkNoise noise(7);
    for (std::uint64_t i = 0; i < samples; ++i) {
        const std::uint64_t random = noise.next();
        const auto time_ns = static_cast<TimeNs>(i * ns_per_ms + (random >> 46));
        const Sample sample { time_ns, static_cast<double>(i % 1'000'000) + static_cast<double>(random >> 54) };
        if (!series.tryAppend(sample, time_ns, i))
            series.append(sample, time_ns, i);
    }
    return series;
}

Result<std::vector<Figure>> throughputBenchmark()
{
    const ThroughputFigures figures = measureThroughput(12'000'000, 10);
    return std::vector<Figure> { { "capture to 10 rules to stores", figures.events_per_second, "events/s" },
                                 { "processor time", figures.cpu_ns_per_event, "ns/event" },
                                 { "memory in stores", static_cast<double>(figures.store_bytes), "bytes" },
                                 { "peak resident memory", static_cast<double>(figures.peak_resident_bytes), "bytes" } };
}

Result<std::vector<Figure>> zoomBenchmark()
{
    const ZoomFigures figures = measureZoom(100'000'000, 2'000);
    return std::vector<Figure> { { "worst zoom", figures.worst_ms, "ms" },
                                 { "median zoom", figures.median_ms, "ms" },
                                 { "longest lock", figures.longest_lock_ms, "ms" },
                                 { "append", figures.append_ns, "ns/sample" },
                                 { "memory", static_cast<double>(figures.bytes), "bytes" } };
}

} // namespace

ThroughputFigures measureThroughput(std::uint64_t events, std::uint32_t rules)
{
    const SystemClock clock;
    Engine engine({}, clock);
    setRules(engine, rules);
    SourceSpec source;
    source.name = "bench";
    source.info.kind = "bench";
    source.info.time_basis = TimeBasis::Event;
    engine.start();
    const double cpu_before = cpuSeconds(usageNow());
    const auto begin = std::chrono::steady_clock::now();
    static_cast<void>(engine.addSource(std::move(source), std::make_unique<BenchConnector>(events)).ok());
    while (!engine.idleFor(0) || engine.status()->sources[0].state != SourceState::Finished)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    const double seconds = secondsSince(begin);
    const rusage usage = usageNow();

    ThroughputFigures figures;
    const SnapshotPtr status = engine.status();
    figures.events = status->streams.empty() ? 0 : status->streams[0].events;
    figures.events_per_second = static_cast<double>(figures.events) / seconds;
    figures.cpu_ns_per_event =
        (cpuSeconds(usage) - cpu_before) * 1e9 / static_cast<double>(std::max<std::uint64_t>(figures.events, 1));
    for (const RuleStatus &rule : status->rules)
        figures.alerts_fired += rule.fired;
    figures.store_bytes = status->memory.series_bytes + status->memory.table_bytes + status->memory.event_bytes;
    figures.peak_resident_bytes = static_cast<std::size_t>(usage.ru_maxrss) * 1'024;
    return figures;
}

ZoomFigures measureZoom(std::uint64_t samples, std::uint32_t reads)
{
    constexpr std::uint32_t pixels = 1'920;
    ZoomFigures figures;
    figures.samples = samples;
    const auto begin = std::chrono::steady_clock::now();
    const Series series = makeSeries(samples);
    figures.append_ns = secondsSince(begin) * 1e9 / static_cast<double>(samples);
    figures.bytes = series.memoryBytes();

    std::vector<double> times_ms;
    const auto whole_ns = static_cast<double>(series.latest().time_ns - series.oldest().time_ns);
    BenchmarkNoise noise(3);
    for (std::uint32_t read = 0; read < reads; ++read) {
        const std::uint64_t random = noise.next();
        // Spans from all of it down to a microsecond's worth, evenly by their logarithm.
        const double zoom = static_cast<double>(read) / reads;
        const double span_ns = std::max(whole_ns * std::pow(1e-11, zoom), 1'000.0);
        const double place = static_cast<double>(random >> 11) / static_cast<double>(1ULL << 53);
        const TimeNs from_ns = series.oldest().time_ns + static_cast<TimeNs>((whole_ns - span_ns) * place);
        const TimeNs to_ns = from_ns + static_cast<TimeNs>(span_ns);
        const double begun_ms = threadMilliseconds();
        SeriesReader reader(SeriesGrid::between(from_ns, to_ns, pixels), pixels);
        for (bool done = false; !done;) {
            const double step_ms = threadMilliseconds();
            done = reader.step(series);
            figures.longest_lock_ms = std::max(figures.longest_lock_ms, threadMilliseconds() - step_ms);
        }
        times_ms.push_back(threadMilliseconds() - begun_ms);
    }
    std::sort(times_ms.begin(), times_ms.end());
    figures.median_ms = times_ms[times_ms.size() / 2];
    figures.worst_ms = times_ms.back();
    return figures;
}

std::vector<Benchmark> engineBenchmarks()
{
    return { { "engine", "capture to 10 rules to stores, sustained", "at least 1 M events/s on 2 cores",
               throughputBenchmark },
             { "zoom", "any zoom over a series of 100 M samples, 1,920 pixels", "at most 5 ms", zoomBenchmark } };
}

} // namespace streamgauge
