// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/lookups/lookups.h"

#include <map>
#include <optional>
#include <string>

namespace streamgauge {

/// Finds lookups that fail, or that keep too few of the rows that events need. Says each once, and again only after it was
/// well in between. One thread.
class LookupWatch
{
public:
    static constexpr double least_hit_ratio = 0.95;
    /// Keys that events need between two judgements, at least. The first of these is the warm-up, which is not judged.
    static constexpr std::uint64_t least_needs = 2'000;

    /// Another workspace, or other lookups.
    void clear() { watched_.clear(); }
    [[nodiscard]] std::optional<Problem> judge(const LookupStatus &status);

private:
    struct Watched {
        LookupCounts at; ///< when the hit ratio was judged last
        bool warm = false;
        bool low = false;
        bool failing = false;
    };
    [[nodiscard]] static bool isLow(Watched &watched, const LookupCounts &counts, double &ratio);

    std::map<std::string, Watched> watched_;
};

} // namespace streamgauge
