// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/replayconnector.h"

#include "connectors/replay/replayrun.h"

#include <algorithm>
#include <filesystem>

namespace streamgauge {

ReplayConnector::ReplayConnector(ReplayOptions options, const Clock &clock)
    : options_(std::move(options))
    , clock_(clock)
{
}

std::string ReplayConnector::streamName() const
{
    const std::string stem = std::filesystem::path(options_.path).stem().string();
    return stem.empty() ? "replay" : stem;
}

std::vector<Finding> ReplayConnector::check(std::stop_token stop)
{
    auto file = InputFile::open(options_.path);
    if (!file)
        return { { "file", FindingState::Failed, file.error().message, "a readable file", file.error().remedy } };
    std::vector<Finding> findings { { "file", FindingState::Ok, std::to_string((*file)->size()) + " bytes",
                                      "a readable file", "" } };
    const auto plan = planFile(**file, streamName(), options_.scan, stop);
    if (!plan) {
        findings.push_back({ "content", FindingState::Failed, plan.error().message, "CSV with a header, or JSON lines",
                             plan.error().remedy });
        return findings;
    }
    findings.push_back({ "content", FindingState::Ok,
                         plan->format_text + ", " + std::to_string(plan->schema->columns.size()) + " columns",
                         "CSV with a header, or JSON lines", "" });
    if (plan->time)
        findings.push_back({ "time", FindingState::Ok,
                             plan->schema->columns[plan->time->column].name + " (" + plan->time->reader.text() + ")",
                             "a column of times", "" });
    else
        findings.push_back({ "time", FindingState::Warning, "none: rows follow each other at the rate", "a column of times",
                             "Name it with time=COLUMN, or set rate=ROWS_PER_SECOND" });
    return findings;
}

Result<Catalog> ReplayConnector::browse(std::stop_token stop)
{
    auto file = InputFile::open(options_.path);
    if (!file)
        return file.error();
    const auto plan = planFile(**file, streamName(), options_.scan, stop);
    if (!plan)
        return plan.error();
    CatalogStream stream { "", plan->schema->stream, {}, plan->sampled_rows };
    if (!plan->sampled_all && plan->sampled_bytes > 0)
        stream.estimated_rows =
            static_cast<std::uint64_t>(static_cast<double>(plan->sampled_rows) * static_cast<double>((*file)->size())
                                       / static_cast<double>(plan->sampled_bytes));
    for (std::uint32_t column = 0; column < plan->schema->columns.size(); ++column) {
        const bool key = std::ranges::find(plan->schema->key_columns, column) != plan->schema->key_columns.end();
        const Column &info = plan->schema->columns[column];
        stream.fields.push_back({ info.name, std::string(name(info.kind)), key });
    }
    return Catalog { std::move(stream) };
}

namespace {

/// Where an earlier process left off; nullopt: at the start.
Result<std::optional<ReplayPosition>> resumed(const RunStart &start, InputFile &file, const FilePlan &plan, EventSink &sink)
{
    if (start.position.empty())
        return std::optional<ReplayPosition>();
    auto position = ReplayPosition::parse(start.position);
    if (!position)
        return Error { ErrorKind::Gap, "The stored position is none of a replay", file.path(),
                       "the replay begins again at its start" };
    auto holds = position->judge(file, plan);
    if (!holds)
        return holds.error();
    if (*holds)
        sink.report(std::move(**holds));
    return position;
}

RunEnd endedBy(const Error &error)
{
    if (error.kind == ErrorKind::Cancelled)
        return { RunEnd::Reason::Stopped, {} };
    return { RunEnd::Reason::Failed, error };
}

} // namespace

RunEnd ReplayConnector::run(std::stop_token stop, const RunStart &start, EventSink &sink)
{
    auto file = InputFile::open(options_.path);
    if (!file)
        return { RunEnd::Reason::Failed, file.error() };
    auto plan = planFile(**file, streamName(), options_.scan, stop);
    if (!plan)
        return endedBy(plan.error());
    const auto progress = [&](std::uint64_t bytes) { sink.progress("times of " + streamName(), bytes, (*file)->size()); };
    const auto scanned = scanTimes(*plan, **file, stop, progress);
    sink.progress("", 0, 0);
    if (!scanned)
        return endedBy(scanned.error());
    const auto from = resumed(start, **file, *plan, sink);
    if (!from)
        return { RunEnd::Reason::Failed, from.error() };
    return ReplayRun(options_, *plan, **file, clock_, sink).run(stop, *from);
}

} // namespace streamgauge
