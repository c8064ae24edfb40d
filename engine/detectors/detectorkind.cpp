// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/detectorkind.h"

#include "engine/detectors/cadose.h"
#include "engine/detectors/changepoint.h"
#include "engine/detectors/ensemble.h"
#include "engine/detectors/ewmaband.h"
#include "engine/detectors/halfspacetrees.h"
#include "engine/detectors/holtwinters.h"
#include "engine/detectors/knncad.h"
#include "engine/detectors/robustz.h"
#include "engine/detectors/windowedgaussian.h"

namespace streamgauge {

namespace {

using Values = std::span<const double>;

constexpr double most_window = 100'000;
constexpr double most_learning = 10'000;
constexpr double most_trees = 1'000;

std::size_t whole(double value)
{
    return static_cast<std::size_t>(value);
}

DetectorParameter windowParameter(double preset, double least)
{
    return { "window", "values to compare with", preset, least, most_window, true };
}

DetectorParameter contextsParameter()
{
    return { "contexts", "contexts to remember", 2'000, 100, ContextGraph::most_contexts, true };
}

DetectorParameter restParameter()
{
    return { "rest", "values in which an event is told once, 0 to score every value", 120, 0, most_window, true };
}

HoltWintersOptions holtWintersOptions(Values values)
{
    return { whole(values[0]), values[1], values[2], values[3] };
}

DetectorKind robustZ()
{
    return { { "robust_z", "distance from the median", "0.2 µs, 4 kB", { windowParameter(200, 20) } },
             [](Values values) -> std::unique_ptr<Detector> { return std::make_unique<RobustZ>(whole(values[0])); },
             [](Values values) { return RobustZ::mostBytes(whole(values[0])); } };
}

DetectorKind gaussian()
{
    return { { "gaussian", "distance from the mean", "0.02 µs, 51 kB", { windowParameter(6'400, 20) } },
             [](Values values) -> std::unique_ptr<Detector> { return std::make_unique<WindowedGaussian>(whole(values[0])); },
             [](Values values) { return WindowedGaussian::mostBytes(whole(values[0])); } };
}

DetectorKind ewma()
{
    return { { "ewma",
               "distance from the recent mean",
               "0.02 µs, 0.1 kB",
               { { "span", "values that count most", 100, 2, most_window, false } } },
             [](Values values) -> std::unique_ptr<Detector> { return std::make_unique<EwmaBand>(values[0]); },
             [](Values) { return sizeof(EwmaBand); } };
}

DetectorKind holtWinters()
{
    return { { "holt_winters",
               "distance from a forecast with trend and season",
               "0.02 µs, 16 bytes a value of the season",
               { { "season", "values in one season, 0 for none", 0, 0, most_window, true },
                 { "level", "weight of a new value in the level", 0.2, 0.0001, 1, false },
                 { "trend", "weight of a new step in the trend", 0.01, 0, 1, false },
                 { "seasonal", "weight of a new value in the season", 0.2, 0, 1, false } } },
             [](Values values) -> std::unique_ptr<Detector> {
                 return std::make_unique<HoltWinters>(holtWintersOptions(values));
             },
             [](Values values) { return HoltWinters::mostBytes(whole(values[0])); } };
}

DetectorKind knnCad()
{
    return { { "knn_cad",
               "the last 19 values compared with past shapes",
               "13 µs, 0.12 MB",
               { { "learning", "values of a span to compare with", 600, KnnCad::least_learning, most_learning, true },
                 { "rest", "1: tell an event once, 0: score every value", 1, 0, 1, true } } },
             [](Values values) -> std::unique_ptr<Detector> {
                 return std::make_unique<KnnCad>(whole(values[0]), values[1] != 0);
             },
             [](Values values) { return KnnCad::mostBytes(whole(values[0])); } };
}

DetectorKind cadOse()
{
    return { { "cad_ose",
               "what was never seen to follow what was there",
               "16 µs, 0.3 MB",
               { contextsParameter(), restParameter() } },
             [](Values values) -> std::unique_ptr<Detector> {
                 return std::make_unique<CadOse>(whole(values[0]), whole(values[1]));
             },
             [](Values values) { return CadOse::mostBytes(whole(values[0])); } };
}

DetectorKind halfSpaceTrees()
{
    return { { "hst",
               "four values in places that were empty before",
               "2 µs, 0.1 MB",
               { { "trees", "random trees", 25, 1, most_trees, true }, windowParameter(250, 50) } },
             [](Values values) -> std::unique_ptr<Detector> {
                 return std::make_unique<HalfSpaceTrees>(whole(values[0]), whole(values[1]));
             },
             [](Values values) { return HalfSpaceTrees::mostBytes(whole(values[0]), whole(values[1])); } };
}

DetectorKind changePoint()
{
    return { { "change_point",
               "a lasting change of level or spread",
               "4 µs, 8 kB",
               { { "run", "values between two changes, on average", 250, 10, most_window, false },
                 { "recent", "a change this many values ago still counts", 10, 1, most_window, true } } },
             [](Values values) -> std::unique_ptr<Detector> {
                 return std::make_unique<ChangePoint>(values[0], whole(values[1]));
             },
             [](Values) { return ChangePoint::mostBytes(); } };
}

DetectorKind ensemble()
{
    return { { "ensemble",
               "shape, level and context together: the most reliable one",
               "30 µs, 0.5 MB",
               { contextsParameter(), restParameter() } },
             [](Values values) -> std::unique_ptr<Detector> {
                 return std::make_unique<Ensemble>(whole(values[0]), whole(values[1]));
             },
             [](Values values) { return Ensemble::mostBytes(whole(values[0]), whole(values[1])); } };
}

} // namespace

const std::vector<DetectorKind> &detectorKinds()
{
    static const std::vector<DetectorKind> kinds { ensemble(), knnCad(),      cadOse(),         robustZ(),    gaussian(),
                                                   ewma(),     holtWinters(), halfSpaceTrees(), changePoint() };
    return kinds;
}

} // namespace streamgauge
