// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celscope.h"
#include "engine/data/batch.h"
#include "engine/rules/alert.h"
#include "engine/rules/ruleprobe.h"
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
    /// ends an episode that never fired: forget it. The same state twice means that something else changed: it was
    /// acknowledged or that ended, its severity is another, it was taken up after a restart, or flapping began or
    /// ended; the last is told of resolved alerts too.
    virtual void changed(const Alert &alert, AlertState previous) = 0;
    /// Value, summary or reason of an open alert changed, its state did not. At most once per alert and call, and once
    /// more for each deleted row or stream-wide operation.
    virtual void valueUpdated(const Alert &alert) { static_cast<void>(alert); }
    /// A number no other episode of the engine has.
    [[nodiscard]] virtual std::uint64_t nextEpisode() = 0;
};

/// Functions rules may call beside CEL's own: lookup(), model().
using RuleFunctions = std::shared_ptr<const std::vector<CelFunction>>;

/// Which rules a call concerns.
enum class RuleScope : std::uint8_t {
    All,
    Keyed, ///< those that judge each key of their stream by itself, and so by rows of this shard alone
    Home   ///< those that have to meet all rows of their streams: see RuleShard::needsHome()
};

class RuleRunner;

/// All rules' state for the keys one worker meets. One thread; owns its rules. A stream without rules costs one
/// look-up per batch; of a rule without windows, a key that is not pending or firing and was not lately costs no
/// memory and no look-up. Every rule, window, pattern and waiting row is bounded; see RuleStatus.
/// Rule time never runs backwards for an alert: late events are judged at the alert's own time.
/// Timers that end at exactly the time of an event run after it. What is told depends only on the events, their
/// order and their times: not on how they are cut into batches, nor on when advance() is called.
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

    /// For the rules set from now on.
    void setFunctions(RuleFunctions functions) { functions_ = std::move(functions); }
    /// The rule has its own key, takes patterns, joins streams, or is judged in event time: one shard must be given all
    /// rows of its streams.
    [[nodiscard]] static bool needsHome(const RuleSpec &spec);
    /// The streams a rule reads, each once.
    [[nodiscard]] static std::vector<std::string> streamsOf(const RuleSpec &spec);

    /// Adds, or replaces the rule of that name. What makes it another rule (stream, key, conditions, lets, levels,
    /// severity, labels) resolves its open alerts as "updated"; changed times apply to open alerts, and a longer `for`
    /// takes firing alerts back to pending. Error Configuration: what checkRule() says.
    Result<void> setRule(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out);
    /// Resolves its open alerts as "rule removed", or as "updated" where the rule goes on in another shard. No effect
    /// for an unknown name.
    void removeRule(const std::string &name, TimeNs now_ns, AlertOutput &out, bool goes_on = false);
    /// A paused rule judges nothing; its open alerts resolve as "paused". No effect for an unknown name.
    void pauseRule(const std::string &name, bool paused, TimeNs now_ns, AlertOutput &out);

    /// Judges `rows` (ascending) of the batch by the rules on batch->schema().stream. Deleted rows resolve their key's
    /// alerts as "deleted"; Reset those of all keys as "reset"; SnapshotEnd those of keys that no row since
    /// SnapshotBegin named as "missing series": every shard must be given the stream-wide rows.
    void evaluate(const BatchPtr &batch, std::span<const std::uint32_t> rows, TimeBasis basis, AlertOutput &out,
                  RuleScope scope = RuleScope::All);
    /// The key left by another way than a Deleted row (an update gave its row a new key): as Deleted.
    void keyGone(const std::string &stream, std::string_view key, std::uint64_t hash, TimeNs time_ns, AlertOutput &out,
                 RuleScope scope = RuleScope::All);
    /// Runs the timers (for, keep_firing, no-data, windows, patterns) of the rules on `stream` that end before `now_ns`.
    /// Rule time: the wall clock for TimeBasis::Arrival, what EventSink::advanceTime() said for TimeBasis::Event.
    void advance(const std::string &stream, TimeNs now_ns, AlertOutput &out);
    /// No row of the stream will follow: judges those that wait for their turn in event time. The timers of rules over
    /// several streams go by the others then; once all have ended, up to where the last of them came.
    void flush(const std::string &stream, AlertOutput &out);
    /// While on, rules in event time over several streams wait for those that have not been heard of yet without end,
    /// otherwise for a second of rule time: see ReorderBuffer.
    void await(bool on, AlertOutput &out);
    /// There is no such stream any more: open alerts of rules that read it resolve as "deleted", and what these rules
    /// remember is given back.
    void forget(const std::string &stream, TimeNs now_ns, AlertOutput &out);

    /// Marks the open episode and tells it by changed(). False when this shard has no such open episode.
    bool acknowledge(std::uint64_t episode, const Acknowledgement &acknowledgement, AlertOutput &out);
    /// Takes up an alert that was open at `down_since_ns`, when the program ended; before any event. The time away counts
    /// neither to `for` nor to keep_firing; a firing alert stays firing and is told by changed() with the same state
    /// twice. It resolves as "updated" when its rule has another condition now, as "long outage" when the program was
    /// away for over an hour. False when this shard has no such rule.
    bool restore(const Alert &open_alert, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out);

    /// See RuleProbe. `newest`: a row of the key, for rules that keep none; its batch may be null. nullopt when there is
    /// no such rule.
    [[nodiscard]] std::optional<RuleProbe> probe(const std::string &name, std::string_view key, const RowRef &newest) const;
    /// By name. Counters are this shard's own, to be summed over workers; `firing` includes Recovering.
    [[nodiscard]] std::vector<RuleStatus> status() const;

private:
    [[nodiscard]] RuleRunner *find(std::string_view name) const;
    void unlist(RuleRunner *rule);

    std::vector<std::unique_ptr<RuleRunner>> rules_; ///< by name
    /// Views into rules_.
    std::map<std::string, std::vector<RuleRunner *>, std::less<>> rules_by_stream_;
    RuleFunctions functions_;
    bool awaiting_ = false;
    std::vector<std::uint32_t> marks_;
    std::vector<TimeNs> times_ns_;
    std::vector<std::uint64_t> key_hashes_;
    std::vector<std::uint32_t> slot_hints_;
};

} // namespace streamgauge
