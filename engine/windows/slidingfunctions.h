// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/quantilesketch.h"
#include "engine/windows/samplering.h"
#include "engine/windows/textpool.h"
#include "engine/windows/windowmath.h"
#include "engine/windows/windowspec.h"
#include "engine/windows/windowsum.h"

#include <cstddef>
#include <cstdint>
#include <optional>

// What SlidingWindow asks of a function: a State of one key, told of each sample that enters or leaves, and its value()
// from that state and the samples. restart() makes the State one without samples, to which those that follow are near
// the given one; worthRebuilding() says when it is better made anew from the samples there are.

namespace streamgauge {

/// What most functions have in common.
class SlidingFunction
{
public:
    static constexpr bool keeps_extremes_only = false;
    static constexpr bool keeps_texts = false;
    /// Most memory beside the samples that one of them may take.
    static constexpr std::size_t most_growth_bytes = 0;

    explicit SlidingFunction(const WindowSpec &spec)
        : spec_(spec)
    {
    }

    [[nodiscard]] static bool usable(double value) { return !std::isnan(value); }
    /// What the ring keeps in the place of a value.
    [[nodiscard]] static double stored(double value) { return value; }
    [[nodiscard]] static constexpr std::size_t memoryBytes() { return 0; }
    [[nodiscard]] static constexpr std::size_t mostBytes(std::size_t) { return 0; }
    [[nodiscard]] bool keepsNewestOnly() const { return false; }

protected:
    WindowSpec spec_;
};

/// avg, sum, count, per_second.
class SlidingSum : public SlidingFunction
{
public:
    using State = WindowSum;
    SlidingSum(const WindowSpec &spec, BlockArena &)
        : SlidingFunction(spec)
        , span_s_(secondsBetween(0, spec.span_ns))
    {
    }

    static void restart(State &state, double) { state = State(); }
    static void entered(State &state, const Sample *, const Sample &sample) { state.add(sample.value); }
    static void left(State &state, const Sample &sample, const Sample *, TimeNs) { state.remove(sample.value); }
    [[nodiscard]] static bool worthRebuilding(const State &state, std::uint32_t left, std::uint32_t size)
    {
        constexpr std::uint32_t part = 8;
        return state.inexact() && left >= size / part;
    }
    [[nodiscard]] std::optional<double> value(const State &state, const SampleRing &samples) const
    {
        switch (spec_.function) {
        case WindowFunction::Avg: return number(state.value() / samples.size());
        case WindowFunction::Count: return samples.size();
        case WindowFunction::PerSecond:
            return spec_.events > 0 ? betweenEvents(state, samples) : number(state.value() / span_s_);
        default: return number(state.value());
        }
    }

private:
    [[nodiscard]] static std::optional<double> betweenEvents(State state, const SampleRing &samples)
    {
        const double passed_s = secondsBetween(samples.front().at, samples.back().at);
        state.remove(samples.front().value);
        return passed_s > 0 ? number(state.value() / passed_s) : 0;
    }

    double span_s_;
};

/// stddev. Sums of the distances to one of the samples and of their squares; the sample is chosen anew when the mean has
/// gone far from it.
class SlidingDeviation : public SlidingFunction
{
public:
    struct State {
        double origin = 0;
        WindowSum distances;
        WindowSum squares;
    };
    SlidingDeviation(const WindowSpec &spec, BlockArena &)
        : SlidingFunction(spec)
    {
    }

    [[nodiscard]] static bool usable(double value) { return moderate(value); }
    static void restart(State &state, double newest) { state = State { newest, {}, {} }; }
    static void entered(State &state, const Sample *, const Sample &sample)
    {
        const double distance = sample.value - state.origin;
        state.distances.add(distance);
        state.squares.add(distance * distance);
    }
    static void left(State &state, const Sample &sample, const Sample *, TimeNs)
    {
        const double distance = sample.value - state.origin;
        state.distances.remove(distance);
        state.squares.remove(distance * distance);
    }
    [[nodiscard]] static bool worthRebuilding(const State &state, std::uint32_t left, std::uint32_t size)
    {
        // A sample is within sqrt(n) deviations of the mean, so the new origin is never far again at once.
        constexpr double far_deviations = 2'000;
        const double mean = state.distances.value() / size;
        return left >= size || mean * mean > far_deviations * far_deviations * variance(state, size);
    }
    [[nodiscard]] static std::optional<double> value(const State &state, const SampleRing &samples)
    {
        return number(std::sqrt(variance(state, samples.size())));
    }

private:
    [[nodiscard]] static double variance(const State &state, std::uint32_t size)
    {
        const double mean = state.distances.value() / size;
        return std::max(0.0, state.squares.value() / size - mean * mean);
    }
};

/// rate.
class SlidingRate : public SlidingFunction
{
public:
    struct State {
        WindowSum increase;
        TimeNs left_ns = no_instant_yet; ///< when a sample last left
    };
    SlidingRate(const WindowSpec &spec, BlockArena &)
        : SlidingFunction(spec)
    {
    }

    [[nodiscard]] static bool usable(double value) { return moderate(value); }
    static void restart(State &state, double) { state.increase = WindowSum(); }
    static void entered(State &state, const Sample *previous, const Sample &sample)
    {
        if (previous != nullptr)
            state.increase.add(counterStep(previous->value, sample.value));
    }
    static void left(State &state, const Sample &sample, const Sample *next, TimeNs left_ns)
    {
        if (next != nullptr)
            state.increase.remove(counterStep(sample.value, next->value));
        state.left_ns = left_ns;
    }
    [[nodiscard]] static bool worthRebuilding(const State &state, std::uint32_t left, std::uint32_t size)
    {
        return SlidingSum::worthRebuilding(state.increase, left, size);
    }
    [[nodiscard]] std::optional<double> value(const State &state, const SampleRing &samples) const
    {
        const CounterSamples counter { samples.size(), samples.front().at, samples.back().at, samples.front().value,
                                       state.increase.value() };
        if (spec_.events > 0)
            return rateBetween(counter);
        const TimeNs end_ns = std::max(samples.back().at, state.left_ns);
        return extrapolatedRate(counter, before(end_ns, spec_.span_ns), end_ns);
    }
};

/// slope. Sums about an origin in time and value that is chosen anew each time all samples have been exchanged, and when
/// the times are far from it.
class SlidingSlope : public SlidingFunction
{
public:
    struct State {
        TimeNs origin_ns = no_instant_yet;
        double origin = 0;
        WindowSum times;
        WindowSum values;
        WindowSum products;
        WindowSum time_squares;
    };
    SlidingSlope(const WindowSpec &spec, BlockArena &)
        : SlidingFunction(spec)
    {
    }

    [[nodiscard]] static bool usable(double value) { return moderate(value); }
    static void restart(State &state, double newest)
    {
        state = State();
        state.origin = newest;
    }
    static void entered(State &state, const Sample *, const Sample &sample)
    {
        if (state.origin_ns == no_instant_yet)
            state.origin_ns = sample.at;
        const double time_s = secondsBetween(state.origin_ns, sample.at);
        const double distance = sample.value - state.origin;
        state.times.add(time_s);
        state.values.add(distance);
        state.products.add(time_s * distance);
        state.time_squares.add(time_s * time_s);
    }
    static void left(State &state, const Sample &sample, const Sample *, TimeNs)
    {
        const double time_s = secondsBetween(state.origin_ns, sample.at);
        const double distance = sample.value - state.origin;
        state.times.remove(time_s);
        state.values.remove(distance);
        state.products.remove(time_s * distance);
        state.time_squares.remove(time_s * time_s);
    }
    [[nodiscard]] static bool worthRebuilding(const State &state, std::uint32_t left, std::uint32_t size)
    {
        // About the first sample's time the spread of n times is at least 1/n of their squares, and n is below 1e8.
        constexpr double far = 1e-8;
        return left >= size || spread(state, size) < far * state.time_squares.value();
    }
    [[nodiscard]] static std::optional<double> value(const State &state, const SampleRing &samples)
    {
        if (samples.front().at == samples.back().at)
            return std::nullopt;
        const double mean_time_s = state.times.value() / samples.size();
        return number((state.products.value() - mean_time_s * state.values.value()) / spread(state, samples.size()));
    }

private:
    [[nodiscard]] static double spread(const State &state, std::uint32_t size)
    {
        const double time_s = state.times.value();
        return state.time_squares.value() - time_s * (time_s / size);
    }
};

/// min, max: keeps only samples that may still become the extreme, which are monotonic.
class SlidingExtreme : public SlidingFunction
{
public:
    static constexpr bool keeps_extremes_only = true;
    struct State {
        std::int64_t entered = 0; ///< samples so far, where the window is one of events
    };
    SlidingExtreme(const WindowSpec &spec, BlockArena &)
        : SlidingFunction(spec)
    {
    }

    /// `old` can never be the extreme once `newer` is in.
    [[nodiscard]] bool overtaken(double old, double newer) const
    {
        return spec_.function == WindowFunction::Min ? newer <= old : newer >= old;
    }
    static void restart(State &, double) { }
    static void entered(State &, const Sample *, const Sample &) { }
    static void left(State &, const Sample &, const Sample *, TimeNs) { }
    [[nodiscard]] static bool worthRebuilding(const State &, std::uint32_t, std::uint32_t) { return false; }
    [[nodiscard]] static std::optional<double> value(const State &, const SampleRing &samples)
    {
        return samples.front().value;
    }
};

/// first, last, delta. A text is kept in a pool.
class SlidingEdge : public SlidingFunction
{
public:
    static constexpr bool keeps_texts = true;
    struct State {
    };
    SlidingEdge(const WindowSpec &spec, BlockArena &)
        : SlidingFunction(spec)
    {
    }

    [[nodiscard]] bool keepsNewestOnly() const { return spec_.function == WindowFunction::Last; }
    static void restart(State &, double) { }
    static void entered(State &, const Sample *, const Sample &) { }
    void left(State &, const Sample &sample, const Sample *, TimeNs) { texts_.release(sample.value); }
    [[nodiscard]] static bool worthRebuilding(const State &, std::uint32_t, std::uint32_t) { return false; }
    [[nodiscard]] std::optional<double> value(const State &, const SampleRing &samples) const
    {
        if (spec_.function == WindowFunction::Delta)
            return number(samples.back().value - samples.front().value);
        return edge(samples);
    }
    /// Number or text.
    [[nodiscard]] double edge(const SampleRing &samples) const
    {
        return spec_.function == WindowFunction::First ? samples.front().value : samples.back().value;
    }
    [[nodiscard]] TextPool &texts() { return texts_; }
    [[nodiscard]] const TextPool &texts() const { return texts_; }
    [[nodiscard]] std::size_t memoryBytes() const { return texts_.memoryBytes(); }

private:
    TextPool texts_;
};

/// quantile. The ring keeps the samples' buckets.
class SlidingQuantile : public SlidingFunction
{
public:
    static constexpr std::size_t most_growth_bytes = QuantileSketch::most_growth_bytes;
    using State = QuantileSketch;
    SlidingQuantile(const WindowSpec &spec, BlockArena &arena)
        : SlidingFunction(spec)
        , arena_(&arena)
    {
    }

    [[nodiscard]] static double stored(double value) { return QuantileSketch::bucket(value); }
    static void restart(State &, double) { }
    void entered(State &state, const Sample *, const Sample &sample) { state.add(static_cast<int>(sample.value), *arena_); }
    void left(State &state, const Sample &sample, const Sample *, TimeNs)
    {
        state.remove(static_cast<int>(sample.value), *arena_);
    }
    [[nodiscard]] static bool worthRebuilding(const State &, std::uint32_t, std::uint32_t) { return false; }
    [[nodiscard]] std::optional<double> value(const State &state, const SampleRing &) const
    {
        return QuantileSketch::valueOf(state.bucketAt(quantileRank(spec_.parameter, state.size())));
    }
    [[nodiscard]] static std::size_t mostBytes(std::size_t samples) { return QuantileSketch::mostBytes(samples); }

private:
    BlockArena *arena_;
};

} // namespace streamgauge
