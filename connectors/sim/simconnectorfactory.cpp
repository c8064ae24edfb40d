// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sim/simconnectorfactory.h"

#include "connectors/sim/simconnector.h"
#include "engine/data/timetext.h"

#include <charconv>
#include <cmath>

namespace streamgauge {

namespace {

constexpr double most_events_per_second = 100e6;

ConnectorInfo describe()
{
    ConnectorInfo info;
    info.kind = "sim";
    info.title = "Simulation";
    info.description = "Made-up events from a seeded generator. Everything it shows is marked SIM.";
    info.simulated = true;
    info.time_basis = TimeBasis::Event;
    info.fields = {
        { "simulation",
          "Simulation",
          "plant, or a simulation a domain offers, such as vitals",
          FieldType::Text,
          "plant",
          {},
          true,
          false },
        { "rate",
          "Events per second",
          "Of simulated time; empty: what suits the simulation",
          FieldType::Number,
          "",
          {},
          false,
          false },
        { "speed", "Speed", "Simulated seconds in one second, 0.1 to 1000, or max", FieldType::Text, "1", {}, false, false },
        { "seed", "Seed", "The same seed gives the same events", FieldType::Number, "1", {}, false, true },
        { "start",
          "Start time",
          "Time of the first event, like 2026-11-20 21:05:00; empty: now",
          FieldType::Text,
          "",
          {},
          false,
          true },
        { "events", "Events in all", "It ends after so many; 0: it never ends", FieldType::Number, "0", {}, false, true },
    };
    return info;
}

template <typename Number> std::optional<Number> number(const std::string &text)
{
    Number value {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// The setting's text; empty when it was left out.
std::string setting(const Settings &settings, const std::string &name)
{
    const auto found = settings.find(name);
    return found == settings.end() ? std::string() : found->second;
}

Error malformed(const std::string &name, const std::string &text, std::string needed)
{
    return { ErrorKind::Configuration, "'" + text + "' is not a " + name, name, std::move(needed) };
}

Result<SimOptions> readOptions(const Settings &settings, double default_rate)
{
    SimOptions options;
    options.events_per_second = default_rate;
    if (const std::string rate = setting(settings, "rate"); !rate.empty()) {
        const auto value = number<double>(rate);
        if (!value || !(*value > 0) || *value > most_events_per_second)
            return malformed("rate", rate, "Give events per second, above 0 and at most 100000000");
        options.events_per_second = *value;
    }
    if (const std::string speed = setting(settings, "speed"); speed == "max") {
        options.speed = 0;
    } else if (!speed.empty()) {
        const auto value = number<double>(speed);
        if (!value || !(*value >= 0.1) || *value > 1000)
            return malformed("speed", speed, "Give a number from 0.1 to 1000, or max");
        options.speed = *value;
    }
    if (const std::string seed = setting(settings, "seed"); !seed.empty()) {
        const auto value = number<std::uint64_t>(seed);
        if (!value)
            return malformed("seed", seed, "Give a whole number from 0");
        options.seed = *value;
    }
    if (const std::string start = setting(settings, "start"); !start.empty()) {
        options.start_ns = parseTime(start);
        if (!options.start_ns)
            return malformed("start", start, "Give a time like 2026-11-20 21:05:00");
    }
    if (const std::string events = setting(settings, "events"); !events.empty()) {
        const auto value = number<std::uint64_t>(events);
        if (!value)
            return malformed("events", events, "Give a whole number; 0 means without end");
        options.most_events = *value;
    }
    return options;
}

} // namespace

SimConnectorFactory::SimConnectorFactory(const Registry &registry)
    : registry_(registry)
    , info_(describe())
{
}

Result<std::unique_ptr<Connector>> SimConnectorFactory::create(const std::string &source_name, const Settings &settings,
                                                               const Clock &clock) const
{
    std::string wanted = setting(settings, "simulation");
    if (wanted.empty())
        wanted = "plant";
    const SimulationFactory *simulation = registry_.simulation(wanted);
    if (!simulation) {
        std::string known;
        for (const auto &offered : registry_.simulations())
            known += (known.empty() ? "" : ", ") + offered->name();
        return Error { ErrorKind::Configuration, "There is no simulation named '" + wanted + "'", source_name,
                       "Use one of: " + known };
    }
    Result<SimOptions> options = readOptions(settings, simulation->defaultRatePerSecond());
    if (!options) {
        Error error = options.error();
        error.place = source_name + ": " + error.place;
        return error;
    }
    return std::unique_ptr<Connector>(std::make_unique<SimConnector>(*simulation, *options, clock));
}

} // namespace streamgauge
