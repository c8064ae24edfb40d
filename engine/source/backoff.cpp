// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/source/backoff.h"

namespace streamgauge {

DurationNs Backoff::next()
{
    DurationNs bound_ns = first_ns_;
    for (std::uint32_t doubled = 0; doubled < failures_ && bound_ns < most_ns_; ++doubled)
        bound_ns = bound_ns > most_ns_ / 2 ? most_ns_ : bound_ns * 2;
    bound_ns = bound_ns > most_ns_ ? most_ns_ : bound_ns;
    ++failures_;
    // The upper half of a wide product is uniform in [0, bound]; the library's distributions differ between builds.
    __extension__ using Wide = unsigned __int128;
    return static_cast<DurationNs>(static_cast<Wide>(random_()) * (static_cast<std::uint64_t>(bound_ns) + 1) >> 64);
}

} // namespace streamgauge
