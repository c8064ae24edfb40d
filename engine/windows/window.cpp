// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/window.h"

#include "engine/windows/distinctwindow.h"
#include "engine/windows/ewmawindow.h"
#include "engine/windows/panewindow.h"
#include "engine/windows/sessionwindow.h"
#include "engine/windows/slidingfunctions.h"
#include "engine/windows/slidingwindow.h"

#include <type_traits>

namespace streamgauge {

namespace {

/// Calls `use` with the window's class, std::type_identity<T>.
template <typename Sliding, typename Aggregated, typename Use> auto byShape(WindowShape shape, const Use &use)
{
    switch (shape) {
    case WindowShape::Sliding: return use(std::type_identity<SlidingWindow<Sliding>>());
    case WindowShape::Session: return use(std::type_identity<SessionWindow<Aggregated>>());
    default: return use(std::type_identity<PaneWindow<Aggregated>>());
    }
}

template <typename Use> auto byFunction(const WindowSpec &spec, const Use &use)
{
    switch (spec.function) {
    case WindowFunction::Min:
    case WindowFunction::Max: return byShape<SlidingExtreme, ExtremeAggregate>(spec.shape, use);
    case WindowFunction::Rate: return byShape<SlidingRate, RateAggregate>(spec.shape, use);
    case WindowFunction::Stddev: return byShape<SlidingDeviation, DeviationAggregate>(spec.shape, use);
    case WindowFunction::Quantile: return byShape<SlidingQuantile, QuantileAggregate>(spec.shape, use);
    case WindowFunction::First:
    case WindowFunction::Last:
    case WindowFunction::Delta: return byShape<SlidingEdge, EdgeAggregate>(spec.shape, use);
    case WindowFunction::Slope: return byShape<SlidingSlope, SlopeAggregate>(spec.shape, use);
    case WindowFunction::Distinct: return use(std::type_identity<DistinctWindow>());
    case WindowFunction::Ewma: return use(std::type_identity<EwmaWindow>());
    default: return byShape<SlidingSum, SumAggregate>(spec.shape, use);
    }
}

} // namespace

Result<std::unique_ptr<Window>> Window::make(const WindowSpec &spec, const WindowLimits &limits)
{
    if (auto checked = checkWindow(spec); !checked)
        return checked.error();
    if (limits.most_samples_per_key == 0 || limits.most_samples_per_key > most_samples_in_a_key || limits.most_bytes == 0)
        return Error { ErrorKind::Configuration, "a window's limits must lie above 0 and allow at most 16777216 samples",
                       "limits", "choose other limits" };
    return byFunction(spec, [&](auto type) -> std::unique_ptr<Window> {
        return std::make_unique<typename decltype(type)::type>(spec, limits);
    });
}

std::size_t Window::mostBytesPerKey(const WindowSpec &spec, const WindowLimits &limits)
{
    return byFunction(spec, [&](auto type) { return decltype(type)::type::mostBytesPerKey(spec, limits); });
}

} // namespace streamgauge
