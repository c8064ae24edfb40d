// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/benchcommand.h"

#include "app/core/childprocess.h"
#include "app/core/desklibrary.h"
#include "app/core/nabbenchmark.h"
#include "app/core/recordbenchmark.h"
#include "engine/cel/celbenchmark.h"
#include "engine/detectors/detectorbenchmark.h"
#include "engine/lookups/lookupbenchmark.h"
#include "engine/patterns/patternbenchmark.h"
#include "engine/rules/rulebenchmark.h"
#include "engine/run/enginebenchmark.h"
#include "engine/windows/windowbenchmark.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace streamgauge {

namespace {

constexpr const char *memory_time = "5s";
constexpr std::uint64_t evaluations = 40'000'000;
constexpr std::uint64_t most_events = 10'000'000;

Result<std::vector<Figure>> ruleFigures()
{
    std::vector<Figure> figures;
    for (const unsigned rules : { 1U, 10U, 100U })
        figures.push_back({ std::to_string(rules) + (rules == 1 ? " rule" : " rules") + ", one core",
                            measureRules(std::min(evaluations / rules, most_events), rules), "events/s" });
    constexpr std::uint64_t fewer = 4;
    for (const unsigned rules : { 10U, 100U }) {
        const std::uint64_t events = std::min(evaluations / rules, most_events) / fewer;
        figures.push_back({ std::to_string(rules) + " rules of expressions, one core",
                            measureRules(events, rules, RuleMix::Expressions), "events/s" });
        figures.push_back({ std::to_string(rules) + " rules with a window, one core",
                            measureRules(events, rules, RuleMix::Windows), "events/s" });
        figures.push_back({ std::to_string(rules) + " rules with a window of their own, one core",
                            measureRules(events, rules, RuleMix::OwnWindows), "events/s" });
    }
    return figures;
}

} // namespace

BenchCommand::BenchCommand(Program &program, const CommandLine &line, std::ostream &out, std::ostream &err)
    : program_(program)
    , line_(line)
    , out_(out)
    , err_(err)
{
}

bool BenchCommand::isAlone(const std::string &name) const
{
    return line_.benchmarks == std::vector<std::string> { name };
}

Benchmark BenchCommand::deskBenchmark(DeskTask task, Benchmark about, int *argc, char **argv)
{
    // Asked for alone, it is measured here; otherwise in a process that has nothing else in its memory.
    const bool alone = isAlone(about.name);
    about.measure = [this, task, alone, name = about.name, argc, argv]() -> Result<std::vector<Figure>> {
        if (!alone) {
            auto output = runChild(program_.paths().executable, { "bench", name, "--json" });
            return output.ok() ? figuresFromJson(output->out) : Result<std::vector<Figure>>(output.error());
        }
        std::vector<Figure> figures;
        DeskRequest request;
        request.task = task;
        request.argc = argc;
        request.argv = argv;
        request.program = &program_;
        request.figures = &figures;
        auto measured = callDesk(request);
        return measured.ok() ? Result<std::vector<Figure>>(std::move(figures)) : measured.error();
    };
    return about;
}

Benchmark BenchCommand::memoryBenchmark()
{
    Benchmark memory { "memory", "resident memory of a headless run", "at most 27 MB and the store budget", {} };
    memory.measure = [this]() -> Result<std::vector<Figure>> {
        std::vector<Figure> figures;
        const std::vector<std::pair<std::string, std::string>> runs {
            { "at 1 event/s (program alone), peak", "sim:plant?rate=1" },
            { "at 1,000 events/s for 5 s, peak", "sim:plant?rate=1000" }
        };
        for (const auto &[title, source] : runs) {
            auto output =
                runChild(program_.paths().executable, { "--headless", source, "--for", memory_time, "--summary", "-" });
            if (!output)
                return output.error();
            const auto summary = nlohmann::json::parse(output->out, nullptr, false);
            if (output->status != exit_done || !summary.is_object())
                return Error { ErrorKind::Resource, "the headless run failed", source, "" };
            figures.push_back({ title, summary.value("peak_rss_bytes", 0.0), "bytes" });
        }
        return figures;
    };
    return memory;
}

std::vector<Benchmark> BenchCommand::benchmarks(int *argc, char **argv)
{
    // A process that measures the desk holds what a desk loads by itself, and nothing else.
    if (!isAlone("charts") && !isAlone("tables") && !isAlone("start"))
        program_.extensions().loadAll();
    std::vector<Benchmark> list = program_.extensions().registry().benchmarks();
    list.push_back({ "rules", "rules on one stream", "100 rules: at least 0.5 M events/s a core", ruleFigures });
    list.push_back(expressionBenchmark());
    list.push_back(windowBenchmark());
    list.push_back(patternBenchmark());
    std::ranges::move(engineBenchmarks(), std::back_inserter(list));
    list.push_back(detectorBenchmark());
    list.push_back(lookupBenchmark());
    // Its corpus is not part of the program.
    if (hasNabCorpus() || std::ranges::find(line_.benchmarks, "nab") != line_.benchmarks.end())
        list.push_back(nabBenchmark());
    list.push_back(recorderBenchmark(program_));
    list.push_back(backtestBenchmark());
    list.push_back(memoryBenchmark());
    list.push_back(deskBenchmark(DeskTask::BenchCharts,
                                 { "charts",
                                   "12 charts of 4 series at 1920x1080, offscreen, while 100 k events/s arrive",
                                   "at least 60 fps, no stall over 33 ms",
                                   {} },
                                 argc, argv));
    list.push_back(deskBenchmark(
        DeskTask::BenchTables,
        { "tables", "a table panel while 10 k rows/s change", "no stall over 50 ms with 100 k rows, 100 ms with 1 M", {} },
        argc, argv));
    list.push_back(deskBenchmark(DeskTask::BenchStart,
                                 { "start", "idle desk and its first paint", "at most 64 MB, at most 300 ms", {} }, argc,
                                 argv));
    return list;
}

int BenchCommand::run(int *argc, char **argv)
{
    const std::vector<Benchmark> known = benchmarks(argc, argv);
    for (const std::string &name : line_.benchmarks) {
        if (std::ranges::find(known, name, &Benchmark::name) != known.end())
            continue;
        err_ << "streamgauge: there is no measure \"" << name << "\". Measures:";
        for (const Benchmark &benchmark : known)
            err_ << ' ' << benchmark.name;
        err_ << std::endl;
        return exit_usage;
    }
    std::vector<BenchResult> results;
    int status = exit_done;
    for (const Benchmark &benchmark : known) {
        if (!line_.benchmarks.empty() && std::ranges::find(line_.benchmarks, benchmark.name) == line_.benchmarks.end())
            continue;
        BenchResult result { benchmark, {}, {} };
        auto figures = benchmark.measure();
        if (figures) {
            result.figures = std::move(figures.value());
        } else {
            result.error = figures.error();
            err_ << "streamgauge: " << benchmark.name << ": " << result.error.text() << std::endl;
            status = exit_failed;
        }
        results.push_back(std::move(result));
    }
    out_ << (line_.json ? benchJson(thisMachine(), results) : benchText(thisMachine(), results)) << std::flush;
    return status;
}

} // namespace streamgauge
