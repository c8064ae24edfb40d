// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/windowspec.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <set>
#include <vector>

namespace streamgauge {

/// What a window must say, computed from all samples ever seen, straight from the definitions.
class NaiveWindow
{
public:
    explicit NaiveWindow(const WindowSpec &spec)
        : spec_(spec)
    {
    }

    void add(TimeNs time_ns, double value)
    {
        if (std::isnan(value)) {
            advance(time_ns);
            return;
        }
        if (isLate(time_ns)) {
            ++late_;
            return;
        }
        clock_ns_ = std::max(clock_ns_, time_ns);
        const bool anew = samples_.empty() || clock_ns_ - samples_.back().time_ns >= spec_.span_ns;
        samples_.push_back({ time_ns, value, anew });
    }
    void advance(TimeNs now_ns)
    {
        if (!samples_.empty())
            clock_ns_ = std::max(clock_ns_, now_ns);
    }
    [[nodiscard]] std::uint64_t late() const { return late_; }

    [[nodiscard]] std::optional<double> value() const
    {
        const bool ends = spec_.shape == WindowShape::Tumbling || spec_.shape == WindowShape::Hopping;
        if (samples_.empty())
            return ends ? std::nullopt : emptyValue(spec_.function);
        if (ends) {
            const TimeNs end_ns = lastEnd(clock_ns_);
            if (firstEnd() >= end_ns)
                return std::nullopt;
            return over(end_ns - spec_.span_ns, end_ns, true, between(end_ns - spec_.span_ns, end_ns - 1));
        }
        if (spec_.shape == WindowShape::Session)
            return over(0, 0, false, session());
        if (spec_.events > 0) {
            const std::size_t from = samples_.size() - std::min<std::size_t>(samples_.size(), spec_.events);
            return over(0, 0, false, { samples_.begin() + static_cast<std::ptrdiff_t>(from), samples_.end() });
        }
        const TimeNs end_ns = lastMove();
        return over(end_ns - spec_.span_ns, end_ns, true, between(clock_ns_ - spec_.span_ns + 1, clock_ns_));
    }

private:
    struct Seen {
        TimeNs time_ns;
        double value;
        bool anew; ///< no sample was in the last `span_ns` before it
    };
    using List = std::vector<Seen>;

    [[nodiscard]] DurationNs hop() const { return spec_.shape == WindowShape::Hopping ? spec_.hop_ns : spec_.span_ns; }
    [[nodiscard]] TimeNs lastEnd(TimeNs now_ns) const
    {
        const TimeNs latest_begin = now_ns - spec_.span_ns;
        TimeNs begin = latest_begin / hop() * hop();
        if (begin > latest_begin)
            begin -= hop();
        return begin + spec_.span_ns;
    }
    /// Of the windows that had ended when the first sample came.
    [[nodiscard]] TimeNs firstEnd() const { return lastEnd(samples_.front().time_ns); }

    [[nodiscard]] bool isLate(TimeNs time_ns) const
    {
        if (!samples_.empty() && time_ns < samples_.back().time_ns)
            return true;
        if (clock_ns_ == std::numeric_limits<TimeNs>::min() || spec_.events > 0)
            return false;
        if (spec_.shape == WindowShape::Tumbling || spec_.shape == WindowShape::Hopping)
            return time_ns < lastEnd(clock_ns_);
        if (spec_.shape == WindowShape::Session) {
            const TimeNs ended_ns = samples_.back().time_ns + spec_.span_ns;
            if (clock_ns_ >= ended_ns && time_ns < ended_ns)
                return true;
        }
        return time_ns + spec_.span_ns <= clock_ns_;
    }

    [[nodiscard]] List between(TimeNs from_ns, TimeNs to_ns) const
    {
        List list;
        for (const Seen &seen : samples_) {
            if (seen.time_ns >= from_ns && seen.time_ns <= to_ns)
                list.push_back(seen);
        }
        return list;
    }
    [[nodiscard]] List session() const
    {
        List list;
        for (const Seen &seen : samples_) {
            if (!list.empty() && seen.time_ns >= list.back().time_ns + spec_.span_ns)
                list.clear();
            list.push_back(seen);
        }
        if (!list.empty() && clock_ns_ >= list.back().time_ns + spec_.span_ns)
            list.clear();
        return list;
    }
    /// When a sample last entered or left.
    [[nodiscard]] TimeNs lastMove() const
    {
        TimeNs latest_ns = std::numeric_limits<TimeNs>::min() + spec_.span_ns;
        for (const Seen &seen : samples_) {
            latest_ns = std::max(latest_ns, seen.time_ns);
            if (seen.time_ns + spec_.span_ns <= clock_ns_)
                latest_ns = std::max(latest_ns, seen.time_ns + spec_.span_ns);
        }
        return latest_ns;
    }

    [[nodiscard]] static double seconds(DurationNs duration_ns) { return static_cast<double>(duration_ns) / 1e9; }
    [[nodiscard]] static long double sum(const List &list)
    {
        long double total = 0;
        for (const Seen &seen : list)
            total += seen.value;
        return total;
    }
    [[nodiscard]] static long double increase(const List &list)
    {
        long double total = 0;
        for (std::size_t i = 1; i < list.size(); ++i)
            total += list[i].value >= list[i - 1].value ? static_cast<long double>(list[i].value) - list[i - 1].value
                                                        : list[i].value;
        return total;
    }

    [[nodiscard]] std::optional<double> over(TimeNs begin_ns, TimeNs end_ns, bool fixed, const List &list) const
    {
        if (spec_.function == WindowFunction::Ewma)
            return ewma();
        if (list.empty())
            return emptyValue(spec_.function);
        std::vector<double> values;
        for (const Seen &seen : list)
            values.push_back(seen.value);
        const auto size = static_cast<double>(list.size());
        switch (spec_.function) {
        case WindowFunction::Avg: return static_cast<double>(sum(list) / size);
        case WindowFunction::Min: return std::ranges::min(values);
        case WindowFunction::Max: return std::ranges::max(values);
        case WindowFunction::Sum: return static_cast<double>(sum(list));
        case WindowFunction::Count: return size;
        case WindowFunction::Rate: return rate(begin_ns, end_ns, fixed, list);
        case WindowFunction::PerSecond: return perSecond(fixed, list);
        case WindowFunction::Stddev: return deviation(list);
        case WindowFunction::Quantile:
            std::ranges::sort(values);
            return values[static_cast<std::size_t>(spec_.parameter * (size - 1) + 1e-9)];
        case WindowFunction::Distinct: return static_cast<double>(std::set(values.begin(), values.end()).size());
        case WindowFunction::First: return values.front();
        case WindowFunction::Last: return values.back();
        case WindowFunction::Delta: return values.back() - values.front();
        case WindowFunction::Slope: return slope(list);
        case WindowFunction::Ewma: break;
        }
        return std::nullopt;
    }

    [[nodiscard]] static double rate(TimeNs begin_ns, TimeNs end_ns, bool fixed, const List &list)
    {
        const double sampled_s = seconds(list.back().time_ns - list.front().time_ns);
        if (sampled_s == 0)
            return 0;
        const auto rise = static_cast<double>(increase(list));
        if (!fixed)
            return rise / sampled_s;
        const double mean_s = sampled_s / static_cast<double>(list.size() - 1);
        double start_s = seconds(list.front().time_ns - begin_ns);
        double end_s = seconds(end_ns - list.back().time_ns);
        start_s = start_s >= 1.1 * mean_s ? mean_s / 2 : start_s;
        end_s = end_s >= 1.1 * mean_s ? mean_s / 2 : end_s;
        if (rise > 0 && list.front().value >= 0)
            start_s = std::min(start_s, sampled_s * (list.front().value / rise));
        return rise * (sampled_s + start_s + end_s) / sampled_s / seconds(end_ns - begin_ns);
    }
    [[nodiscard]] double perSecond(bool fixed, const List &list) const
    {
        if (fixed)
            return static_cast<double>(sum(list)) / seconds(spec_.span_ns);
        const double passed_s = seconds(list.back().time_ns - list.front().time_ns);
        return passed_s > 0 ? static_cast<double>(sum(list) - list.front().value) / passed_s : 0;
    }
    [[nodiscard]] static double deviation(const List &list)
    {
        const long double mean = sum(list) / static_cast<long double>(list.size());
        long double squares = 0;
        for (const Seen &seen : list)
            squares += (seen.value - mean) * (seen.value - mean);
        return static_cast<double>(std::sqrt(squares / static_cast<long double>(list.size())));
    }
    [[nodiscard]] static std::optional<double> slope(const List &list)
    {
        if (list.front().time_ns == list.back().time_ns)
            return std::nullopt;
        const long double mean = sum(list) / static_cast<long double>(list.size());
        long double mean_time = 0;
        for (const Seen &seen : list)
            mean_time += static_cast<long double>(seen.time_ns - list.front().time_ns) / 1e9L;
        mean_time /= static_cast<long double>(list.size());
        long double products = 0;
        long double squares = 0;
        for (const Seen &seen : list) {
            const long double time = static_cast<long double>(seen.time_ns - list.front().time_ns) / 1e9L - mean_time;
            products += time * (seen.value - mean);
            squares += time * time;
        }
        return static_cast<double>(products / squares);
    }
    [[nodiscard]] std::optional<double> ewma() const
    {
        std::optional<double> mean;
        TimeNs newest_ns = 0;
        const double half_life_s = spec_.parameter > 0 ? spec_.parameter : seconds(spec_.span_ns) * std::numbers::ln2 / 2;
        for (const Seen &seen : samples_) {
            if (spec_.events == 0 && seen.anew)
                mean.reset();
            double weight = 1 - std::exp2(-seconds(seen.time_ns - newest_ns) / half_life_s);
            if (spec_.events > 0)
                weight = spec_.parameter > 0 ? spec_.parameter : 2 / (static_cast<double>(spec_.events) + 1);
            mean = mean ? *mean * (1 - weight) + seen.value * weight : seen.value;
            newest_ns = seen.time_ns;
        }
        if (spec_.events == 0 && clock_ns_ - newest_ns >= spec_.span_ns)
            mean.reset();
        return mean;
    }

    WindowSpec spec_;
    List samples_;
    TimeNs clock_ns_ = std::numeric_limits<TimeNs>::min();
    std::uint64_t late_ = 0;
};

} // namespace streamgauge
