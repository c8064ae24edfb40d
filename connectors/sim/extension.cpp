// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sim/plantsimulation.h"
#include "connectors/sim/simconnectorfactory.h"
#include "engine/source/registry.h"

extern "C" __attribute__((visibility("default"))) std::uint32_t streamgaugeExtensionAbi()
{
    return streamgauge::extension_abi;
}

extern "C" __attribute__((visibility("default"))) void streamgaugeRegister(streamgauge::Registry *registry)
{
    registry->add(std::make_unique<streamgauge::PlantSimulationFactory>());
    registry->add(std::make_unique<streamgauge::SimConnectorFactory>(*registry));
}
