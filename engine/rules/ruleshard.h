// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/rules/alert.h"
#include "engine/run/snapshot.h"
#include "engine/source/connector.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Where a RuleShard tells what became of its alerts. Called on the shard's thread, in the midst of its calls:
/// it must not call the shard. The Alert passed is a scratch object; copy it to keep it.
class AlertOutput
{
public:
    virtual ~AlertOutput() = default;
    /// The episode went from `previous` to `alert.state`. A new episode comes from Normal. Normal as the new state
    /// ends an episode that never fired: forget it. The same state twice means it was acknowledged.
    virtual void changed(const Alert &alert, AlertState previous) = 0;
    /// Value or reason of an open alert changed, its state did not. At most once per alert and evaluate() call.
    virtual void valueUpdated(const Alert &alert) { static_cast<void>(alert); }
    /// A number no other episode of the engine has.
    [[nodiscard]] virtual std::uint64_t nextEpisode() = 0;
};

class KeyedRule;

/// All rules' state for the keys one worker meets. One thread; owns its rules. A stream without rules costs one
/// look-up per batch; a key whose rule is not pending or firing costs no memory and no look-up.
/// Rule time never runs backwards for an alert: late events are judged at the alert's own time.
/// Timers that end at exactly the time of an event run after it.
class RuleShard
{
public:
    /// Keys with state per rule and shard. The rows of further keys count as errors.
    static constexpr std::size_t most_keys = 1'000'000;
    /// How long a resolved alert is remembered to count it as reopened.
    static constexpr DurationNs resolved_retention_ns = 15 * 60 * ns_per_s;

    RuleShard();
    ~RuleShard();
    RuleShard(RuleShard &&) noexcept;
    RuleShard &operator=(RuleShard &&) noexcept;

    /// Adds, or replaces the rule of that name. A changed stream, condition or severity resolves its open alerts as
    /// "updated"; changed times apply to open alerts, and a longer `for` takes firing alerts back to pending.
    /// Error Configuration: what checkRule() says.
    Result<void> setRule(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out);
    /// Resolves its open alerts as "rule removed". No effect for an unknown name.
    void removeRule(const std::string &name, TimeNs now_ns, AlertOutput &out);

    /// Judges `rows` (ascending) of the batch by the rules on batch.schema().stream. Deleted rows resolve their key's
    /// alerts as "deleted"; Reset those of all keys as "reset"; SnapshotEnd those of keys that no row since
    /// SnapshotBegin named as "missing series": every shard must be given the stream-wide rows.
    void evaluate(const Batch &batch, std::span<const std::uint32_t> rows, TimeBasis basis, AlertOutput &out);
    /// The key left by another way than a Deleted row (an update gave its row a new key): as Deleted.
    void keyGone(const std::string &stream, std::string_view key, std::uint64_t hash, TimeNs time_ns, AlertOutput &out);
    /// Runs the timers (for, keep_firing, no-data) of the rules on `stream` that end before `now_ns`. Rule time:
    /// the wall clock for TimeBasis::Arrival, what EventSink::advanceTime() said for TimeBasis::Event.
    void advance(const std::string &stream, TimeNs now_ns, AlertOutput &out);

    /// Marks the open episode and tells it by changed(). False when this shard has no such open episode.
    bool acknowledge(std::uint64_t episode, const Acknowledgement &acknowledgement, AlertOutput &out);

    /// By name. Counters are this shard's own, to be summed over workers; `firing` includes Recovering.
    [[nodiscard]] std::vector<RuleStatus> status() const;

private:
    std::vector<std::unique_ptr<KeyedRule>> rules_; ///< by name
    /// Views into rules_.
    std::map<std::string, std::vector<KeyedRule *>, std::less<>> rules_by_stream_;
    std::vector<std::uint32_t> marks_;
};

} // namespace streamgauge
