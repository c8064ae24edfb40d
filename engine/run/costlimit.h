// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace streamgauge {

/// Keeps a repeated piece of work from taking more than a tenth of a thread's time. One thread.
class CostLimit
{
public:
    [[nodiscard]] bool due() const { return std::chrono::steady_clock::now() >= next_; }
    /// Runs the work and notes what it took.
    template <typename Work> void run(Work work)
    {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const auto end = std::chrono::steady_clock::now();
        next_ = end + (end - begin) * 9;
    }

private:
    std::chrono::steady_clock::time_point next_;
};

} // namespace streamgauge
