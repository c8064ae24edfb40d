// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace streamgauge {

/// Numbers for made-up measurements, quick and the same in every run: the linear congruential generator of Knuth's MMIX
/// (The Art of Computer Programming, volume 2, section 3.3.4). Its low bits repeat soon: use the high ones.
class BenchmarkNoise
{
public:
    explicit BenchmarkNoise(std::uint64_t seed)
        : state_(seed)
    {
    }

    [[nodiscard]] std::uint64_t next()
    {
        state_ = state_ * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
        return state_;
    }

private:
    std::uint64_t state_;
};

} // namespace streamgauge
