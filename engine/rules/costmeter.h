// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

namespace streamgauge {

/// What judging one row costs. The clock is read for one call of sixteen only. One thread.
class CostMeter
{
public:
    /// Does `work`, which takes so many rows.
    template <typename Work> void measure(std::uint64_t rows, Work &&work)
    {
        if (++calls_ % calls_per_measurement != 0) {
            std::forward<Work>(work)();
            return;
        }
        const auto begin = std::chrono::steady_clock::now();
        std::forward<Work>(work)();
        measured_ns_ += static_cast<std::uint64_t>((std::chrono::steady_clock::now() - begin) / std::chrono::nanoseconds(1));
        measured_rows_ += rows;
    }

    /// Nanoseconds; 0 until a row was measured.
    [[nodiscard]] double costPerRow() const
    {
        return measured_rows_ == 0 ? 0 : static_cast<double>(measured_ns_) / static_cast<double>(measured_rows_);
    }

private:
    static constexpr std::uint64_t calls_per_measurement = 16;

    std::uint64_t calls_ = 0;
    std::uint64_t measured_ns_ = 0;
    std::uint64_t measured_rows_ = 0;
};

} // namespace streamgauge
