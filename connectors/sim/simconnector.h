// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/connector.h"
#include "engine/source/simulation.h"

#include <optional>

namespace streamgauge {

struct SimOptions {
    double events_per_second = 1000; ///< of simulated time
    double speed = 1;                ///< simulated seconds in one second of the clock; 0: as fast as possible
    std::uint64_t seed = 1;
    std::optional<TimeNs> start_ns; ///< time of the first event; nullopt: when the run starts
    std::uint64_t most_events = 0;  ///< 0: without end
    friend bool operator==(const SimOptions &, const SimOptions &) = default;
};

/// Runs one simulation against the clock. When the machine cannot make the events as fast as asked for, simulated
/// time runs slower than the clock and a notice says so; no event is left out. Ends within 50 ms of a stop request.
class SimConnector final : public Connector
{
public:
    /// `factory` and `clock` outlive the connector.
    SimConnector(const SimulationFactory &factory, SimOptions options, const Clock &clock);

    [[nodiscard]] std::vector<Finding> check(std::stop_token) override;
    [[nodiscard]] Result<Catalog> browse(std::stop_token) override;
    [[nodiscard]] Result<std::string> identify(std::stop_token) override { return std::string(); }
    [[nodiscard]] RunEnd run(std::stop_token stop, const RunStart &start, EventSink &sink) override;

private:
    const SimulationFactory &factory_;
    SimOptions options_;
    const Clock &clock_;
};

} // namespace streamgauge
