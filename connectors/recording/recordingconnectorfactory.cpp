// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/recording/recordingconnectorfactory.h"

#include "connectors/recording/recordingconnector.h"

#include <charconv>

namespace streamgauge {

namespace {

constexpr double least_speed = 0.1;
constexpr double most_speed = 1'000;

ConnectorInfo describe()
{
    ConnectorInfo info;
    info.kind = "recording";
    info.title = "Recording";
    info.description = "Replays a recording: every stream in the order of its arrival, with the alerts as they were.";
    info.time_basis = TimeBasis::Recorded;
    info.transactions = true;
    info.before_images = true;
    info.fields = {
        { "path", "File", "A recording (.sgr)", FieldType::File, "", {}, true, false },
        { "speed", "Speed", "Recorded seconds in one second, 0.1 to 1000, or max", FieldType::Text, "1", {}, false, false },
    };
    return info;
}

std::string setting(const Settings &settings, const std::string &name, const std::string &otherwise)
{
    const auto found = settings.find(name);
    return found == settings.end() || found->second.empty() ? otherwise : found->second;
}

} // namespace

RecordingConnectorFactory::RecordingConnectorFactory()
    : info_(describe())
{
}

Result<std::unique_ptr<Connector>> RecordingConnectorFactory::create(const std::string &source_name,
                                                                     const Settings &settings, const Clock &clock) const
{
    RecordingOptions options;
    options.path = setting(settings, "path", "");
    if (options.path.empty())
        return Error { ErrorKind::Configuration, "No file is named", source_name + ": path",
                       "Give the path of a recording" };
    const std::string speed = setting(settings, "speed", "1");
    const auto [end, error] = std::from_chars(speed.data(), speed.data() + speed.size(), options.speed);
    const bool number = error == std::errc() && end == speed.data() + speed.size() && options.speed >= least_speed
        && options.speed <= most_speed;
    if (speed == "max")
        options.speed = 0;
    else if (!number)
        return Error { ErrorKind::Configuration, "'" + speed + "' is not possible", source_name + ": speed",
                       "Give a number from 0.1 to 1000, or max" };
    return std::unique_ptr<Connector>(std::make_unique<RecordingConnector>(std::move(options), clock));
}

} // namespace streamgauge
