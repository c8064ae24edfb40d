// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace streamgauge {

/// A seeded generator of made-up events; the same seed gives the same events. One thread.
class Simulation
{
public:
    virtual ~Simulation() = default;
    /// The streams it writes, all with Schema::simulated set.
    [[nodiscard]] virtual const std::vector<SchemaPtr> &schemas() const = 0;
    /// Adds the next event to the builder of its stream (`builders[i]` belongs to `schemas()[i]`), complete with
    /// setTimes(time_ns, arrival_ns) and endRow(). `time_ns` never steps back.
    virtual void next(TimeNs time_ns, TimeNs arrival_ns, std::vector<BatchBuilder> &builders) = 0;
};

/// Offered as `sim:NAME?rate=1000`.
class SimulationFactory
{
public:
    virtual ~SimulationFactory() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual std::string title() const = 0;
    [[nodiscard]] virtual double defaultRatePerSecond() const = 0;
    [[nodiscard]] virtual std::unique_ptr<Simulation> create(std::uint64_t seed) const = 0;
};

} // namespace streamgauge
