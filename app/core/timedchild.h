// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <stop_token>
#include <string>
#include <vector>

namespace streamgauge {

struct TimedChild {
    std::vector<std::string> arguments; ///< the program first, found in PATH
    std::vector<std::string> variables; ///< "NAME=value", beside those of this process
    std::string input;
    DurationNs limit_ns = 30 * ns_per_s;
    std::size_t most_output_bytes = 4'096;
};

struct TimedChildEnd {
    int status = 0;     ///< exit status, or 128 + signal
    std::string output; ///< of standard output and error together
};

/// Runs a program in a process group of its own; the group is killed at the limit or a stop request. Blocks.
/// Error Configuration: cannot be run. Error Transient: over its time. Error Cancelled.
[[nodiscard]] Result<TimedChildEnd> runTimedChild(const TimedChild &child, const std::stop_token &stop);

} // namespace streamgauge
