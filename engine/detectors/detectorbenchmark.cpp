// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/detectorbenchmark.h"

#include "engine/detectors/detector.h"

#include <chrono>
#include <cmath>
#include <numbers>
#include <random>

namespace streamgauge {

namespace {

constexpr std::size_t count = 20'000;
constexpr std::size_t day = 288;
constexpr std::size_t between_spikes = 997;

std::vector<double> madeUpSeries()
{
    std::mt19937 random(1);
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) {
        const double course = std::sin(2 * std::numbers::pi * static_cast<double>(i % day) / static_cast<double>(day));
        const double noise = static_cast<double>(random() % 1'000) / 1'000;
        values.push_back(50 + 10 * course + 4 * noise + (i % between_spikes == 0 ? 30 : 0));
    }
    return values;
}

Result<std::vector<Figure>> measureDetectors()
{
    const std::vector<double> values = madeUpSeries();
    std::vector<Figure> figures;
    for (const DetectorInfo &info : detectors()) {
        auto detector = makeDetector(info.name);
        const auto begin = std::chrono::steady_clock::now();
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i)
            sum += (*detector)->score(static_cast<TimeNs>(i) * ns_per_s, values[i]);
        const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - begin;
        if (!std::isfinite(sum))
            return Error { ErrorKind::Internal, "A score is no number", info.name, "" };
        figures.push_back({ info.name + ", one value", spent.count() / static_cast<double>(count), "ns" });
        figures.push_back({ info.name + ", one series", static_cast<double>((*detector)->memoryBytes()), "bytes" });
    }
    return figures;
}

} // namespace

Benchmark detectorBenchmark()
{
    return { "detectors", "what one value and one series cost", "", measureDetectors };
}

} // namespace streamgauge
