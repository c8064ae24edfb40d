// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/shiftreport.h"

#include "engine/data/timetext.h"

#include <algorithm>
#include <map>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::size_t most_longest = 10;
constexpr std::size_t most_frequent = 20;
constexpr DurationNs minute_ns = 60 * ns_per_s;
constexpr DurationNs most_span_ns = 100LL * 24 * 60 * minute_ns;

TimeNs endOf(const PastEpisode &episode, TimeNs now_ns)
{
    return episode.ended_ns == 0 ? std::max(now_ns, episode.fired_ns) : episode.ended_ns;
}

std::uint32_t mostWithin(std::vector<TimeNs> &times, DurationNs span_ns)
{
    std::ranges::sort(times);
    std::size_t most = 0;
    std::size_t first = 0;
    for (std::size_t last = 0; last < times.size(); ++last) {
        while (times[last] - times[first] >= span_ns)
            ++first;
        most = std::max(most, last - first + 1);
    }
    return static_cast<std::uint32_t>(most);
}

std::vector<Frequency> frequencies(std::map<std::pair<std::string, std::string>, std::vector<TimeNs>> &times)
{
    std::vector<Frequency> all;
    for (auto &[name, fired] : times) {
        if (fired.size() > 1)
            all.push_back(
                { name.first, name.second, static_cast<std::uint32_t>(fired.size()), mostWithin(fired, minute_ns) });
    }
    std::ranges::stable_sort(all, std::ranges::greater {}, &Frequency::times);
    all.resize(std::min(all.size(), most_frequent));
    return all;
}

std::string cell(const std::string &text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char letter : text) {
        if (letter == '"')
            quoted += '"';
        quoted += letter;
    }
    return quoted + '"';
}

std::string seconds(DurationNs duration_ns)
{
    return std::to_string(duration_ns / ns_per_s);
}

} // namespace

ShiftReport shiftReport(std::span<const PastEpisode> episodes, TimeNs from_ns, TimeNs to_ns, TimeNs now_ns)
{
    ShiftReport report;
    report.from_ns = from_ns;
    report.to_ns = std::clamp(to_ns, from_ns, from_ns + most_span_ns);
    const DurationNs span_ns = report.to_ns - from_ns;
    report.per_slot.resize(static_cast<std::size_t>((span_ns + ShiftReport::slot_ns - 1) / ShiftReport::slot_ns));
    std::map<std::pair<std::string, std::string>, std::vector<TimeNs>> times;
    for (const PastEpisode &episode : episodes) {
        const TimeNs end_ns = endOf(episode, now_ns);
        if (episode.fired_ns >= report.to_ns || (end_ns < from_ns && episode.fired_ns < from_ns))
            continue;
        report.total_firing_ns +=
            std::max<DurationNs>(std::min(end_ns, report.to_ns) - std::max(episode.fired_ns, from_ns), 0);
        report.longest.push_back(episode);
        if (episode.fired_ns < from_ns)
            continue;
        ++report.count;
        ++report.by_severity[static_cast<std::size_t>(episode.severity)];
        report.still_firing += episode.ended_ns == 0 ? 1 : 0;
        report.unacknowledged += episode.acknowledged_by.empty() ? 1 : 0;
        ++report.per_slot[static_cast<std::size_t>((episode.fired_ns - from_ns) / ShiftReport::slot_ns)];
        times[{ episode.rule, episode.key }].push_back(episode.fired_ns);
    }
    std::ranges::stable_sort(report.longest, std::ranges::greater {},
                             [&](const PastEpisode &episode) { return endOf(episode, now_ns) - episode.fired_ns; });
    report.longest.resize(std::min(report.longest.size(), most_longest));
    report.most_often = frequencies(times);
    report.floods = static_cast<std::uint32_t>(
        std::ranges::count_if(report.per_slot, [](std::uint32_t count) { return count > ShiftReport::flood_above; }));
    return report;
}

std::string shiftReportCsv(const ShiftReport &report)
{
    std::string text = "from,to,alarms,critical,warning,info,still firing,unacknowledged,seconds firing,floods\n";
    text += timeText(report.from_ns, 0) + ',' + timeText(report.to_ns, 0) + ',' + std::to_string(report.count);
    for (const Severity severity : { Severity::Critical, Severity::Warning, Severity::Info })
        text += ',' + std::to_string(report.by_severity[static_cast<std::size_t>(severity)]);
    text += ',' + std::to_string(report.still_firing) + ',' + std::to_string(report.unacknowledged) + ','
        + seconds(report.total_firing_ns) + ',' + std::to_string(report.floods) + '\n';
    text += "\nlongest rule,key,severity,fired,ended,seconds,end,acknowledged by,acknowledged\n";
    for (const PastEpisode &episode : report.longest) {
        const bool over = episode.ended_ns != 0;
        text += cell(episode.rule) + ',' + cell(episode.key) + ',' + std::string(name(episode.severity)) + ','
            + timeText(episode.fired_ns, 0) + ',' + (over ? timeText(episode.ended_ns, 0) : std::string()) + ','
            + (over ? seconds(episode.ended_ns - episode.fired_ns) : std::string()) + ',' + cell(episode.end_reason) + ','
            + cell(episode.acknowledged_by) + ','
            + (episode.acknowledged_ns == 0 ? std::string() : timeText(episode.acknowledged_ns, 0)) + '\n';
    }
    text += "\nmost often rule,key,times,most in a minute,chattering\n";
    for (const Frequency &often : report.most_often)
        text += cell(often.rule) + ',' + cell(often.key) + ',' + std::to_string(often.times) + ','
            + std::to_string(often.most_in_a_minute) + ',' + (often.chattering() ? "yes" : "no") + '\n';
    text += "\nten minutes from,alarms\n";
    for (std::size_t slot = 0; slot < report.per_slot.size(); ++slot)
        text += timeText(report.from_ns + static_cast<TimeNs>(slot) * ShiftReport::slot_ns, 0) + ','
            + std::to_string(report.per_slot[slot]) + '\n';
    return text;
}

} // namespace streamgauge
