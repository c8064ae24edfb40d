// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/source/registry.h"
#include "plugins/vitals/news2function.h"
#include "plugins/vitals/vitalssimulation.h"

extern "C" __attribute__((visibility("default"))) std::uint32_t streamgaugeExtensionAbi()
{
    return streamgauge::extension_abi;
}

extern "C" __attribute__((visibility("default"))) void streamgaugeRegister(streamgauge::Registry *registry)
{
    registry->add(std::make_unique<streamgauge::VitalsSimulationFactory>());
    registry->add(streamgauge::news2Function());
}
