// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/serverid.h"

#include <random>

namespace streamgauge {

std::uint32_t randomServerId()
{
    std::random_device device;
    std::uniform_int_distribution<std::uint32_t> ids(1U << 30, 0xFFFF'FFFEU);
    return ids(device);
}

} // namespace streamgauge
