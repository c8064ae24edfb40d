// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/trialprobe.h"

#include "engine/backtest/shardplayer.h"
#include "engine/rules/quietoutput.h"

#include <limits>
#include <utility>

namespace streamgauge {

namespace {

/// Passes on the rows of one key, or of all, and keeps the last of that key.
class KeyPlayer final : public BatchPlayer
{
public:
    KeyPlayer(ShardPlayer &player, const std::string &stream, const std::string &key, bool all_keys)
        : player_(player)
        , stream_(stream)
        , key_(key)
        , all_keys_(all_keys)
    {
    }

    void play(const std::string &source, TimeBasis basis, const BatchPtr &batch, std::uint32_t first, std::uint32_t rows,
              bool ends_batch) override
    {
        std::uint32_t begin = first;
        for (std::uint32_t row = first; row < first + rows; ++row) {
            const bool of_key = !isStreamWide(batch->op(row)) && batch->key(row) == key_;
            if (of_key && batch->schema().stream == stream_)
                newest_ = { batch, row };
            if (all_keys_ || of_key || isStreamWide(batch->op(row)))
                continue;
            if (row > begin)
                player_.play(source, basis, batch, begin, row - begin, false);
            begin = row + 1;
        }
        player_.play(source, basis, batch, begin, first + rows - begin, ends_batch);
    }
    void advance(const std::string &source, TimeNs time_ns, const std::vector<std::string> &streams) override
    {
        player_.advance(source, time_ns, streams);
    }
    void await(bool on) override { player_.await(on); }
    [[nodiscard]] const RowRef &newest() const { return newest_; }

private:
    ShardPlayer &player_;
    const std::string &stream_;
    const std::string &key_;
    bool all_keys_;
    RowRef newest_;
};

} // namespace

Result<RuleProbe> probeTrial(const Engine &engine, const TrialTime &time, const RuleSpec &rule, const std::string &key,
                             RuleFunctions functions)
{
    QuietOutput out;
    RuleShard shard;
    shard.setFunctions(std::move(functions));
    if (auto set = shard.setRule(rule, 0, out); !set)
        return set.error();
    ShardPlayer player(shard, out);
    KeyPlayer keyed(player, rule.stream, key, RuleShard::needsHome(rule));
    HeldBatches held(engine, time.basis, std::numeric_limits<TimeNs>::min(), std::numeric_limits<TimeNs>::max());
    if (auto played = held.play({ &rule, 1 }, keyed, {}); !played)
        return played.error();
    if (time.basis == TimeBasis::Arrival)
        player.advance({}, time.now_ns, {});
    return shard.probe(rule.name, key, keyed.newest()).value_or(RuleProbe());
}

} // namespace streamgauge
