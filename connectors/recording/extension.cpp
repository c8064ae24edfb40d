// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/recording/recordingconnectorfactory.h"

extern "C" __attribute__((visibility("default"))) std::uint32_t streamgaugeExtensionAbi()
{
    return streamgauge::extension_abi;
}

extern "C" __attribute__((visibility("default"))) void streamgaugeRegister(streamgauge::Registry *registry)
{
    registry->add(std::make_unique<streamgauge::RecordingConnectorFactory>());
}
