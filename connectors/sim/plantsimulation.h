// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/simulation.h"

namespace streamgauge {

/// A plant with twelve pumps: stream `machines`, key `machine`. Temperature, vibration, pressure and current follow the
/// load; now and then a bearing wears (vibration, then temperature rise) or a pipe leaks (pressure falls), and the
/// machine is repaired. Bounded in every value.
class PlantSimulationFactory final : public SimulationFactory
{
public:
    [[nodiscard]] std::string name() const override { return "plant"; }
    [[nodiscard]] std::string title() const override { return "Plant with twelve pumps"; }
    [[nodiscard]] double defaultRatePerSecond() const override { return 120; }
    [[nodiscard]] std::unique_ptr<Simulation> create(std::uint64_t seed) const override;
};

} // namespace streamgauge
