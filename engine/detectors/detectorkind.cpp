// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/detectorkind.h"

#include "engine/detectors/ewmaband.h"
#include "engine/detectors/holtwinters.h"
#include "engine/detectors/robustz.h"
#include "engine/detectors/windowedgaussian.h"

namespace streamgauge {

namespace {

using Values = std::span<const double>;

constexpr double most_window = 100'000;

std::size_t whole(double value) { return static_cast<std::size_t>(value); }

DetectorParameter windowParameter(double preset, double least) {
  return {"window", "values to compare with", preset, least, most_window, true};
}

HoltWintersOptions holtWintersOptions(Values values) {
  return {whole(values[0]), values[1], values[2], values[3]};
}

DetectorKind robustZ() {
  return {{"robust_z",
           "distance from the median",
           "0.1 µs, 5 kB",
           {windowParameter(200, 20)}},
          [](Values values) -> std::unique_ptr<Detector> {
            return std::make_unique<RobustZ>(whole(values[0]));
          },
          [](Values values) { return RobustZ::mostBytes(whole(values[0])); }};
}

DetectorKind gaussian() {
  return {{"gaussian",
           "distance from the mean",
           "0.1 µs, 51 kB",
           {windowParameter(6'400, 20)}},
          [](Values values) -> std::unique_ptr<Detector> {
            return std::make_unique<WindowedGaussian>(whole(values[0]));
          },
          [](Values values) {
            return WindowedGaussian::mostBytes(whole(values[0]));
          }};
}

DetectorKind ewma() {
  return {{"ewma",
           "distance from the recent mean",
           "0.1 µs, 0.1 kB",
           {{"span", "values that count most", 100, 2, most_window, false}}},
          [](Values values) -> std::unique_ptr<Detector> {
            return std::make_unique<EwmaBand>(values[0]);
          },
          [](Values) { return sizeof(EwmaBand); }};
}

DetectorKind holtWinters() {
  return {
      {"holt_winters",
       "distance from a forecast with trend and season",
       "0.1 µs, 0.2 kB and 16 bytes a value of the season",
       {{"season", "values in one season, 0 for none", 0, 0, most_window, true},
        {"level", "weight of a new value in the level", 0.2, 0.0001, 1, false},
        {"trend", "weight of a new step in the trend", 0.01, 0, 1, false},
        {"seasonal", "weight of a new value in the season", 0.2, 0, 1, false}}},
      [](Values values) -> std::unique_ptr<Detector> {
        return std::make_unique<HoltWinters>(holtWintersOptions(values));
      },
      [](Values values) { return HoltWinters::mostBytes(whole(values[0])); }};
}

} // namespace

const std::vector<DetectorKind> &detectorKinds() {
  static const std::vector<DetectorKind> kinds{robustZ(), gaussian(), ewma(),
                                               holtWinters()};
  return kinds;
}

} // namespace streamgauge
