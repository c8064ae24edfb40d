// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/emailsender.h"
#include "app/notify/webhooksender.h"
#include "engine/source/registry.h"

#include <memory>

extern "C" __attribute__((visibility("default"))) std::uint32_t streamgaugeExtensionAbi()
{
    return streamgauge::extension_abi;
}

extern "C" __attribute__((visibility("default"))) void streamgaugeRegister(streamgauge::Registry *registry)
{
    registry->add(std::unique_ptr<streamgauge::NoticeSenderFactory>(std::make_unique<streamgauge::EmailSenderFactory>()));
    registry->add(std::unique_ptr<streamgauge::NoticeSenderFactory>(std::make_unique<streamgauge::WebHookSenderFactory>()));
}
