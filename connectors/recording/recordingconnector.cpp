// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/recording/recordingconnector.h"

#include "connectors/recording/recordingrun.h"
#include "engine/data/timetext.h"

#include <algorithm>

namespace streamgauge {

namespace {

std::string spanText(const Recording &recording)
{
    std::uint64_t rows = 0;
    for (const RecordedStream &stream : recording.streams())
        rows += stream.rows;
    return std::to_string(recording.sources().size()) + " sources, " + std::to_string(recording.streams().size())
        + " streams, " + std::to_string(rows) + " events from " + timeText(recording.startedAt()) + " UTC";
}

/// Reads every chunk whole.
std::vector<Finding> readAll(Recording &recording, const std::stop_token &stop)
{
    std::vector<Finding> findings;
    RecordingReader reader(recording, {});
    RecordedStep step;
    while (!stop.stop_requested()) {
        const auto more = reader.next(step);
        if (!more)
            findings.push_back({ "order", FindingState::Failed, more.error().message, "a readable order of arrival", "" });
        if (!more || !*more)
            break;
    }
    if (stop.stop_requested())
        return {};
    const auto alerts = recording.alerts();
    const auto gaps = recording.gaps();
    const auto problems = recording.problems();
    const auto notes = recording.notes();
    for (const Error *error : { alerts.ok() ? nullptr : &alerts.error(), gaps.ok() ? nullptr : &gaps.error(),
                                problems.ok() ? nullptr : &problems.error(), notes.ok() ? nullptr : &notes.error() }) {
        if (error != nullptr)
            findings.push_back({ "content", FindingState::Failed, error->text(), "readable alerts, gaps and notes", "" });
    }
    for (const Error &fault : reader.faults())
        findings.push_back({ "content", FindingState::Failed, fault.text(), "sound chunks", "" });
    if (findings.empty())
        findings.push_back({ "content", FindingState::Ok, spanText(recording), "sound chunks", "" });
    return findings;
}

} // namespace

RecordingConnector::RecordingConnector(RecordingOptions options, const Clock &clock)
    : options_(std::move(options))
    , clock_(clock)
{
}

std::vector<Finding> RecordingConnector::check(std::stop_token stop)
{
    auto recording = Recording::open(options_.path);
    if (!recording)
        return { { "file", FindingState::Failed, recording.error().message, "a recording", recording.error().remedy } };
    std::vector<Finding> findings { { "file", FindingState::Ok, options_.path, "a recording", "" } };
    if (!(*recording)->endedAt())
        findings.push_back({ "end", FindingState::Warning, "none: it is being written, or its program was killed",
                             "a recording that was ended", "All but its last second is there" });
    std::ranges::move(readAll(**recording, stop), std::back_inserter(findings));
    return findings;
}

Result<Catalog> RecordingConnector::browse(std::stop_token)
{
    auto recording = Recording::open(options_.path);
    if (!recording)
        return recording.error();
    Catalog catalog;
    for (const RecordedStream &stream : (*recording)->streams()) {
        CatalogStream entry { "", stream.name, {}, stream.rows };
        for (std::uint32_t column = 0; column < stream.schema->columns.size(); ++column) {
            const Column &about = stream.schema->columns[column];
            const bool key = std::ranges::find(stream.schema->key_columns, column) != stream.schema->key_columns.end();
            entry.fields.push_back({ about.name, std::string(name(about.kind)), key });
        }
        catalog.push_back(std::move(entry));
    }
    return catalog;
}

RunEnd RecordingConnector::run(std::stop_token stop, const RunStart &, EventSink &sink)
{
    auto recording = Recording::open(options_.path);
    if (!recording)
        return { RunEnd::Reason::Failed, recording.error() };
    return RecordingRun(**recording, options_.speed, clock_, sink).run(stop);
}

} // namespace streamgauge
