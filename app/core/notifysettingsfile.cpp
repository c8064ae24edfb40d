// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/notifysettingsfile.h"

#include "app/core/notifysenders.h"
#include "app/core/secrets.h"
#include "engine/data/timetext.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace streamgauge {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t most_entries = 200;

std::string clockText(int minute)
{
    std::array<char, 8> text {};
    std::snprintf(text.data(), text.size(), "%02d:%02d", minute / 60 % 100, minute % 60);
    return text.data();
}

int clockMinute(const std::string &text)
{
    int hour = -1;
    int minute = -1;
    if (text.size() == 5 && text[2] == ':') {
        std::from_chars(text.data(), text.data() + 2, hour);
        std::from_chars(text.data() + 3, text.data() + 5, minute);
    }
    return hour < 0 || minute < 0 || minute > 59 ? -1 : hour * 60 + minute;
}

class Reader
{
public:
    explicit Reader(std::vector<Error> &faults)
        : faults_(faults)
    {
    }

    void fault(const std::string &place, std::string message, std::string remedy = {})
    {
        faults_.push_back({ ErrorKind::Input, std::move(message), place, std::move(remedy) });
    }
    std::string text(const json &object, const std::string &place, const char *key, const char *fallback = "")
    {
        const auto found = object.find(key);
        if (found == object.end())
            return fallback;
        if (!found->is_string()) {
            fault(place + "/" + key, "must be a string");
            return fallback;
        }
        return found->get<std::string>();
    }
    std::string required(const json &object, const std::string &place, const char *key)
    {
        std::string value = text(object, place, key);
        if (value.empty())
            fault(place + "/" + key, "is missing or empty");
        return value;
    }
    std::vector<std::string> texts(const json &object, const std::string &place, const char *key)
    {
        std::vector<std::string> all;
        each(object, place, key, [&](const json &value, const std::string &where) {
            if (value.is_string())
                all.push_back(value.get<std::string>());
            else
                fault(where, "must be a string");
        });
        return all;
    }
    std::vector<Matcher> matchers(const json &object, const std::string &place, const char *key)
    {
        auto parsed = parseMatchers(text(object, place, key));
        if (parsed && MatcherSet::compile(*parsed).ok())
            return std::move(parsed.value());
        const Error error = parsed ? MatcherSet::compile(*parsed).error() : parsed.error();
        fault(place + "/" + key, error.message + (error.place.empty() ? "" : " (" + error.place + ")"), error.remedy);
        return {};
    }
    DurationNs duration(const json &object, const std::string &place, const char *key, DurationNs fallback_ns)
    {
        const std::string written = text(object, place, key);
        if (written.empty())
            return fallback_ns;
        const auto read = parseDuration(written);
        if (!read || *read < 0)
            fault(place + "/" + key, "is no length of time", "Write 2s, 30s, 1h");
        return read.value_or(fallback_ns);
    }
    template <typename Read> void each(const json &object, const std::string &place, const char *key, Read read)
    {
        const auto found = object.find(key);
        if (found == object.end())
            return;
        if (!found->is_array() || found->size() > most_entries) {
            fault(place + "/" + key, "must be a list of at most " + std::to_string(most_entries));
            return;
        }
        for (std::size_t index = 0; index < found->size(); ++index)
            read((*found)[index], place + "/" + key + "/" + std::to_string(index));
    }
    template <typename Read> void eachObject(const json &object, const std::string &place, const char *key, Read read)
    {
        each(object, place, key, [&](const json &value, const std::string &where) {
            if (value.is_object())
                read(value, where);
            else
                fault(where, "must be an object");
        });
    }

private:
    std::vector<Error> &faults_;
};

Receiver readReceiver(Reader &reader, const json &value, const std::string &place)
{
    Receiver receiver;
    receiver.name = reader.required(value, place, "name");
    receiver.kind = reader.required(value, place, "kind");
    const std::vector<std::string> kinds = outsideKinds();
    if (!receiver.kind.empty() && receiver.kind != "desktop" && receiver.kind != "sound"
        && std::ranges::find(kinds, receiver.kind) == kinds.end())
        reader.fault(place + "/kind", "\"" + receiver.kind + "\" is unknown",
                     "Possible: command, desktop, email, sound, sql, webhook");
    if (const auto settings = value.find("settings"); settings != value.end() && settings->is_object()) {
        for (const auto &[name, setting] : settings->items()) {
            const std::string where = place + "/settings/" + name;
            if (!setting.is_string())
                reader.fault(where, "must be a string");
            else if (isSecretName(name) && !setting.get_ref<const std::string &>().empty()
                     && !isSecretReference(setting.get_ref<const std::string &>()))
                reader.fault(where, "a workspace holds no secrets",
                             "Write \"keychain:NAME\" or \"env:VARIABLE\", and change the secret that was here");
            else
                receiver.settings[name] = setting.get<std::string>();
        }
    } else if (settings != value.end()) {
        reader.fault(place + "/settings", "must be an object");
    }
    receiver.matchers = reader.matchers(value, place, "matchers");
    if (const auto flag = value.find("send_resolved"); flag != value.end()) {
        if (flag->is_boolean())
            receiver.send_resolved = flag->get<bool>();
        else
            reader.fault(place + "/send_resolved", "must be true or false");
    }
    if (const auto most = value.find("most_per_minute"); most != value.end()) {
        constexpr std::uint64_t greatest = 100'000;
        if (most->is_number_unsigned() && most->get<std::uint64_t>() <= greatest)
            receiver.most_per_minute = most->get<std::uint32_t>();
        else
            reader.fault(place + "/most_per_minute", "must be a whole number from 0 to " + std::to_string(greatest));
    }
    return receiver;
}

MuteTime readMuteTime(Reader &reader, const json &value, const std::string &place)
{
    MuteTime mute;
    mute.name = reader.required(value, place, "name");
    mute.matchers = reader.matchers(value, place, "matchers");
    mute.zone = reader.text(value, place, "zone", "UTC");
    const std::string days = " " + reader.required(value, place, "days") + " ";
    for (int day = 0; day < 7; ++day)
        mute.weekdays[static_cast<std::size_t>(day)] =
            days.find(" " + std::string(weekdayName(day)) + " ") != std::string::npos;
    mute.from_minute = clockMinute(reader.text(value, place, "from", "00:00"));
    mute.to_minute = clockMinute(reader.text(value, place, "to", "24:00"));
    if (auto days_read = parseMonthDays(reader.text(value, place, "month_days")); days_read)
        mute.month_days = std::move(days_read.value());
    else
        reader.fault(place + "/month_days", "\"" + days_read.error().place + "\" " + days_read.error().message,
                     days_read.error().remedy);
    const std::string months = " " + reader.text(value, place, "months") + " ";
    for (int month = 0; month < 12; ++month)
        mute.months[static_cast<std::size_t>(month)] =
            months.find(" " + std::string(monthName(month)) + " ") != std::string::npos;
    if (auto checked = checkMuteTime(mute); !checked)
        reader.fault(place, checked.error().message, checked.error().remedy);
    return mute;
}

void readGrouping(Reader &reader, const json &object, const std::string &place, Grouping &grouping)
{
    const auto found = object.find("grouping");
    if (found == object.end())
        return;
    const std::string where = place + "/grouping";
    if (!found->is_object())
        return reader.fault(where, "must be an object");
    if (found->contains("by"))
        grouping.by = reader.texts(*found, where, "by");
    grouping.wait_ns = reader.duration(*found, where, "wait", grouping.wait_ns);
    grouping.interval_ns = reader.duration(*found, where, "interval", grouping.interval_ns);
    grouping.repeat_ns = reader.duration(*found, where, "repeat", grouping.repeat_ns);
}

Result<ordered_json> receiverJson(const Receiver &receiver)
{
    ordered_json settings = ordered_json::object();
    for (const auto &[name, value] : receiver.settings) {
        if (isSecretName(name) && !value.empty() && !isSecretReference(value))
            return Error { ErrorKind::Configuration, "a workspace holds no secrets",
                           "receiver " + receiver.name + ", " + name, "Give a reference: env:VARIABLE or keychain:NAME" };
        settings[name] = value;
    }
    return ordered_json { { "name", receiver.name },
                          { "kind", receiver.kind },
                          { "settings", std::move(settings) },
                          { "matchers", matchersText(receiver.matchers) },
                          { "send_resolved", receiver.send_resolved },
                          { "most_per_minute", receiver.most_per_minute } };
}

ordered_json muteJson(const MuteTime &mute)
{
    std::string days;
    for (int day = 0; day < 7; ++day) {
        if (mute.weekdays[static_cast<std::size_t>(day)])
            days += (days.empty() ? "" : " ") + std::string(weekdayName(day));
    }
    std::string months;
    for (int month = 0; month < 12; ++month) {
        if (mute.months[static_cast<std::size_t>(month)])
            months += (months.empty() ? "" : " ") + std::string(monthName(month));
    }
    ordered_json value { { "name", mute.name },
                         { "matchers", matchersText(mute.matchers) },
                         { "days", days },
                         { "from", clockText(mute.from_minute) },
                         { "to", clockText(mute.to_minute) },
                         { "zone", mute.zone } };
    if (!mute.month_days.empty())
        value["month_days"] = monthDaysText(mute.month_days);
    if (!months.empty())
        value["months"] = months;
    return value;
}

} // namespace

NotifySettings readNotifySettings(const json &value, const std::string &place, std::vector<Error> &faults)
{
    NotifySettings settings;
    Reader reader(faults);
    if (!value.is_object()) {
        reader.fault(place, "must be an object");
        return settings;
    }
    reader.eachObject(value, place, "receivers", [&](const json &object, const std::string &where) {
        Receiver receiver = readReceiver(reader, object, where);
        if (std::ranges::find(settings.receivers, receiver.name, &Receiver::name) != settings.receivers.end())
            reader.fault(where + "/name", "there are two receivers named \"" + receiver.name + "\"",
                         "Give each receiver its own name");
        settings.receivers.push_back(std::move(receiver));
    });
    readGrouping(reader, value, place, settings.grouping);
    reader.eachObject(value, place, "inhibitions", [&](const json &object, const std::string &where) {
        settings.inhibitions.push_back({ reader.required(object, where, "name"), reader.matchers(object, where, "source"),
                                         reader.matchers(object, where, "target"), reader.texts(object, where, "equal") });
        Inhibitor trial;
        if (auto checked = trial.setRules({ settings.inhibitions.back() }); !checked)
            reader.fault(where, checked.error().message, checked.error().remedy);
    });
    reader.eachObject(value, place, "mute_times", [&](const json &object, const std::string &where) {
        settings.mute_times.push_back(readMuteTime(reader, object, where));
    });
    return settings;
}

Result<ordered_json> notifySettingsJson(const NotifySettings &settings)
{
    ordered_json receivers = ordered_json::array();
    for (const Receiver &receiver : settings.receivers) {
        auto value = receiverJson(receiver);
        if (!value)
            return value.error();
        receivers.push_back(std::move(value.value()));
    }
    ordered_json inhibitions = ordered_json::array();
    for (const InhibitionRule &rule : settings.inhibitions)
        inhibitions.push_back(ordered_json { { "name", rule.name },
                                             { "source", matchersText(rule.source) },
                                             { "target", matchersText(rule.target) },
                                             { "equal", rule.equal } });
    ordered_json mutes = ordered_json::array();
    for (const MuteTime &mute : settings.mute_times)
        mutes.push_back(muteJson(mute));
    const Grouping &grouping = settings.grouping;
    return ordered_json { { "receivers", std::move(receivers) },
                          { "grouping",
                            ordered_json { { "by", grouping.by },
                                           { "wait", durationText(grouping.wait_ns) },
                                           { "interval", durationText(grouping.interval_ns) },
                                           { "repeat", durationText(grouping.repeat_ns) } } },
                          { "inhibitions", std::move(inhibitions) },
                          { "mute_times", std::move(mutes) } };
}

std::string actingContent(const Workspace &workspace)
{
    ordered_json acting = ordered_json::array();
    for (const Receiver &receiver : workspace.notifications.receivers) {
        if (!actsOutside(receiver))
            continue;
        ordered_json entry { { "kind", receiver.kind }, { "settings", receiver.settings } };
        const auto source = receiver.settings.find("source");
        for (const SourceEntry &used : workspace.sources) {
            if (receiver.kind == "sql" && source != receiver.settings.end() && used.name == source->second)
                entry["source"] = { { "kind", used.kind }, { "settings", used.settings } };
        }
        acting.push_back(std::move(entry));
    }
    return acting.empty() ? std::string() : acting.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace streamgauge
