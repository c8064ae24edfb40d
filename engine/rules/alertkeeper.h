// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alertmachine.h"
#include "engine/rules/keyfilter.h"
#include "engine/rules/keytable.h"
#include "engine/rules/ruleshard.h"
#include "engine/rules/timerheap.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// What a rule knows of its keys and an AlertKeeper does not.
class KeyValues
{
public:
    virtual ~KeyValues() = default;
    /// The next instant at which what the key is judged by changes without an event; `never` if none.
    [[nodiscard]] virtual TimeNs nextChange(KeyTable::Slot slot) const = 0;
    /// There is something to remember of the key beside its alert.
    [[nodiscard]] virtual bool remembers(KeyTable::Slot slot) const = 0;
    /// The slot's number may now be given to another key.
    virtual void forgotten(KeyTable::Slot slot) = 0;
    /// Appends the newest text of what is judged; false when there is none newer than before.
    [[nodiscard]] virtual bool appendValue(std::string &out, const KeySlot &key, KeyTable::Slot slot) = 0;
    /// The same with the rule's summary.
    [[nodiscard]] virtual bool appendSummary(std::string &out, const KeySlot &key, KeyTable::Slot slot) = 0;
};

/// The alerts of one rule for the keys of one shard: their states, timers and counts, and who is told of them. One
/// thread. Memory: a slot for each key with an open alert, one that fired or flapped lately, or that `values`
/// remembers; at most RuleShard::most_keys.
class AlertKeeper
{
public:
    using Slot = KeyTable::Slot;
    static_assert(RuleShard::most_keys <= KeyTable::most_keys);

    /// `values` outlives the keeper.
    AlertKeeper(const RuleSpec &spec, KeyValues &values);

    /// The rule was changed; its keys and their alerts stay, with their timers by the new times.
    void adopt(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out);
    /// What is the same in all its alerts.
    void describe(std::string field, std::string condition, bool simulated);
    /// The rule cannot be judged, or not of some rows; shown with alerts and in the status.
    void noteError(std::string text, std::uint64_t rows);
    void countEvaluations(std::uint64_t rows) { evaluations_ += rows; }

    [[nodiscard]] const AlertMachine &machine() const { return machine_; }
    [[nodiscard]] const KeySlot &operator[](Slot slot) const { return keys_[slot]; }
    /// The slot is judged soon.
    void prefetch(Slot slot) const { keys_.prefetch(slot); }
    /// The key with that hash is judged soon. Returns where it most likely is, for find(); KeyTable::none when nowhere.
    [[nodiscard]] Slot prefetchLike(std::uint64_t hash) const
    {
        const Slot slot = keys_.size() == 0 ? KeyTable::none : keys_.findLike(hash);
        if (slot != KeyTable::none)
            keys_.prefetch(slot);
        return slot;
    }
    [[nodiscard]] Slot slotEnd() const { return keys_.slotEnd(); }
    [[nodiscard]] Slot find(std::uint64_t hash, std::string_view key) const
    {
        return keys_.size() == 0 ? KeyTable::none : keys_.find(hash, key);
    }
    /// The same, looking at `likely` first.
    [[nodiscard]] Slot find(std::uint64_t hash, std::string_view key, Slot likely) const
    {
        return keys_.holds(likely, hash, key) ? likely : find(hash, key);
    }
    /// Gives the key a slot. KeyTable::none at the bound, which counts as an error.
    [[nodiscard]] Slot take(std::uint64_t hash, std::string_view key);
    /// False: an evaluation of this key that starts nothing makes no difference.
    [[nodiscard]] bool mayMatter(std::uint64_t hash) const { return watched_keys_.mayHold(hash); }
    /// No key's evaluation makes a difference unless it starts something.
    [[nodiscard]] bool allQuiet() const { return watched_ == 0 && !machine_.watchesSilence(); }

    /// One evaluation of the slot at `time_ns`. `newest` is kept for KeyValues until tellValues();
    /// KeyTable::none when there is no new value. `by_event`: an event of the key brought it.
    void judge(Slot slot, const Verdict &verdict, TimeNs time_ns, std::uint32_t newest, bool by_event, AlertOutput &out);
    /// The same as judge() and settle(), where nothing comes of it but that the key is known to be calm. False: nothing
    /// was done.
    [[nodiscard]] bool judgeCalm(Slot slot, const Verdict &verdict, TimeNs time_ns, bool by_event)
    {
        KeySlot &entry = keys_[slot];
        if (entry.unknown || entry.main.acknowledged || !machine_.judgeCalm(entry.main.alert, verdict, time_ns, by_event))
            return false;
        if (by_event)
            entry.snapshot = snapshot_;
        if (entry.watched && entry.main.alert.flaps.quiet())
            watch(entry, false);
        return true;
    }
    /// Forgets the slot when nothing is left to remember, or makes sure its next timer is set.
    void settle(Slot slot);
    /// The rows since the last call are over: tells new values and reasons of open alerts.
    void tellValues(AlertOutput &out);

    /// The slot whose timer ends first, before `now_ns`; KeyTable::none without. What KeyValues::nextChange() named
    /// must have been judged up to `now_ns` when runTimers() is called with it.
    [[nodiscard]] Slot nextDue(TimeNs now_ns) const
    {
        return !timers_.empty() && timers_.firstDue() < now_ns ? timers_.firstId() : KeyTable::none;
    }
    [[nodiscard]] TimeNs due(Slot slot) const { return timers_.due(slot); }
    /// Runs the alert timers of the slot that end before `now_ns`, tells what they changed, and settles it.
    void runTimers(Slot slot, TimeNs now_ns, AlertOutput &out);

    void beginSnapshot() { ++snapshot_; }
    /// Ends the alerts of a key, or of all (`unnamed_only`: of those no row since beginSnapshot() named), and forgets
    /// what is known of them.
    void endKey(Slot slot, AlertReason reason, TimeNs time_ns, AlertOutput &out);
    void endKeys(AlertReason reason, TimeNs time_ns, bool unnamed_only, AlertOutput &out);
    void forgetAll();
    /// Makes room: forgets keys without an open alert that KeyValues does not remember.
    void forgetResolved();

    bool acknowledge(std::uint64_t episode, const Acknowledgement &acknowledgement, AlertOutput &out);
    /// See RuleShard::restore().
    void restore(const Alert &alert, std::uint64_t hash, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out);
    /// Fills the counted part.
    void fill(RuleStatus &status) const;
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    struct Before {
        AlertState state;
        AlertReason reason;
        std::uint8_t level;
        bool flapping;
    };
    [[nodiscard]] static Before before(const KeyAlert &alert)
    {
        return { alert.state, alert.reason, alert.level, alert.flaps.flapping() };
    }
    [[nodiscard]] TimeNs alertTimer(const KeySlot &entry) const;
    void runTimersBefore(Slot slot, TimeNs time_ns, AlertOutput &out);
    void judgeUnknown(Slot slot, TimeNs time_ns, AlertOutput &out);
    /// Tells and counts what became of an instance.
    void follow(Slot slot, AlertInstance &instance, const Before &before, AlertOutput &out);
    void count(AlertState state, std::int64_t by);
    void watch(KeySlot &entry);
    void watch(KeySlot &entry, bool matters);
    void forget(Slot slot);
    bool refreshTexts(Slot slot);
    [[nodiscard]] const Alert &alertOf(const KeySlot &entry, const AlertInstance &instance);

    KeyValues &values_;
    AlertMachine machine_;
    AlertMachine unknown_machine_;
    bool has_summary_ = false;
    KeyTable keys_;
    TimerHeap timers_;
    KeyFilter watched_keys_; ///< spares most look-ups
    std::uint64_t watched_ = 0;
    std::uint64_t crowded_ = 0; ///< how often there was no room
    std::uint32_t snapshot_ = 0;
    std::vector<Slot> touched_;
    std::string text_;
    Alert alert_;
    Alert unknown_alert_;

    std::uint64_t evaluations_ = 0;
    std::uint64_t fired_ = 0;
    std::uint64_t resolved_ = 0;
    std::uint64_t firing_ = 0;
    std::uint64_t pending_ = 0;
    std::uint64_t flapping_ = 0;
    std::uint64_t errors_ = 0;
    std::string last_error_;
};

} // namespace streamgauge
