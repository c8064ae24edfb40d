// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/summary.h"

#include "engine/data/timetext.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <sstream>

namespace streamgauge {

namespace {

using nlohmann::ordered_json;

ordered_json sourceJson(const SourceStatus &source)
{
    ordered_json problems = ordered_json::array();
    for (const Problem &problem : source.problems)
        problems.push_back(problemText(problem));
    if (source.state == SourceState::Failed || source.state == SourceState::Waiting)
        problems.push_back(source.last_error.text());
    return { { "name", source.name },
             { "kind", source.kind },
             { "state", std::string(name(source.state)) },
             { "reconnects", source.reconnects },
             { "created", source.created },
             { "updated", source.updated },
             { "deleted", source.deleted },
             { "snapshot", source.snapshot },
             { "dropped", source.dropped },
             { "late", source.late },
             { "duplicates", source.duplicates },
             { "gaps", source.gaps.size() },
             { "position", source.position },
             { "problems", std::move(problems) } };
}

ordered_json ruleJson(const RuleStatus &rule)
{
    return { { "name", rule.spec.name },    { "evaluations", rule.evaluations }, { "fired", rule.fired },
             { "resolved", rule.resolved }, { "firing", rule.firing },           { "pending", rule.pending },
             { "errors", rule.errors } };
}

/// Without a measured event the figures are null, not 0.
ordered_json latencyJson(const LatencyStatus &latency)
{
    const auto figure = [&](double value_us) { return latency.count > 0 ? ordered_json(value_us) : ordered_json(); };
    return { { "p50", figure(latency.p50_us) },
             { "p99", figure(latency.p99_us) },
             { "max", figure(latency.max_us) },
             { "count", latency.count } };
}

void appendLatency(std::ostringstream &out, const LatencyStatus &latency)
{
    out << "Commit to rule: ";
    if (latency.count == 0)
        out << "no latency measured, as no event said when it was committed\n";
    else
        out << "p50 " << latency.p50_us << " us, p99 " << latency.p99_us << " us, max " << latency.max_us << " us over "
            << latency.count << " events\n";
}

void appendSource(std::ostringstream &out, const SourceStatus &source)
{
    out << "Source " << source.name << " (" << source.kind << "): " << name(source.state) << ", " << source.created
        << " created, " << source.updated << " updated, " << source.deleted << " deleted, " << source.snapshot
        << " in snapshots";
    if (source.reconnects > 0)
        out << ", " << source.reconnects << " reconnects";
    if (source.dropped > 0)
        out << ", " << source.dropped << " dropped";
    if (source.late > 0)
        out << ", " << source.late << " late";
    if (source.duplicates > 0)
        out << ", " << source.duplicates << " duplicates";
    if (!source.gaps.empty())
        out << ", " << source.gaps.size() << " gaps";
    if (!source.position.empty())
        out << ", position " << source.position;
    out << '\n';
    for (const Problem &problem : source.problems)
        out << "  " << problemText(problem) << '\n';
}

void appendLookup(std::ostringstream &out, const LookupStatus &lookup)
{
    const LookupCounts &counts = lookup.counts;
    out << "Lookup " << lookup.spec.name << ": " << counts.hits << " hits, " << counts.misses << " misses";
    if (counts.hits + counts.misses > 0)
        out << " (" << std::lround(counts.hitRatio() * 1'000) / 10.0 << " % hits)";
    out << ", " << counts.rows << " rows in " << counts.bytes << " bytes, " << counts.invalidated << " changed, "
        << counts.evicted << " evicted; source " << lookup.spec.source << ": " << lookup.queries.queries << " queries";
    if (lookup.queries.failures > 0)
        out << ", " << lookup.queries.failures << " failed";
    if (!lookup.queries.last_error.empty())
        out << " (" << lookup.queries.last_error << ")";
    out << '\n';
}

} // namespace

std::string problemText(const Problem &problem)
{
    return problem.text + (problem.place.empty() ? "" : " (" + problem.place + ")")
        + (problem.remedy.empty() ? "" : ": " + problem.remedy);
}

std::string summaryJson(const Summary &summary)
{
    const Snapshot &status = *summary.status;
    ordered_json sources = ordered_json::array();
    for (const SourceStatus &source : status.sources)
        sources.push_back(sourceJson(source));
    ordered_json streams = ordered_json::array();
    for (const StreamStatus &stream : status.streams) {
        if (stream.schema)
            streams.push_back({ { "name", stream.schema->stream }, { "events", stream.events }, { "keys", stream.keys } });
    }
    ordered_json rules = ordered_json::array();
    for (const RuleStatus &rule : status.rules)
        rules.push_back(ruleJson(rule));
    const ordered_json document { { "duration_us", summary.duration_us },
                                  { "peak_rss_bytes", summary.peak_rss_bytes },
                                  { "sources", std::move(sources) },
                                  { "streams", std::move(streams) },
                                  { "rules", std::move(rules) },
                                  { "latency_us", { { "commit_to_rule", latencyJson(status.commit_to_rule) } } } };
    // Names and messages of servers may hold anything; a summary must come out all the same.
    return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string summaryText(const Summary &summary)
{
    const Snapshot &status = *summary.status;
    std::ostringstream out;
    out << "Ran for " << durationText(summary.duration_us / 1'000 * ns_per_ms) << ", at most "
        << (summary.peak_rss_bytes + (1ULL << 19)) / (1ULL << 20) << " MB resident\n";
    for (const SourceStatus &source : status.sources)
        appendSource(out, source);
    for (const StreamStatus &stream : status.streams) {
        if (stream.schema)
            out << "Stream " << stream.schema->stream << (stream.schema->simulated ? " (SIM)" : "") << ": " << stream.events
                << " events, " << stream.keys << " keys\n";
    }
    for (const RuleStatus &rule : status.rules) {
        out << "Rule " << rule.spec.name << ": fired " << rule.fired << ", resolved " << rule.resolved << ", firing "
            << rule.firing << ", pending " << rule.pending << ", " << rule.evaluations << " evaluations";
        if (rule.errors > 0)
            out << ", " << rule.errors << " errors (" << rule.last_error << ")";
        if (const std::uint64_t given_up = rule.dropped + rule.evicted; given_up > 0)
            out << ", " << given_up << " given up at a bound";
        if (rule.late > 0)
            out << ", " << rule.late << " late";
        out << '\n';
    }
    for (const LookupStatus &lookup : summary.lookups)
        appendLookup(out, lookup);
    appendLatency(out, status.commit_to_rule);
    return out.str();
}

std::uint64_t peakResidentBytes()
{
    // getrusage() would count what the process was before exec().
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("VmHWM:"))
            return std::stoull(line.substr(6)) * 1'024;
    }
    return 0;
}

} // namespace streamgauge
