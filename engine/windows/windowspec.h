// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace streamgauge {

/// What a window makes of its samples. "Empty" below is a window without a
/// usable sample.
///
/// A sample that is not a number (NaN) is no sample of any function. Infinite
/// samples count where they have a meaning (avg, min, max, sum, count,
/// per_second, quantile, distinct, first, last, delta); rate, stddev, slope and
/// ewma take finite samples up to 1e150 in magnitude. What is left out is
/// counted, see Window::unusableSamples(). A result that would not be a number
/// (infinity minus infinity) is no value.
enum class WindowFunction : std::uint8_t {
    Avg, ///< arithmetic mean
    Min,
    Max,
    Sum,   ///< compensated: integers are exact while their sum is below 2^53;
           ///< from 9.7e288 a sample counts as infinite
    Count, ///< number of samples
    /// Increase per second of a counter that falls only when it is reset (the
    /// value after a reset counts whole). Over a time the increase is
    /// extrapolated to the window's ends like Prometheus 3's rate(): to an end
    /// nearer than 1.1 mean sample distances wholly, else by half a distance, and
    /// never below a count of zero (prometheus/prometheus, promql/functions.go,
    /// extrapolatedRate). The window's end is the instant at which a sample last
    /// entered or left it. Over events and in sessions it is increase / (last -
    /// first time). 0 below two samples.
    Rate,
    /// Sum of the samples per second of the window's length: fed 1 for each
    /// event, the exact event rate. Over events and in sessions: the sum without
    /// the first sample / (last - first time), 0 below two instants.
    PerSecond,
    Stddev, ///< of the population (divided by n), as Prometheus' stddev_over_time
            ///< and MySQL's STDDEV; one sample: 0
    /// The sample of rank floor(parameter * (n - 1)) in rising order, within 1 %
    /// of its value: DDSketch (Masson, Rim, Lee, VLDB 2019, arXiv 1908.10693)
    /// with buckets over all doubles of both signs, none collapsed; 0 is exact.
    Quantile,
    /// Number of different values, exact up to
    /// WindowLimits::most_samples_per_key; beyond it the value that has not been
    /// seen for longest is forgotten (Window::evictedSamples()), so that the
    /// count stays at that limit. -0 is 0. Values are compared by 64-bit hashes.
    Distinct,
    First,
    Last,
    Delta, ///< last - first; one sample: 0
    Slope, ///< per second, of the least-squares line through the samples; no
           ///< value below two instants
    /// Exponentially weighted mean of all samples since the window was last
    /// empty. Over a time, a sample's weight halves in `parameter` seconds (0: ln
    /// 2 / 2 of the window, whose samples have the same mean age as in its plain
    /// mean); over n events each sample enters with weight `parameter` (0: 2 / (n
    /// + 1)). Sliding shapes only.
    Ewma
};

/// Which samples are in the window. A sample at time t enters at t. All times
/// are those the samples come with.
enum class WindowShape : std::uint8_t {
    /// (now - span_ns, now]: a sample at t is out at t + span_ns. Or the last
    /// `events` samples, for ever.
    Sliding,
    /// [k * span_ns, (k + 1) * span_ns) since 1970-01-01 UTC, as in Flink. The
    /// value is that of the last window that
    /// has ended; none before the first one since the key's first sample has, for
    /// count, sum and rates too.
    Tumbling,
    /// [k * hop_ns, k * hop_ns + span_ns), otherwise like Tumbling.
    Hopping,
    /// From its first sample on to `span_ns` (the gap) after its last: the
    /// running value of the session that is open.
    /// A sample at exactly the last one's time + gap begins the next. Between
    /// sessions the window is empty.
    Session
};

/// A window as the user wrote it: quantile(0.99, ...) over 5m hop 1m.
struct WindowSpec {
    WindowFunction function = WindowFunction::Avg;
    double parameter = 0; ///< Quantile: 0 to 1; Ewma: see there; otherwise 0
    WindowShape shape = WindowShape::Sliding;
    DurationNs span_ns = 0;   ///< 0 when `events` is given
    DurationNs hop_ns = 0;    ///< Hopping only
    std::uint64_t events = 0; ///< Sliding only, instead of a span
    friend bool operator==(const WindowSpec &, const WindowSpec &) = default;
};

/// Shortest and longest window, hop and gap.
inline constexpr DurationNs least_window_ns = ns_per_us;
inline constexpr DurationNs most_window_ns = 366LL * 24 * 3'600 * ns_per_s;
inline constexpr std::uint64_t most_window_events = 1'000'000;
/// A hopping window is kept in panes of the greatest common divisor of span and
/// hop; it may have at most so many.
inline constexpr std::uint64_t most_window_panes = 3'600;

/// Error Configuration, its place the part of the spec ("over", "hop",
/// "quantile"), its remedy what is allowed.
[[nodiscard]] Result<void> checkWindow(const WindowSpec &spec);

/// As written in a rule: "per_second".
[[nodiscard]] std::string_view name(WindowFunction function);
[[nodiscard]] std::optional<WindowFunction> windowFunction(std::string_view name);

/// May be fed text (Window::addText()): count, distinct, first, last.
[[nodiscard]] bool takesText(WindowFunction function);
/// Has a parameter before its argument: quantile (required), ewma (optional).
[[nodiscard]] bool takesParameter(WindowFunction function);
/// The value of an empty window: 0 for count, sum, rate and per_second,
/// otherwise none.
[[nodiscard]] std::optional<double> emptyValue(WindowFunction function);

} // namespace streamgauge
