// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/connector.h"

#include <cstdint>
#include <map>
#include <string>

namespace streamgauge {

/// Hands problems on without flooding: the same one is reported at its 1st, 10th, 100th, ... occurrence, with the count.
class ProblemLog
{
public:
    void setSink(EventSink *sink) { sink_ = sink; }
    /// `key` tells problems apart; `occurrences` are added to those before.
    void report(const std::string &key, Problem problem, std::uint64_t occurrences = 1);

private:
    struct Count {
        std::uint64_t seen = 0;
        std::uint64_t next_report = 1;
    };
    EventSink *sink_ = nullptr;
    std::map<std::string, Count> counts_; ///< bounded by most_keys
};

} // namespace streamgauge
