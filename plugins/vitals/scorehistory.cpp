// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/scorehistory.h"

namespace streamgauge {

namespace {

constexpr std::size_t most_entries = 512;

} // namespace

void ScoreHistory::add(TimeNs time_ns, const News2 &score)
{
    const auto value = score.score();
    if (!value || (newest_ns_ != no_time && time_ns < newest_ns_))
        return;
    if (first_ns_ == no_time)
        first_ns_ = time_ns;
    newest_ns_ = time_ns;
    if (entries_.empty() || entries_.back().score != *value)
        entries_.push_back({ time_ns, *value });
    // The last entry before the span is the score that held when the span began.
    while (entries_.size() > 1 && (entries_[1].time_ns <= newest_ns_ - span_ns_ || entries_.size() > most_entries))
        entries_.pop_front();
}

Trend ScoreHistory::trend() const
{
    if (entries_.empty() || newest_ns_ - first_ns_ < span_ns_ / 10)
        return Trend::Unknown;
    const int change = entries_.back().score - entries_.front().score;
    if (change == 0)
        return Trend::Steady;
    return change > 0 ? Trend::Rising : Trend::Falling;
}

} // namespace streamgauge
