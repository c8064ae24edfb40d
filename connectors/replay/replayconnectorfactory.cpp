// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/replayconnectorfactory.h"

#include "connectors/replay/replayconnector.h"
#include "engine/data/timetext.h"

#include <algorithm>
#include <charconv>

namespace streamgauge {

namespace {

constexpr double most_rows_per_second = 100e6;

ConnectorInfo describe()
{
    ConnectorInfo info;
    info.kind = "replay";
    info.title = "File replay";
    info.description = "Plays a CSV file with a header, or a file of JSON lines, in the order of its times.";
    info.time_basis = TimeBasis::Event;
    info.resume = true;
    info.fields = {
        { "path", "File", "CSV with a header line, or one JSON object a line; UTF-8", FieldType::File, "", {}, true, false },
        { "time",
          "Time column",
          "Empty: found by itself; row: none, rows follow at the rate",
          FieldType::Text,
          "",
          {},
          false,
          false },
        { "key",
          "Key columns",
          "What tells things apart, such as a vehicle's number; several with commas",
          FieldType::Text,
          "",
          {},
          false,
          false },
        { "speed", "Speed", "Recorded seconds in one second, 0.1 to 1000, or max", FieldType::Text, "1", {}, false, false },
        { "loop", "Loop", "Start again at the end, with the times moved on", FieldType::Flag, "off", {}, false, false },
        { "rate", "Rows per second", "For files without times", FieldType::Number, "10", {}, false, true },
        { "sent", "Sent column", "When the event was sent, for the latency figures", FieldType::Text, "", {}, false, true },
        { "start",
          "Start time",
          "The time of 0 in relative times and row numbers",
          FieldType::Text,
          "2000-01-01 00:00:00",
          {},
          false,
          true },
        { "format", "Format", "auto looks at the file", FieldType::Choice, "auto", { "auto", "csv", "json" }, false, true },
        { "separator",
          "Separator",
          "Between the cells of a CSV file",
          FieldType::Choice,
          "auto",
          { "auto", ",", ";", "tab", "|" },
          false,
          true },
    };
    return info;
}

/// The setting's text, or the field's default when it is empty or was left out.
std::string setting(const ConnectorInfo &info, const Settings &settings, const std::string &name)
{
    const auto found = settings.find(name);
    if (found != settings.end() && !found->second.empty())
        return found->second;
    return std::ranges::find(info.fields, name, &SettingField::name)->default_value;
}

std::optional<double> number(const std::string &text, double least, double most)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(value >= least) || !(value <= most))
        return std::nullopt;
    return value;
}

std::vector<std::string> names(const std::string &list)
{
    std::vector<std::string> out;
    std::size_t begin = 0;
    while (begin < list.size()) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        if (end > begin)
            out.push_back(list.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

Result<ReplayOptions> readOptions(const ConnectorInfo &info, const Settings &settings)
{
    const auto text = [&](const std::string &name) { return setting(info, settings, name); };
    const auto malformed = [&](const std::string &name, std::string needed) {
        return Error { ErrorKind::Configuration, "'" + text(name) + "' is not possible", name, std::move(needed) };
    };
    ReplayOptions options;
    options.path = text("path");
    if (options.path.empty())
        return Error { ErrorKind::Configuration, "No file is named", "path", "Give the path of a CSV or JSON lines file" };
    options.scan.time = text("time");
    options.scan.keys = names(text("key"));
    options.scan.sent = text("sent");
    const auto speed = text("speed") == "max" ? std::optional(0.0) : number(text("speed"), 0.1, 1000);
    if (!speed)
        return malformed("speed", "Give a number from 0.1 to 1000, or max");
    options.speed = *speed;
    const auto rate = number(text("rate"), 1e-6, most_rows_per_second);
    if (!rate)
        return malformed("rate", "Give rows per second, above 0 and at most 100000000");
    options.rows_per_second = *rate;
    const auto start_ns = parseTime(text("start"));
    if (!start_ns)
        return malformed("start", "Give a time like 2026-11-20 21:05:00");
    options.scan.start_ns = *start_ns;
    for (const char *name : { "format", "separator" }) {
        const auto &choices = std::ranges::find(info.fields, name, &SettingField::name)->choices;
        if (std::ranges::find(choices, text(name)) == choices.end())
            return malformed(name, "Choose one that the form offers");
    }
    options.scan.format = text("format");
    options.scan.separator = text("separator");
    if (text("loop") != "on" && text("loop") != "off")
        return malformed("loop", "Give on or off");
    options.loop = text("loop") == "on";
    return options;
}

} // namespace

ReplayConnectorFactory::ReplayConnectorFactory()
    : info_(describe())
{
}

Result<std::unique_ptr<Connector>> ReplayConnectorFactory::create(const std::string &source_name, const Settings &settings,
                                                                  const Clock &clock) const
{
    auto options = readOptions(info_, settings);
    if (!options) {
        Error error = options.error();
        error.place = source_name + ": " + error.place;
        return error;
    }
    return std::unique_ptr<Connector>(std::make_unique<ReplayConnector>(std::move(*options), clock));
}

} // namespace streamgauge
