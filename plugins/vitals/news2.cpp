// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/news2.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace streamgauge {

namespace {

constexpr std::array<std::string_view, 5> letters { "A", "C", "V", "P", "U" };

/// Readings up to and including `upto` score `score`.
struct Step {
    int upto;
    std::uint8_t score;
};
constexpr int no_limit = 1'000'000;

constexpr std::array respiration_steps { Step { 8, 3 }, Step { 11, 1 }, Step { 20, 0 }, Step { 24, 2 },
                                         Step { no_limit, 3 } };
constexpr std::array spo2_scale1_steps { Step { 91, 3 }, Step { 93, 2 }, Step { 95, 1 }, Step { no_limit, 0 } };
constexpr std::array spo2_scale2_low_steps { Step { 83, 3 }, Step { 85, 2 }, Step { 87, 1 }, Step { 92, 0 } };
constexpr std::array spo2_scale2_oxygen_steps { Step { 94, 1 }, Step { 96, 2 }, Step { no_limit, 3 } };
constexpr std::array systolic_steps { Step { 90, 3 }, Step { 100, 2 }, Step { 110, 1 }, Step { 219, 0 },
                                      Step { no_limit, 3 } };
constexpr std::array pulse_steps { Step { 40, 3 },  Step { 50, 1 },  Step { 90, 0 },
                                   Step { 110, 1 }, Step { 130, 2 }, Step { no_limit, 3 } };
constexpr std::array temperature_tenths_steps { Step { 350, 3 }, Step { 360, 1 }, Step { 380, 0 }, Step { 390, 1 },
                                                Step { no_limit, 2 } };

std::uint8_t lookUp(std::span<const Step> steps, int reading)
{
    const auto step = std::ranges::find_if(steps, [&](const Step &candidate) { return reading <= candidate.upto; });
    return step == steps.end() ? steps.back().score : step->score;
}

/// Halves go to the even neighbour, so that rounding favours neither side of a limit.
std::optional<int> roundedReading(std::optional<double> reading, double per_unit = 1)
{
    if (!reading || !std::isfinite(*reading) || std::abs(*reading * per_unit) >= no_limit)
        return std::nullopt;
    return static_cast<int>(std::lrint(*reading * per_unit));
}

std::optional<std::uint8_t> scoreOf(std::span<const Step> steps, std::optional<int> reading)
{
    if (!reading)
        return std::nullopt;
    return lookUp(steps, *reading);
}

std::optional<std::uint8_t> spo2Score(const Observations &observations)
{
    const auto spo2 = roundedReading(observations.spo2);
    if (!spo2)
        return std::nullopt;
    if (observations.spo2_scale == Spo2Scale::One)
        return lookUp(spo2_scale1_steps, *spo2);
    if (*spo2 <= 92)
        return lookUp(spo2_scale2_low_steps, *spo2);
    if (!observations.on_oxygen)
        return std::nullopt;
    return *observations.on_oxygen ? lookUp(spo2_scale2_oxygen_steps, *spo2) : std::uint8_t { 0 };
}

} // namespace

std::string_view letter(Consciousness consciousness)
{
    return letters[static_cast<std::size_t>(consciousness)];
}

std::optional<Consciousness> consciousnessFromLetter(std::string_view letter)
{
    const auto found = std::ranges::find(letters, letter);
    if (found == letters.end())
        return std::nullopt;
    return static_cast<Consciousness>(found - letters.begin());
}

bool News2::complete() const
{
    return std::ranges::all_of(parts, [](const auto &part) { return part.has_value(); });
}

std::uint8_t News2::knownSum() const
{
    std::uint8_t sum = 0;
    for (const auto &part : parts)
        sum = static_cast<std::uint8_t>(sum + part.value_or(0));
    return sum;
}

std::optional<std::uint8_t> News2::score() const
{
    if (!complete())
        return std::nullopt;
    return knownSum();
}

bool News2::singleThree() const
{
    return std::ranges::any_of(parts, [](const auto &part) { return part == 3; });
}

News2Band News2::band() const
{
    const std::uint8_t sum = knownSum();
    if (sum >= 7)
        return News2Band::High;
    if (sum >= 5)
        return News2Band::Medium;
    if (singleThree())
        return News2Band::SingleThree;
    return sum > 0 ? News2Band::Low : News2Band::Zero;
}

News2 news2(const Observations &observations)
{
    News2 result;
    const auto set = [&](News2Parameter parameter, std::optional<std::uint8_t> score) {
        result.parts[static_cast<std::size_t>(parameter)] = score;
    };
    set(News2Parameter::Respiration, scoreOf(respiration_steps, roundedReading(observations.resp_rate)));
    set(News2Parameter::Spo2, spo2Score(observations));
    set(News2Parameter::SystolicBp, scoreOf(systolic_steps, roundedReading(observations.systolic_bp)));
    set(News2Parameter::Pulse, scoreOf(pulse_steps, roundedReading(observations.pulse)));
    set(News2Parameter::Temperature, scoreOf(temperature_tenths_steps, roundedReading(observations.temperature, 10)));
    if (observations.on_oxygen)
        set(News2Parameter::Oxygen, *observations.on_oxygen ? std::uint8_t { 2 } : std::uint8_t { 0 });
    if (observations.consciousness)
        set(News2Parameter::Consciousness,
            *observations.consciousness == Consciousness::Alert ? std::uint8_t { 0 } : std::uint8_t { 3 });
    return result;
}

} // namespace streamgauge
