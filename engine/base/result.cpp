// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/result.h"

namespace streamgauge {

std::string Error::text() const
{
    std::string line = place.empty() ? message : place + ": " + message;
    if (!remedy.empty())
        line += " (" + remedy + ")";
    return line;
}

} // namespace streamgauge
