// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/backtestcommand.h"

#include "app/core/incidentfile.h"
#include "app/core/rulefunctions.h"
#include "app/core/sourcemaker.h"
#include "app/core/stopsignals.h"
#include "app/core/worklist.h"
#include "engine/lookups/offlinefunctions.h"
#include "engine/rules/calledfunctions.h"

#include <atomic>
#include <optional>
#include <thread>

namespace streamgauge {

namespace {

constexpr DurationNs look_every_ns = 20 * ns_per_ms;

} // namespace

BacktestCommand::BacktestCommand(Program &program, const CommandLine &line, std::ostream &out, std::ostream &err)
    : program_(program)
    , line_(line)
    , out_(out)
    , err_(err)
{
}

Result<BacktestReport> BacktestCommand::onRecording(const std::vector<RuleSpec> &rules, BacktestOptions options)
{
    auto recording = Recording::open(line_.on);
    if (!recording)
        return recording.error();
    if (line_.incidents.empty()) {
        auto notes = (*recording)->notes();
        if (!notes)
            return notes.error();
        options.incidents = std::move(notes.value());
    }
    RecordedBatches source(**recording);
    return backtest(rules, source, options);
}

Result<BacktestReport> BacktestCommand::onSource(const std::vector<RuleSpec> &rules, const BacktestOptions &options)
{
    std::error_code failed;
    if (std::filesystem::is_directory(line_.on, failed))
        return Error { ErrorKind::Input, "it is a directory", "--on " + line_.on,
                       "Give a recording (.sgr), a .csv or .jsonl file, or a replay: URL" };
    auto entry = sourceFromText(line_.on, program_.extensions());
    if (!entry)
        return entry.error();
    if (entry->kind != "replay" && entry->kind != "recording")
        return Error { ErrorKind::Configuration, "this source has no end", "--on " + line_.on,
                       "Give a recording (.sgr), a .csv or .jsonl file, or a replay: URL" };
    entry->settings["speed"] = "max";
    auto prepared = makeConnector(*entry, program_.extensions(), program_.secrets(), program_.clock());
    if (!prepared)
        return prepared.error();
    ConnectorBatches source(entry->name, prepared->spec.info.time_basis, *prepared->connector);
    return backtest(rules, source, options);
}

Result<BacktestReport> BacktestCommand::measure()
{
    auto work = openWork(line_.what, program_.extensions());
    if (!work)
        return work.error();
    const std::vector<RuleSpec> &rules = work->workspace.rules;
    if (rules.empty())
        return Error { ErrorKind::Configuration, "there are no rules to test", line_.what.front(),
                       "Name a workspace with rules" };
    BacktestOptions options;
    options.early_ns = line_.early_ns.value_or(0);
    auto models = loadModels(work->workspace);
    if (!models)
        return models.error();
    options.functions = offlineFunctions(std::move(*models), hostFunctions(calledFunctions(rules), program_.extensions()));
    if (!line_.incidents.empty()) {
        auto incidents = readIncidents(line_.incidents);
        if (!incidents)
            return incidents.error();
        options.incidents = std::move(incidents.value());
    }
    StopSignals signals;
    std::optional<Result<BacktestReport>> report;
    std::atomic<bool> done { false };
    std::jthread thread([&](const std::stop_token &stop) {
        options.stop = stop;
        const bool recording =
            std::filesystem::path(line_.on).extension() == recording_extension && whatKind(line_.on) != WhatKind::Url;
        report = recording ? onRecording(rules, options) : onSource(rules, options);
        done.store(true, std::memory_order_release);
    });
    while (!done.load(std::memory_order_acquire) && !signals.wait(look_every_ns)) { }
    thread.request_stop();
    thread.join();
    return std::move(*report);
}

int BacktestCommand::run()
{
    const auto report = measure();
    if (!report) {
        err_ << "streamgauge: " << program_.logging().scrubbed(report.error().text()) << std::endl;
        return exit_failed;
    }
    for (const Error &fault : report->faults)
        err_ << "streamgauge: " << program_.logging().scrubbed(fault.text()) << std::endl;
    if (report->lost_rows > 0)
        err_ << "streamgauge: " << report->lost_rows << " events could not be read" << std::endl;
    out_ << (line_.json ? backtestJson(*report) : backtestText(*report)) << std::flush;
    return report->lost_rows == 0 ? exit_done : exit_failed;
}

} // namespace streamgauge
