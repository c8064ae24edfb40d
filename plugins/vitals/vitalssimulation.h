// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/simulation.h"

namespace streamgauge {

/// A ward of eight beds: stream `vitals`. Values are made up but hang together: sepsis raises pulse, respiration and
/// temperature and lowers the pressure; respiratory failure lowers SpO2 and leads to oxygen; and so on. Patients
/// deteriorate and recover over minutes, leads come off (missing values, never 0). Within the first seconds one bed is
/// septic, one deteriorates and one loses its electrodes, so that a short run has something to show.
class VitalsSimulationFactory final : public SimulationFactory
{
public:
    [[nodiscard]] std::string name() const override { return "vitals"; }
    [[nodiscard]] std::string title() const override { return "Ward with eight beds"; }
    [[nodiscard]] double defaultRatePerSecond() const override { return 40; }
    [[nodiscard]] std::unique_ptr<Simulation> create(std::uint64_t seed) const override;
};

} // namespace streamgauge
