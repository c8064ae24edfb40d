// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/quantilesketch.h"
#include "engine/windows/textpool.h"
#include "engine/windows/windowmath.h"
#include "engine/windows/windowspec.h"
#include "engine/windows/windowsum.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

// What windows with ends and sessions keep in the place of samples. They ask an aggregate for a State of some samples in
// order, to which a sample can be added and a State of later samples merged, and for the value of State and Edges.

namespace streamgauge {

/// Number and ends of the samples in a State. Kept by the window; an aggregate sees them as they were before.
struct Edges {
    std::uint64_t size = 0;
    TimeNs first_ns = 0;
    TimeNs last_ns = 0;
    double first = 0;
    double last = 0;

    void add(TimeNs time_ns, double value)
    {
        if (size++ == 0) {
            first_ns = time_ns;
            first = value;
        }
        last_ns = time_ns;
        last = value;
    }
    void merge(const Edges &later)
    {
        if (size == 0) {
            *this = later;
            return;
        }
        size += later.size;
        last_ns = later.last_ns;
        last = later.last;
    }
};

/// The whole window asked for; a session has no length of its own.
struct WindowBounds {
    TimeNs begin_ns = 0;
    TimeNs end_ns = 0;
    bool fixed = false;
};

class Aggregate
{
public:
    static constexpr bool keeps_texts = false;
    static constexpr std::size_t most_growth_bytes = 0;

    explicit Aggregate(const WindowSpec &spec)
        : spec_(spec)
    {
    }
    [[nodiscard]] static bool usable(double value) { return !std::isnan(value); }
    [[nodiscard]] static constexpr std::size_t memoryBytes() { return 0; }
    [[nodiscard]] static constexpr std::size_t mostBytes() { return 0; }

protected:
    WindowSpec spec_;
};

/// avg, sum, count, per_second.
class SumAggregate : public Aggregate
{
public:
    using State = WindowSum;
    SumAggregate(const WindowSpec &spec, BlockArena &)
        : Aggregate(spec)
    {
    }
    static void add(State &state, const Edges &, TimeNs, double value) { state.add(value); }
    static void merge(State &state, const Edges &, const State &later, const Edges &) { state.merge(later); }
    static void clear(State &) { }
    [[nodiscard]] std::optional<double> value(State state, const Edges &edges, const WindowBounds &bounds) const
    {
        const double sum = state.value();
        switch (spec_.function) {
        case WindowFunction::Avg: return number(sum / static_cast<double>(edges.size));
        case WindowFunction::Count: return static_cast<double>(edges.size);
        case WindowFunction::Sum: return number(sum);
        default: break;
        }
        if (bounds.fixed)
            return number(sum / secondsBetween(bounds.begin_ns, bounds.end_ns));
        const double passed_s = secondsBetween(edges.first_ns, edges.last_ns);
        state.remove(edges.first);
        return passed_s > 0 ? number(state.value() / passed_s) : 0;
    }
};

/// min, max.
class ExtremeAggregate : public Aggregate
{
public:
    struct State {
        double extreme = 0;
    };
    ExtremeAggregate(const WindowSpec &spec, BlockArena &)
        : Aggregate(spec)
    {
    }
    void add(State &state, const Edges &edges, TimeNs, double value) const
    {
        if (edges.size == 0 || (spec_.function == WindowFunction::Min ? value < state.extreme : value > state.extreme))
            state.extreme = value;
    }
    void merge(State &state, const Edges &edges, const State &later, const Edges &later_edges) const
    {
        add(state, edges, later_edges.last_ns, later.extreme);
    }
    static void clear(State &) { }
    [[nodiscard]] static std::optional<double> value(const State &state, const Edges &, const WindowBounds &)
    {
        return state.extreme;
    }
};

/// stddev: mean and sum of squared distances to it, updated (Welford 1962) and merged (Chan, Golub, LeVeque 1979).
class DeviationAggregate : public Aggregate
{
public:
    struct State {
        double mean = 0;
        double squares = 0;
    };
    DeviationAggregate(const WindowSpec &spec, BlockArena &)
        : Aggregate(spec)
    {
    }
    [[nodiscard]] static bool usable(double value) { return moderate(value); }
    static void add(State &state, const Edges &edges, TimeNs, double value)
    {
        const double distance = value - state.mean;
        state.mean += distance / static_cast<double>(edges.size + 1);
        state.squares += distance * (value - state.mean);
    }
    static void merge(State &state, const Edges &edges, const State &later, const Edges &later_edges)
    {
        const auto size = static_cast<double>(edges.size);
        const auto later_size = static_cast<double>(later_edges.size);
        const double distance = later.mean - state.mean;
        state.mean += distance * (later_size / (size + later_size));
        state.squares += later.squares + distance * distance * (size * later_size / (size + later_size));
    }
    static void clear(State &) { }
    [[nodiscard]] static std::optional<double> value(const State &state, const Edges &edges, const WindowBounds &)
    {
        return number(std::sqrt(state.squares / static_cast<double>(edges.size)));
    }
};

/// slope: Welford's means and products about them, for times and values.
class SlopeAggregate : public Aggregate
{
public:
    struct State {
        TimeNs origin_ns = 0;   ///< the first sample's time
        double mean_time_s = 0; ///< since then
        double mean = 0;
        double products = 0;
        double time_squares = 0;
    };
    SlopeAggregate(const WindowSpec &spec, BlockArena &)
        : Aggregate(spec)
    {
    }
    [[nodiscard]] static bool usable(double value) { return moderate(value); }
    static void add(State &state, const Edges &edges, TimeNs time_ns, double value)
    {
        if (edges.size == 0)
            state.origin_ns = time_ns;
        const auto size = static_cast<double>(edges.size + 1);
        const double time_s = secondsBetween(state.origin_ns, time_ns);
        const double from_mean_s = time_s - state.mean_time_s;
        state.mean_time_s += from_mean_s / size;
        state.time_squares += from_mean_s * (time_s - state.mean_time_s);
        const double from_mean = value - state.mean;
        state.mean += from_mean / size;
        state.products += (time_s - state.mean_time_s) * from_mean;
    }
    static void merge(State &state, const Edges &edges, const State &later, const Edges &later_edges)
    {
        if (edges.size == 0) {
            state = later;
            return;
        }
        const auto size = static_cast<double>(edges.size);
        const auto later_size = static_cast<double>(later_edges.size);
        const double part = later_size / (size + later_size);
        const double from_mean_s = secondsBetween(state.origin_ns, later.origin_ns) + later.mean_time_s - state.mean_time_s;
        const double from_mean = later.mean - state.mean;
        state.products += later.products + from_mean_s * from_mean * size * part;
        state.time_squares += later.time_squares + from_mean_s * from_mean_s * size * part;
        state.mean_time_s += from_mean_s * part;
        state.mean += from_mean * part;
    }
    static void clear(State &) { }
    [[nodiscard]] static std::optional<double> value(const State &state, const Edges &edges, const WindowBounds &)
    {
        return edges.first_ns == edges.last_ns ? std::nullopt : number(state.products / state.time_squares);
    }
};

/// rate.
class RateAggregate : public Aggregate
{
public:
    using State = WindowSum; ///< the increase
    RateAggregate(const WindowSpec &spec, BlockArena &)
        : Aggregate(spec)
    {
    }
    [[nodiscard]] static bool usable(double value) { return moderate(value); }
    static void add(State &state, const Edges &edges, TimeNs, double value)
    {
        if (edges.size > 0)
            state.add(counterStep(edges.last, value));
    }
    static void merge(State &state, const Edges &edges, const State &later, const Edges &later_edges)
    {
        add(state, edges, later_edges.first_ns, later_edges.first);
        state.merge(later);
    }
    static void clear(State &) { }
    [[nodiscard]] static std::optional<double> value(const State &state, const Edges &edges, const WindowBounds &bounds)
    {
        const CounterSamples counter { edges.size, edges.first_ns, edges.last_ns, edges.first, state.value() };
        return bounds.fixed ? extrapolatedRate(counter, bounds.begin_ns, bounds.end_ns) : rateBetween(counter);
    }
};

/// first, last, delta: the edges say it all. A text is kept in a pool and is returned as its stand-in.
class EdgeAggregate : public Aggregate
{
public:
    static constexpr bool keeps_texts = true;
    struct State {
    };
    EdgeAggregate(const WindowSpec &spec, BlockArena &)
        : Aggregate(spec)
    {
    }
    static void add(State &, const Edges &, TimeNs, double) { }
    static void merge(State &, const Edges &, const State &, const Edges &) { }
    static void clear(State &) { }
    [[nodiscard]] std::optional<double> value(const State &, const Edges &edges, const WindowBounds &) const
    {
        if (spec_.function == WindowFunction::Delta)
            return number(edges.last - edges.first);
        return spec_.function == WindowFunction::First ? edges.first : edges.last;
    }
    [[nodiscard]] TextPool &texts() { return texts_; }
    [[nodiscard]] const TextPool &texts() const { return texts_; }
    [[nodiscard]] std::size_t memoryBytes() const { return texts_.memoryBytes(); }

private:
    TextPool texts_;
};

/// quantile.
class QuantileAggregate : public Aggregate
{
public:
    static constexpr std::size_t most_growth_bytes = QuantileSketch::most_growth_bytes;
    using State = QuantileSketch;
    QuantileAggregate(const WindowSpec &spec, BlockArena &arena)
        : Aggregate(spec)
        , arena_(&arena)
    {
    }
    void add(State &state, const Edges &, TimeNs, double value) const { state.add(QuantileSketch::bucket(value), *arena_); }
    void merge(State &state, const Edges &, const State &later, const Edges &) const { state.merge(later, *arena_); }
    void clear(State &state) const { state.clear(*arena_); }
    [[nodiscard]] std::optional<double> value(const State &state, const Edges &, const WindowBounds &) const
    {
        return QuantileSketch::valueOf(state.bucketAt(quantileRank(spec_.parameter, state.size())));
    }
    [[nodiscard]] static std::size_t mostBytes() { return QuantileSketch::mostBytes(SIZE_MAX); }

private:
    BlockArena *arena_;
};

} // namespace streamgauge
