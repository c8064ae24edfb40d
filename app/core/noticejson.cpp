// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/noticejson.h"

#include "engine/data/timetext.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace streamgauge {

namespace {

using nlohmann::json;

std::string dumped(const json &value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json timeJson(TimeNs time_ns)
{
    if (time_ns == 0)
        return nullptr;
    std::string text = timeText(time_ns, 9) + "Z";
    text[text.find(' ')] = 'T';
    return text;
}

TimeNs timeFrom(const json &value)
{
    return value.is_string() ? parseTime(value.get<std::string>()).value_or(0) : 0;
}

template <typename Value, std::size_t count> Value named(const json &value, const std::array<Value, count> &all)
{
    const auto text = value.get<std::string>();
    const auto found = std::ranges::find_if(all, [&](Value known) { return name(known) == text; });
    return found == all.end() ? all.front() : *found;
}

constexpr std::array severities { Severity::Info, Severity::Warning, Severity::Critical };
constexpr std::array states { AlertState::Normal, AlertState::Pending, AlertState::Firing, AlertState::Recovering,
                              AlertState::Resolved };
constexpr std::array reasons { NoticeReason::First,       NoticeReason::NewAlerts,    NoticeReason::Unmuted,
                               NoticeReason::AllResolved, NoticeReason::SomeResolved, NoticeReason::Repeat,
                               NoticeReason::Flapping,    NoticeReason::Test };

json toJson(const Alert &alert)
{
    json value { { "episode", alert.episode },
                 { "rule", alert.rule },
                 { "stream", alert.stream },
                 { "field", alert.field },
                 { "key", alert.key },
                 { "severity", name(alert.severity) },
                 { "state", name(alert.state) },
                 { "active_at", timeJson(alert.active_at_ns) },
                 { "fired_at", timeJson(alert.fired_at_ns) },
                 { "resolved_at", timeJson(alert.resolved_at_ns) },
                 { "value", alert.value },
                 { "condition", alert.condition },
                 { "reason", alert.reason },
                 { "reopened", alert.reopened_count },
                 { "simulated", alert.simulated },
                 { "flapping", alert.flapping },
                 { "labels", alert.labels },
                 { "notify", alert.notify },
                 { "summary", alert.summary },
                 { "acknowledged", nullptr } };
    if (alert.acknowledged)
        value["acknowledged"] = { { "who", alert.acknowledged->who },
                                  { "comment", alert.acknowledged->comment },
                                  { "time", timeJson(alert.acknowledged->time_ns) },
                                  { "until", timeJson(alert.acknowledged->until_ns) },
                                  { "sticky", alert.acknowledged->sticky } };
    return value;
}

Alert toAlert(const json &value)
{
    Alert alert;
    value.at("episode").get_to(alert.episode);
    value.at("rule").get_to(alert.rule);
    value.at("stream").get_to(alert.stream);
    value.at("field").get_to(alert.field);
    value.at("key").get_to(alert.key);
    alert.severity = named(value.at("severity"), severities);
    alert.state = named(value.at("state"), states);
    alert.active_at_ns = timeFrom(value.at("active_at"));
    alert.fired_at_ns = timeFrom(value.at("fired_at"));
    alert.resolved_at_ns = timeFrom(value.at("resolved_at"));
    value.at("value").get_to(alert.value);
    value.at("condition").get_to(alert.condition);
    value.at("reason").get_to(alert.reason);
    value.at("reopened").get_to(alert.reopened_count);
    value.at("simulated").get_to(alert.simulated);
    value.at("flapping").get_to(alert.flapping);
    value.at("labels").get_to(alert.labels);
    value.at("notify").get_to(alert.notify);
    value.at("summary").get_to(alert.summary);
    if (const json &word = value.at("acknowledged"); word.is_object())
        alert.acknowledged =
            Acknowledgement { word.at("who").get<std::string>(), word.at("comment").get<std::string>(),
                              timeFrom(word.at("time")), timeFrom(word.at("until")), word.at("sticky").get<bool>() };
    return alert;
}

json toJson(const std::vector<Alert> &alerts)
{
    json list = json::array();
    for (const Alert &alert : alerts)
        list.push_back(toJson(alert));
    return list;
}

std::vector<Alert> toAlerts(const json &list)
{
    std::vector<Alert> alerts;
    for (const json &alert : list)
        alerts.push_back(toAlert(alert));
    return alerts;
}

/// `read` on the parsed text; the library's exceptions end here.
template <typename Value, typename Read> Result<Value> parsed(const std::string &text, Read read)
{
    try {
        return read(json::parse(text));
    } catch (const json::exception &error) {
        return Error { ErrorKind::Input, error.what(), "", "" };
    }
}

} // namespace

std::string alertJson(const Alert &alert)
{
    return dumped(toJson(alert));
}

Result<Alert> alertFromJson(const std::string &text)
{
    return parsed<Alert>(text, toAlert);
}

std::string noticeJson(const Notice &notice)
{
    return dumped({ { "id", notice.id },
                    { "receiver", notice.receiver },
                    { "reason", name(notice.reason) },
                    { "status", notice.firing.empty() ? "resolved" : "firing" },
                    { "title", notice.title() },
                    { "severity", name(notice.severity()) },
                    { "time", timeJson(notice.time_ns) },
                    { "group", notice.group },
                    { "firing", toJson(notice.firing) },
                    { "resolved", toJson(notice.resolved) },
                    { "further", notice.further } });
}

Result<Notice> noticeFromJson(const std::string &text)
{
    return parsed<Notice>(text, [](const json &value) {
        Notice notice;
        value.at("id").get_to(notice.id);
        value.at("receiver").get_to(notice.receiver);
        notice.reason = named(value.at("reason"), reasons);
        notice.time_ns = timeFrom(value.at("time"));
        value.at("group").get_to(notice.group);
        notice.firing = toAlerts(value.at("firing"));
        notice.resolved = toAlerts(value.at("resolved"));
        value.at("further").get_to(notice.further);
        return notice;
    });
}

std::string silenceJson(const Silence &silence)
{
    return dumped({ { "id", silence.id },
                    { "matchers", matchersText(silence.matchers) },
                    { "start_ns", silence.start_ns },
                    { "end_ns", silence.end_ns },
                    { "author", silence.author },
                    { "comment", silence.comment } });
}

Result<Silence> silenceFromJson(const std::string &text)
{
    return parsed<Silence>(text, [](const json &value) -> Result<Silence> {
        auto matchers = parseMatchers(value.at("matchers").get<std::string>());
        if (!matchers)
            return matchers.error();
        return Silence { value.at("id").get<std::string>(),     std::move(matchers.value()),
                         value.at("start_ns").get<TimeNs>(),    value.at("end_ns").get<TimeNs>(),
                         value.at("author").get<std::string>(), value.at("comment").get<std::string>() };
    });
}

std::string shelfJson(const Shelf &shelf)
{
    return dumped({ { "rule", shelf.rule },
                    { "key", shelf.key },
                    { "until_ns", shelf.until_ns },
                    { "who", shelf.who },
                    { "comment", shelf.comment } });
}

Result<Shelf> shelfFromJson(const std::string &text)
{
    return parsed<Shelf>(text, [](const json &value) {
        return Shelf { value.at("rule").get<std::string>(), value.at("key").get<std::string>(),
                       value.at("until_ns").get<TimeNs>(), value.at("who").get<std::string>(),
                       value.at("comment").get<std::string>() };
    });
}

std::string groupLogJson(const GroupLog &log)
{
    json told = json::array();
    for (const auto &[episode, severity] : log.told)
        told.push_back({ episode, name(severity) });
    return dumped({ { "receiver", log.receiver },
                    { "group", log.group },
                    { "last_ns", log.last_ns },
                    { "told", told },
                    { "withheld", log.withheld },
                    { "flapping", log.flapping } });
}

Result<GroupLog> groupLogFromJson(const std::string &text)
{
    return parsed<GroupLog>(text, [](const json &value) {
        GroupLog log;
        value.at("receiver").get_to(log.receiver);
        value.at("group").get_to(log.group);
        value.at("last_ns").get_to(log.last_ns);
        for (const json &told : value.at("told"))
            log.told[told.at(0).get<std::uint64_t>()] = named(told.at(1), severities);
        value.at("withheld").get_to(log.withheld);
        value.at("flapping").get_to(log.flapping);
        return log;
    });
}

std::string textMapJson(const std::map<std::string, std::string> &map)
{
    return dumped(map);
}

} // namespace streamgauge
