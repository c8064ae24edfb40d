// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/backtestcommand.h"
#include "engine/data/timetext.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <sstream>

namespace streamgauge {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_listed = 20;
constexpr double seconds = 1e-9;

std::string shown(std::string key)
{
    for (std::size_t at = key.find('\x1f'); at != std::string::npos; at = key.find('\x1f', at))
        key.replace(at, 1, " · ");
    return key;
}

std::string isoTime(TimeNs time_ns)
{
    std::string text = timeText(time_ns, 9);
    text[text.find(' ')] = 'T';
    return text + "Z";
}

Json timeJson(TimeNs time_ns)
{
    return time_ns == 0 ? Json() : Json(isoTime(time_ns));
}

/// Rounded so that a reader sees what matters: 1h2m3s, 250ms.
std::string roundedDuration(DurationNs duration_ns)
{
    const DurationNs unit_ns = duration_ns >= 10 * ns_per_s || -duration_ns >= 10 * ns_per_s ? ns_per_s : ns_per_ms;
    const std::string text = durationText((duration_ns < 0 ? -duration_ns : duration_ns) / unit_ns * unit_ns);
    return duration_ns < 0 ? "-" + text : text;
}

std::string number(double value)
{
    std::array<char, 32> text {};
    std::snprintf(text.data(), text.size(), "%.3g", value);
    return text.data();
}

Json episodeJson(const BacktestEpisode &episode)
{
    return { { "key", shown(episode.key) },
             { "severity", name(episode.severity) },
             { "state", name(episode.state) },
             { "active", timeJson(episode.active_at_ns) },
             { "fired", timeJson(episode.fired_at_ns) },
             { "resolved", timeJson(episode.resolved_at_ns) },
             { "value", episode.value },
             { "reason", episode.reason } };
}

Json ruleJson(const RuleReport &rule)
{
    Json episodes = Json::array();
    for (const BacktestEpisode &episode : rule.episodes)
        episodes.push_back(episodeJson(episode));
    Json incidents = Json::array();
    for (const IncidentResult &result : rule.incidents) {
        incidents.push_back({ { "from", isoTime(result.incident.from_ns) },
                              { "to", isoTime(result.incident.to_ns) },
                              { "key", shown(result.incident.key) },
                              { "label", result.incident.label },
                              { "hit", result.hit },
                              { "lead_s", result.hit ? Json(static_cast<double>(result.lead_ns) * seconds) : Json() } });
    }
    return { { "name", rule.spec.name },
             { "rule", ruleText(rule.spec) },
             { "fired", rule.fired },
             { "never_fired", rule.never_fired },
             { "open", rule.open },
             { "firing_s", static_cast<double>(rule.firing_ns) * seconds },
             { "alerts_per_day", rule.alerts_per_day },
             { "evaluations", rule.evaluations },
             { "errors", rule.errors },
             { "last_error", rule.last_error },
             { "hits", rule.hits },
             { "missed", rule.missed },
             { "false_alarms", rule.false_alarms },
             { "incidents", std::move(incidents) },
             { "episodes", std::move(episodes) } };
}

void writeEpisodes(std::ostringstream &out, const RuleReport &rule)
{
    std::size_t listed = 0;
    for (const BacktestEpisode &episode : rule.episodes) {
        if (episode.fired_at_ns == 0 || listed++ >= most_listed)
            continue;
        out << "    " << timeText(episode.fired_at_ns) << "  " << name(episode.severity);
        if (!episode.key.empty())
            out << "  " << shown(episode.key);
        out << "  value " << episode.value << ", ";
        if (episode.resolved_at_ns == 0)
            out << "still firing at the end\n";
        else
            out << "for " << roundedDuration(episode.resolved_at_ns - episode.fired_at_ns) << '\n';
    }
    if (rule.fired > most_listed)
        out << "    and " << rule.fired - most_listed << " more\n";
}

void writeIncidents(std::ostringstream &out, const RuleReport &rule)
{
    if (rule.incidents.empty())
        return;
    out << "    incidents: " << rule.hits << " found, " << rule.missed << " missed, " << rule.false_alarms
        << " alerts outside them\n";
    std::size_t listed = 0;
    for (const IncidentResult &result : rule.incidents) {
        if (listed++ >= most_listed)
            break;
        const std::string label = result.incident.label.empty() ? "incident" : result.incident.label;
        out << "      " << timeText(result.incident.from_ns) << "  " << label;
        if (!result.incident.key.empty())
            out << " of " << shown(result.incident.key);
        if (!result.hit)
            out << ": missed\n";
        else if (result.lead_ns >= 0)
            out << ": warned " << roundedDuration(result.lead_ns) << " before\n";
        else
            out << ": found after " << roundedDuration(-result.lead_ns) << '\n';
    }
}

} // namespace

std::string backtestText(const BacktestReport &report)
{
    std::ostringstream out;
    out << report.events << " events";
    if (report.from_ns != 0)
        out << ", " << timeText(report.from_ns) << " to " << timeText(report.to_ns) << " UTC";
    out << '\n';
    for (const RuleReport &rule : report.rules) {
        out << rule.spec.name << ": fired " << rule.fired << (rule.fired == 1 ? " time" : " times") << ", "
            << roundedDuration(rule.firing_ns) << " in all, " << number(rule.alerts_per_day) << " a day";
        if (rule.never_fired > 0)
            out << "; pending " << rule.never_fired << (rule.never_fired == 1 ? " time" : " times") << " without firing";
        if (rule.errors > 0)
            out << "; " << rule.errors << " errors, the last: " << rule.last_error;
        out << '\n';
        writeEpisodes(out, rule);
        writeIncidents(out, rule);
    }
    return out.str();
}

std::string backtestJson(const BacktestReport &report)
{
    Json rules = Json::array();
    for (const RuleReport &rule : report.rules)
        rules.push_back(ruleJson(rule));
    const Json all { { "events", report.events },
                     { "lost_events", report.lost_rows },
                     { "from", timeJson(report.from_ns) },
                     { "to", timeJson(report.to_ns) },
                     { "rules", std::move(rules) } };
    return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace streamgauge
