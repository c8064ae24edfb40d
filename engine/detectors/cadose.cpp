// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/cadose.h"

#include "engine/detectors/boundedvalue.h"

#include <cmath>
#include <limits>

namespace streamgauge {

namespace {

constexpr double told = 0.75;

} // namespace

CadOse::CadOse(std::size_t most_contexts, std::size_t rest)
    : novelty_(most_contexts)
    , rest_(rest)
{
}

double CadOse::score(TimeNs, double raw_value)
{
    if (!std::isfinite(raw_value))
        return std::numeric_limits<double>::quiet_NaN();
    const double value = boundedValue(raw_value);
    const double novelty = novelty_.next(value);
    const bool resting = since_told_ < rest_;
    since_told_ = novelty >= told ? 0 : since_told_ + 1;
    return resting ? 0.0 : novelty;
}

std::size_t CadOse::mostBytes(std::size_t most_contexts)
{
    return sizeof(CadOse) + ContextNovelty::mostBytes(most_contexts);
}

} // namespace streamgauge
