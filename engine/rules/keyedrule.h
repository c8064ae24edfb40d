// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alertmachine.h"
#include "engine/rules/condition.h"
#include "engine/rules/keyfilter.h"
#include "engine/rules/keytable.h"
#include "engine/rules/ruleshard.h"
#include "engine/rules/threshold.h"
#include "engine/rules/timerheap.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// The rows of one batch a worker judges.
struct RowBlock {
    const Batch &batch;
    std::span<const std::uint32_t> rows;  ///< ascending
    std::span<const std::uint32_t> marks; ///< ascending indices into `rows`: deleted rows and stream-wide operations
    TimeBasis basis = TimeBasis::Arrival;

    [[nodiscard]] TimeNs time(std::uint32_t row) const
    {
        return basis == TimeBasis::Event ? batch.eventTime(row) : batch.arrivalTime(row);
    }
};

/// One rule and its state for the keys of one shard. One thread.
class KeyedRule
{
public:
    explicit KeyedRule(const RuleSpec &spec);

    [[nodiscard]] const RuleSpec &spec() const { return spec_; }
    /// Takes the place of the rule it was; counters go on.
    void become(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out);
    /// Ends every open alert and forgets all keys.
    void endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out);

    void evaluate(const RowBlock &block, AlertOutput &out);
    void keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out);
    void advance(TimeNs now_ns, AlertOutput &out);
    bool acknowledge(std::uint64_t episode, const Acknowledgement &acknowledgement, AlertOutput &out);
    [[nodiscard]] RuleStatus status() const;

private:
    using Slot = KeyTable::Slot;

    void adoptSpec(const RuleSpec &spec);
    void compile(const SchemaPtr &schema);
    void judgeRange(const RowBlock &block, std::size_t begin, std::size_t end, AlertOutput &out);
    /// The first index from `begin` whose row can make a difference, or `end`.
    [[nodiscard]] std::size_t nextToJudge(const RowBlock &block, std::size_t begin, std::size_t end) const;
    void judgeRow(const RowBlock &block, std::size_t index, AlertOutput &out);
    [[nodiscard]] Slot slotFor(const RowBlock &block, std::uint32_t row, Outcome outcome);
    /// Makes room: resolved alerts are only remembered to count them as reopened.
    void forgetResolved();
    /// A key without state gets some by it.
    [[nodiscard]] bool startsState(Outcome outcome) const
    {
        return ((starting_outcomes_ >> static_cast<unsigned>(outcome)) & 1U) != 0;
    }
    [[nodiscard]] Outcome clearOutcome(const RowBlock &block, std::size_t index);
    void judgeMark(const RowBlock &block, std::size_t index, AlertOutput &out);
    void endKeys(AlertReason reason, TimeNs time_ns, bool unnamed_only, AlertOutput &out);
    void endKey(Slot slot, AlertReason reason, TimeNs time_ns, AlertOutput &out);
    void runTimersBefore(Slot slot, TimeNs time_ns, AlertOutput &out);
    /// Tells and counts what became of a slot's alert since it was in `previous`.
    void follow(Slot slot, AlertState previous, AlertOutput &out);
    void noteOpened(std::uint64_t hash);
    void count(AlertState state, std::int64_t by);
    void forget(Slot slot);
    void forgetAll();
    /// Forgets the slot, or makes sure its next timer is set.
    void settle(Slot slot);
    void touch(Slot slot, std::uint32_t row);
    /// False when the value was known already.
    bool refreshValue(Slot slot);
    void tellValues(AlertOutput &out);
    [[nodiscard]] const Alert &alertOf(Slot slot);

    RuleSpec spec_;
    std::optional<Threshold> when_threshold_;
    std::optional<Threshold> clear_threshold_;
    AlertMachine machine_;
    unsigned starting_outcomes_ = 0;  ///< a bit per Outcome
    SchemaPtr schema_;                ///< compiled against
    std::unique_ptr<Condition> when_; ///< null: cannot be judged, see last_error_
    std::unique_ptr<Condition> clear_;
    std::size_t field_column_ = 0;

    KeyTable keys_;
    TimerHeap timers_;
    KeyFilter open_keys_; ///< of those with an open alert; spares most look-ups
    std::uint32_t snapshot_ = 0;
    bool in_snapshot_ = false;

    const Batch *batch_ = nullptr; ///< under evaluation
    std::vector<Outcome> when_outcomes_;
    std::vector<Outcome> clear_outcomes_;
    bool clear_ready_ = false;
    std::vector<Slot> touched_;
    std::string text_;
    Alert alert_;

    std::uint64_t evaluations_ = 0;
    std::uint64_t fired_ = 0;
    std::uint64_t resolved_ = 0;
    std::uint64_t firing_ = 0;
    std::uint64_t pending_ = 0;
    std::uint64_t errors_ = 0;
    std::string last_error_;
};

} // namespace streamgauge
