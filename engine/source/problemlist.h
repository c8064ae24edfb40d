// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/connector.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace streamgauge {

/// The latest problems of a source, repeated ones merged. One thread at a time.
class ProblemList
{
public:
    static constexpr std::size_t most_problems = 100;

    /// A problem of a text known already replaces that one and moves behind all others; beyond the bound the
    /// oldest goes.
    void add(Problem problem);
    /// Newest last; a text reported n times ends in " (n times)".
    [[nodiscard]] std::vector<Problem> all() const;

private:
    struct Entry {
        Problem problem;
        std::uint64_t count = 1;
    };
    std::deque<Entry> entries_;
};

} // namespace streamgauge
