// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/windowspec.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <utility>

namespace streamgauge {

namespace {

using enum WindowFunction;

constexpr std::array names {
    std::pair { Avg, std::string_view("avg") },
    std::pair { Min, std::string_view("min") },
    std::pair { Max, std::string_view("max") },
    std::pair { Sum, std::string_view("sum") },
    std::pair { Count, std::string_view("count") },
    std::pair { Rate, std::string_view("rate") },
    std::pair { PerSecond, std::string_view("per_second") },
    std::pair { Stddev, std::string_view("stddev") },
    std::pair { Quantile, std::string_view("quantile") },
    std::pair { Distinct, std::string_view("distinct") },
    std::pair { First, std::string_view("first") },
    std::pair { Last, std::string_view("last") },
    std::pair { Delta, std::string_view("delta") },
    std::pair { Slope, std::string_view("slope") },
    std::pair { Ewma, std::string_view("ewma") },
};

Error fault(std::string message, std::string place, std::string remedy)
{
    return { ErrorKind::Configuration, std::move(message), std::move(place), std::move(remedy) };
}

Result<void> checkParameter(const WindowSpec &spec)
{
    if (spec.function == Quantile) {
        if (!(spec.parameter >= 0 && spec.parameter <= 1))
            return fault("the quantile must lie between 0 and 1", "quantile", "write 0.99 for the 99th percentile");
    } else if (spec.function == Ewma) {
        constexpr double most_half_life_s = static_cast<double>(most_window_ns) / static_cast<double>(ns_per_s);
        const double most = spec.events > 0 ? 1 : most_half_life_s;
        if (!(spec.parameter >= 0 && spec.parameter <= most))
            return spec.events > 0
                ? fault("the weight of a sample must lie between 0 and 1", "ewma", "leave it out for 2 / (n + 1)")
                : fault("the half-life must be a number of seconds up to 366 "
                        "days",
                        "ewma", "leave it out for about a third of the window");
    } else if (spec.parameter != 0) {
        return fault("this function has no parameter", std::string(name(spec.function)), "leave it out");
    }
    return {};
}

Result<void> checkLength(DurationNs length_ns, const std::string &place)
{
    if (length_ns < least_window_ns || length_ns > most_window_ns)
        return fault("a window's time must lie between 1us and 366d", place, "write for example 30s, 5m or 1h");
    return {};
}

Result<void> checkHop(const WindowSpec &spec)
{
    if (auto checked = checkLength(spec.hop_ns, "hop"); !checked)
        return checked;
    if (spec.hop_ns > spec.span_ns)
        return fault("the hop is longer than the window, so that samples would "
                     "belong to none",
                     "hop", "write a hop up to the window's length");
    const auto panes = static_cast<std::uint64_t>(spec.span_ns / std::gcd(spec.span_ns, spec.hop_ns));
    if (panes > most_window_panes)
        return fault("the window is kept in " + std::to_string(panes) + " panes", "hop",
                     "at most 3600: write a longer hop, one that divides the "
                     "window's length");
    return {};
}

} // namespace

Result<void> checkWindow(const WindowSpec &spec)
{
    if (auto checked = checkParameter(spec); !checked)
        return checked;
    if (spec.function == Ewma && spec.shape != WindowShape::Sliding)
        return fault("ewma fades by itself and takes a sliding window only", "ewma", "write over 30s or over 20 events");
    if (spec.shape != WindowShape::Hopping && spec.hop_ns != 0)
        return fault("only a hopping window has a hop", "hop", "leave the hop out");
    if (spec.events > 0) {
        if (spec.shape != WindowShape::Sliding || spec.span_ns != 0)
            return fault("a number of events goes with a sliding window without a time", "over", "write over 20 events");
        if (spec.events > most_window_events)
            return fault("a window holds at most 1000000 events", "over", "write a lower number or a time");
        return {};
    }
    if (auto checked = checkLength(spec.span_ns, spec.shape == WindowShape::Session ? "session" : "over"); !checked)
        return checked;
    return spec.shape == WindowShape::Hopping ? checkHop(spec) : Result<void>();
}

std::string_view name(WindowFunction function)
{
    const auto *found = std::ranges::find(names, function, &std::pair<WindowFunction, std::string_view>::first);
    return found == names.end() ? std::string_view() : found->second;
}

std::optional<WindowFunction> windowFunction(std::string_view name)
{
    const auto *found = std::ranges::find(names, name, &std::pair<WindowFunction, std::string_view>::second);
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

bool takesText(WindowFunction function)
{
    return function == Count || function == Distinct || function == First || function == Last;
}

bool takesParameter(WindowFunction function)
{
    return function == Quantile || function == Ewma;
}

std::optional<double> emptyValue(WindowFunction function)
{
    const bool zero =
        function == Count || function == Sum || function == Rate || function == PerSecond || function == Distinct;
    return zero ? std::optional(0.0) : std::nullopt;
}

} // namespace streamgauge
