// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/patterns/keyslots.h"
#include "engine/rules/alertmachine.h"
#include "engine/rules/costmeter.h"
#include "engine/rules/keptcells.h"
#include "engine/rules/keytable.h"
#include "engine/rules/letstates.h"
#include "engine/rules/rowblock.h"
#include "engine/rules/ruleprograms.h"
#include "engine/rules/timerheap.h"

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Some evaluations with what the windows and detectors said at each. Slots are those of the feed.
struct LetRows {
    const Batch *batch = nullptr;
    std::vector<KeyTable::Slot> slots;
    std::vector<TimeNs> times_ns;
    std::vector<std::uint32_t> rows;
    std::vector<std::string_view> keys; ///< where a reader reads them
    std::vector<LetColumn> lets;        ///< those with state, in the order of the rule

    void clear();
};

/// What is to be judged in one turn, in the order of time for each key.
struct LetTurn {
    const LetRows &events;
    const LetRows &instants; ///< at which a window changed without an event
    /// By event: how many of the instants come before it. Those beyond the last one come behind all events.
    std::span<const std::size_t> instants_before;
    /// The events up to each of these, from the one before, are of different keys.
    std::span<const std::size_t> run_ends;
};

/// A rule that judges by a LetFeed.
class LetReader
{
public:
    using Slot = KeyTable::Slot; ///< of the feed

    virtual ~LetReader() = default;
    /// A block begins: its schema is compiled for.
    virtual void begin(const RowBlock &block) = 0;
    virtual void end(AlertOutput &out) = 0;
    /// Null: the rule cannot be judged over this schema.
    [[nodiscard]] virtual const RulePrograms *programs() const = 0;
    /// The rows of instants have this schema from now on.
    virtual void instantsHave(const SchemaPtr &schema) = 0;
    virtual void judge(const LetTurn &turn, AlertOutput &out) = 0;
    /// Runs the alert timers that end before `now_ns`.
    virtual void runTimers(TimeNs now_ns, AlertOutput &out) = 0;
    virtual void endKey(Slot slot, AlertReason reason, TimeNs time_ns, AlertOutput &out) = 0;
    /// The feed remembers nothing of the key any more. True: the reader still does.
    [[nodiscard]] virtual bool holds(Slot slot) = 0;
    /// Lets go of keys that nothing depends on.
    virtual void makeRoom() = 0;
    /// So many rows were not judged, because there is no room for their keys.
    virtual void refused(std::uint64_t rows) = 0;
};

/// The windows and detectors of one rule, or of several that have the same ones over one stream: each event is fed
/// once, whatever the number of rules that judge by it. Each key that was seen has a slot until its windows are empty
/// and no reader holds it. Every let is fed with every event before any expression reads it; instants are noted in
/// the order of time for each key, so that neither the cut of batches nor the times of advance() make a difference.
/// One thread. Bounded as LetStates is, and by RuleShard::most_keys.
class LetFeed
{
public:
    using Slot = KeyTable::Slot;

    /// Error: see LetStates::make().
    [[nodiscard]] static Result<std::shared_ptr<LetFeed>> make(const RuleSpec &spec, const RuleFunctions &functions);
    LetFeed(RuleSpec spec, RuleFunctions functions, LetStates states);

    /// Readers outlive their membership.
    void join(LetReader &reader) { readers_.push_back(&reader); }
    void leave(LetReader &reader) { std::erase(readers_, &reader); }
    /// All readers are given the same calls; the feed acts at those of one of them.
    [[nodiscard]] bool leads(const LetReader &reader) const { return readers_.front() == &reader; }
    [[nodiscard]] std::size_t readers() const { return readers_.size(); }
    /// Another rule may share it as if each had its own: they have the same lets, and none was fed yet.
    [[nodiscard]] bool equals(const LetFeed &other) const;

    void evaluate(const RowBlock &block, AlertOutput &out);
    void keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out);
    void advance(TimeNs now_ns, AlertOutput &out);

    [[nodiscard]] std::string_view key(Slot slot) const { return keys_.entry(slot).key; }
    [[nodiscard]] std::uint64_t keyHash(Slot slot) const { return keys_.entry(slot).hash; }
    /// All slots are below it.
    [[nodiscard]] Slot slotEnd() const { return keys_.end(); }
    [[nodiscard]] Slot find(std::uint64_t hash, std::string_view key) const { return keys_.find(hash, key); }
    /// Gives the key a slot; KeyTable::none at the bound.
    [[nodiscard]] Slot take(std::uint64_t hash, std::string_view key);
    /// Its windows hold something of the key.
    [[nodiscard]] bool remembers(Slot slot) const { return states_.remembers(slot); }
    /// A reader no longer holds the key.
    void released(Slot slot) { released_.push_back(slot); }
    /// The present value of a let with state.
    void read(LetColumn &column, std::size_t state, Slot slot, std::size_t index) const;
    /// The key's newest cells. Precondition: a builder of what instantsHave() was told.
    void appendKept(Slot slot, std::string_view key, BatchBuilder &builder) const;

    /// Fills the counted part, of which each reader bears its share.
    void fill(RuleStatus &status) const;

private:
    /// Instants, and keys whose timers ended, that are noted before they are judged.
    static constexpr std::size_t most_noted = 4'096;

    void compile(const SchemaPtr &schema);
    [[nodiscard]] bool readsKey() const;
    void resizeLets(LetRows &rows, std::size_t size) const;
    void takeBlock(const RowBlock &block, AlertOutput &out);
    void feedRows(const RowBlock &block, std::size_t begin, std::size_t end, AlertOutput &out);
    void takeRows(const RowBlock &block, std::size_t begin, std::size_t end);
    void resizeEvents(std::size_t size);
    void takeKeys(const RowBlock &block, std::size_t begin, std::size_t end);
    /// As take(), by the hint for the row.
    [[nodiscard]] Slot takeHinted(const RowBlock &block, std::size_t index);
    /// Feeds a run of rows of different keys, after the instants before each of them. Returns where it ended.
    [[nodiscard]] std::size_t feedRun(std::size_t begin);
    void feedLets(std::size_t begin, std::size_t end);
    /// Notes when the keys' windows change next, and which of them must be settled for it.
    void noteChanges(std::size_t begin, std::size_t end);
    void feedTexts(std::size_t let, std::size_t begin, std::size_t end);
    /// Notes the slot's instants before `time_ns`.
    void catchUp(Slot slot, TimeNs time_ns)
    {
        if (states_.nextChange(slot) < time_ns && programs_)
            noteInstants(slot, time_ns);
    }
    void noteInstants(Slot slot, TimeNs time_ns);
    /// Has the readers judge what is noted, and clears the instants.
    void judge(AlertOutput &out);
    void judgeMark(const RowBlock &block, std::size_t index, AlertOutput &out);
    void catchUpKey(Slot slot, TimeNs time_ns, AlertOutput &out);
    void endKey(Slot slot, AlertReason reason, TimeNs time_ns, AlertOutput &out);
    void endKeys(AlertReason reason, TimeNs time_ns, bool unnamed_only, AlertOutput &out);
    /// Makes sure the slot's next timer is set, or forgets it when nothing is left to remember.
    void settle(Slot slot);
    /// False: no reader holds the slot, so that it was forgotten.
    [[nodiscard]] bool keepIfHeld(Slot slot);
    /// What was kept of the slot's events; it may be another key's next.
    void forget(Slot slot);
    void settleReleased();
    void makeRoom();

    const RuleSpec spec_; ///< with the lets that have state alone, and no names of the user's
    const RuleFunctions functions_;
    LetStates states_;
    std::vector<LetReader *> readers_;
    SchemaPtr schema_;
    std::optional<RulePrograms> programs_; ///< nullopt: no reader can be judged
    std::optional<KeptCells> kept_;
    std::unique_ptr<BatchBuilder> instant_rows_;
    BatchPtr instant_batch_;

    struct Known {
        std::uint32_t snapshot = 0; ///< the last that named the key
    };
    KeySlots<Known> keys_;
    TimerHeap timers_; ///< of windows
    std::vector<Slot> released_;
    std::uint32_t snapshot_ = 0;
    bool in_snapshot_ = false;
    std::uint64_t crowded_ = 0; ///< how often there was no room

    LetRows events_;
    LetRows instants_;
    std::vector<std::size_t> sources_;         ///< by event: its index in the block
    std::vector<std::size_t> instants_before_; ///< by event
    std::vector<std::size_t> run_ends_;
    std::vector<Slot> unsettled_;
    std::vector<std::vector<double>> arguments_;
    std::vector<std::vector<CellState>> argument_states_;
    std::vector<TimeNs> changes_;       ///< by event: when a window of its key changes without another
    std::vector<std::uint32_t> run_of_; ///< by slot
    std::uint32_t run_ = 0;

    CostMeter cost_;
};

} // namespace streamgauge
