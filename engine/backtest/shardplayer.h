// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/backtest/batchsource.h"
#include "engine/rules/ruleshard.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace streamgauge {

/// Drives one RuleShard the way the engine's workers do, see Shard. One thread.
class ShardPlayer final : public BatchPlayer
{
public:
    /// All outlive it.
    ShardPlayer(RuleShard &shard, AlertOutput &out)
        : shard_(shard)
        , out_(out)
    {
    }
    void play(const std::string &source, TimeBasis basis, const BatchPtr &batch, std::uint32_t first, std::uint32_t rows,
              bool ends_batch) override;
    void advance(const std::string &source, TimeNs time_ns, const std::vector<std::string> &streams) override;
    void await(bool on) override { shard_.await(on, out_); }

    /// Nothing will follow: what waits for its turn in event time is judged.
    void finish();

    [[nodiscard]] std::uint64_t events() const { return events_; }
    /// no_time before the first.
    [[nodiscard]] TimeNs firstTime() const { return first_ns_; }
    [[nodiscard]] TimeNs lastTime() const { return last_ns_; }

private:
    void judge(TimeBasis basis, const BatchPtr &batch, std::uint32_t first, std::uint32_t end);
    void judgeSpecial(TimeBasis basis, const BatchPtr &batch, std::uint32_t row);
    void advanceStream(const std::string &stream, TimeNs time_ns);
    void findSpecial(const BatchPtr &batch);
    void note(TimeNs time_ns);

    RuleShard &shard_;
    AlertOutput &out_;
    std::map<std::string, std::set<std::string>, std::less<>> streams_; ///< by source
    std::map<std::string, TimeNs, std::less<>> advanced_to_ns_;
    std::vector<std::uint32_t> all_rows_; ///< 0, 1, 2, ...
    BatchPtr scanned_;
    std::vector<std::uint32_t> special_rows_; ///< of the batch scanned last
    std::map<std::uint32_t, std::string> moved_from_;
    TimeNs newest_event_ns_ = no_time; ///< of the source's batch under way
    std::uint64_t events_ = 0;
    TimeNs first_ns_ = no_time;
    TimeNs last_ns_ = no_time;
};

} // namespace streamgauge
