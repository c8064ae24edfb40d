// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/letrule.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::size_t no_state = SIZE_MAX;
/// Marks an evaluation as one of an instant in KeySlot::newest.
constexpr std::uint32_t instant_bit = 1U << 31;

} // namespace

Result<std::unique_ptr<LiveRule>> LetRule::make(const RuleSpec &spec, const RuleFunctions &functions)
{
    auto feed = LetFeed::make(spec, functions);
    if (!feed)
        return feed.error();
    return std::unique_ptr<LiveRule>(std::make_unique<LetRule>(spec, functions, std::move(*feed)));
}

LetRule::LetRule(const RuleSpec &spec, RuleFunctions functions, std::shared_ptr<LetFeed> feed)
    : ExpressionRule(spec, std::move(functions))
    , feed_(std::move(feed))
{
    feed_->join(*this);
    std::size_t next = 0;
    for (const LetSpec &let : spec.lets)
        state_of_.push_back(let.kind == LetKind::Expression ? no_state : next++);
}

LetRule::~LetRule()
{
    feed_->leave(*this);
}

void LetRule::share(LiveRule &other)
{
    auto *rule = dynamic_cast<LetRule *>(&other);
    if (rule == nullptr || rule->feed_ == feed_ || RuleShard::needsHome(spec_) || RuleShard::needsHome(rule->spec_)
        || !feed_->equals(*rule->feed_))
        return;
    feed_->leave(*this);
    feed_ = rule->feed_;
    feed_->join(*this);
}

void LetRule::adopt(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out)
{
    ExpressionRule::adopt(spec, now_ns, out);
    for (Slot slot = 0; slot < keeper_.slotEnd(); ++slot) {
        if (keeper_[slot].used)
            noteAttention(slot);
    }
}

void LetRule::endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out)
{
    // What the others go on with is of no use to this rule any more.
    auto own = LetFeed::make(spec_, functions_);
    ExpressionRule::endAll(reason, now_ns, out);
    slot_of_.clear();
    attention_.clear();
    key_of_.clear();
    if (!own)
        return;
    feed_->leave(*this);
    feed_ = std::move(*own);
    feed_->join(*this);
}

void LetRule::evaluate(const RowBlock &block, AlertOutput &out)
{
    if (feed_->leads(*this))
        feed_->evaluate(block, out);
}

void LetRule::keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out)
{
    if (feed_->leads(*this))
        feed_->keyGone(hash, key, time_ns, out);
}

void LetRule::advance(TimeNs now_ns, AlertOutput &out)
{
    if (feed_->leads(*this))
        feed_->advance(now_ns, out);
}

void LetRule::runTimers(TimeNs now_ns, AlertOutput &out)
{
    for (Slot slot = keeper_.nextDue(now_ns); slot != KeyTable::none; slot = keeper_.nextDue(now_ns)) {
        keeper_.runTimers(slot, now_ns, out);
        noteAttention(slot);
    }
}

void LetRule::endKey(Slot key, AlertReason reason, TimeNs time_ns, AlertOutput &out)
{
    const Slot slot = slotOf(key);
    if (slot == KeyTable::none)
        return;
    keeper_.endKey(slot, reason, time_ns, out);
    // The keeper took the key for forgotten; it may still hold what became of its alert.
    if (const Slot kept = keeper_.find(feed_->keyHash(key), feed_->key(key)); kept != KeyTable::none)
        link(kept, key);
}

bool LetRule::holds(Slot key)
{
    const Slot slot = slotOf(key);
    if (slot == KeyTable::none)
        return false;
    keeper_.settle(slot);
    noteAttention(slot);
    return slotOf(key) != KeyTable::none;
}

void LetRule::refused(std::uint64_t rows)
{
    keeper_.noteError("state for " + std::to_string(RuleShard::most_keys) + " keys is held: further keys are not judged",
                      rows);
}

void LetRule::restore(const Alert &alert, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out)
{
    const std::uint64_t hash = keyHash(alert.key);
    const Slot key = feed_->take(hash, alert.key);
    if (key == KeyTable::none) {
        refused(1);
        return;
    }
    ExpressionRule::restore(alert, down_since_ns, now_ns, out);
    if (const Slot slot = keeper_.find(hash, alert.key); slot != KeyTable::none)
        link(slot, key);
    else
        feed_->released(key);
}

void LetRule::link(Slot slot, Slot key)
{
    if (key >= slot_of_.size()) {
        slot_of_.resize(key + 1, KeyTable::none);
        attention_.resize(key + 1, Calm);
    }
    if (slot >= key_of_.size())
        key_of_.resize(slot + 1, KeyTable::none);
    slot_of_[key] = slot;
    key_of_[slot] = key;
    noteAttention(slot);
}

void LetRule::noteAttention(Slot slot)
{
    if (slot < key_of_.size() && key_of_[slot] != KeyTable::none)
        attention_[key_of_[slot]] = attentionOf(keeper_[slot]);
}

bool LetRule::remembers(Slot slot) const
{
    return slot < key_of_.size() && key_of_[slot] != KeyTable::none && feed_->remembers(key_of_[slot]);
}

void LetRule::forgotten(Slot slot)
{
    if (slot >= key_of_.size() || key_of_[slot] == KeyTable::none)
        return;
    const Slot key = std::exchange(key_of_[slot], KeyTable::none);
    slot_of_[key] = KeyTable::none;
    attention_[key] = Calm;
    feed_->released(key);
}

void LetRule::schemaChanged()
{
    instant_programs_.reset();
    instant_schema_ = nullptr;
    events_.at.lets.clear();
    instants_.at.lets.clear();
}

void LetRule::instantsHave(const SchemaPtr &schema)
{
    instant_programs_.reset();
    if (!programs_)
        return;
    auto made = RulePrograms::compile(spec_, schema, functions_, &*programs_);
    if (!made) {
        compile_error_ = made.error().text();
        programs_.reset();
        return;
    }
    instant_programs_.emplace(std::move(*made));
    instant_schema_ = schema;
}

void LetRule::computeOutcomes(const RulePrograms *programs, const LetRows &rows, Judged &judged)
{
    const std::size_t size = rows.slots.size();
    judged.rows = &rows;
    judged.at.batch = rows.batch;
    judged.at.rows = rows.rows;
    judged.at.times_ns = rows.times_ns;
    judged.at.keys = rows.keys;
    judged.at.lets.resize(spec_.lets.size());
    for (std::size_t let = 0; programs != nullptr && let < spec_.lets.size(); ++let) {
        LetColumn &column = judged.at.lets[let];
        if (state_of_[let] != no_state)
            column = rows.lets[state_of_[let]];
        else
            column.resize(size, programs->hasValues(let));
    }
    if (programs != nullptr)
        programs->derive(judged.at);
    for (std::size_t level = 0; level <= spec_.levels.size(); ++level) {
        judged.when[level].resize(size);
        judged.clear[level].resize(size);
        if (programs == nullptr)
            std::ranges::fill(judged.when[level], Outcome::Error);
        else
            programs->judge(level, false, judged.at, judged.when[level]);
        if (programs != nullptr && programs->hasClear(level))
            programs->judge(level, true, judged.at, judged.clear[level]);
        else
            std::ranges::fill(judged.clear[level], Outcome::Unchanged);
    }
    noteErrors(programs, judged.at, judged.when[0]);
}

void LetRule::judge(const LetTurn &turn, AlertOutput &out)
{
    const bool with_instants = !turn.instants.slots.empty() && instant_programs_;
    if (with_instants)
        computeOutcomes(&*instant_programs_, turn.instants, instants_);
    if (!turn.events.slots.empty())
        computeOutcomes(programs(), turn.events, events_);
    if (attention_.size() < feed_->slotEnd()) {
        slot_of_.resize(feed_->slotEnd(), KeyTable::none);
        attention_.resize(feed_->slotEnd(), Calm);
    }
    if (with_instants)
        judgeInTime(turn, out);
    else
        judgeEvents(turn, out);
    keeper_.tellValues(out);
    settleJudged();
}

void LetRule::judgeInTime(const LetTurn &turn, AlertOutput &out)
{
    std::size_t instant = 0;
    for (std::size_t index = 0; index < turn.events.slots.size(); ++index) {
        for (; instant < turn.instants_before[index]; ++instant)
            judgeOne(instants_, instant, false, out);
        judgeOne(events_, index, true, out);
    }
    for (; instant < turn.instants.slots.size(); ++instant)
        judgeOne(instants_, instant, false, out);
}

void LetRule::judgeEvents(const LetTurn &turn, AlertOutput &out)
{
    // What an alert needs to be judged is asked for some rows before its turn.
    constexpr std::size_t ahead = 6;
    const std::span<const Slot> keys = turn.events.slots;
    const std::span<const Outcome> when = events_.when[0];
    const bool all = !spec_.levels.empty() || keeper_.machine().watchesSilence();
    notable_.resize(keys.size());
    std::size_t begin = 0;
    for (const std::size_t end : turn.run_ends) {
        // In a run no judgement changes whether another matters.
        std::size_t notable = 0;
        for (std::size_t index = begin; index < end; ++index) {
            notable_[notable] = static_cast<std::uint32_t>(index);
            // Counted without a branch, which would be mispredicted.
            notable += static_cast<std::size_t>(all) | static_cast<std::size_t>(when[index] != Outcome::False)
                | static_cast<std::size_t>(attention_[keys[index]] != Calm);
        }
        for (std::size_t at = 0; at < notable; ++at) {
            if (at + ahead < notable) {
                if (const Slot coming = slot_of_[keys[notable_[at + ahead]]]; coming != KeyTable::none)
                    keeper_.prefetch(coming);
            }
            judgeOne(events_, notable_[at], true, out);
        }
        begin = end;
    }
}

void LetRule::judgeOne(const Judged &judged, std::size_t index, bool by_event, AlertOutput &out)
{
    const Slot key = judged.rows->slots[index];
    const std::uint8_t attention = attention_[key];
    Outcome any = judged.when[0][index];
    for (std::size_t level = 1; level <= spec_.levels.size(); ++level) {
        const Outcome when = judged.when[level][index];
        if (when == Outcome::True || any == Outcome::False)
            any = when;
    }
    // Of a key that fell silent, its next event must be known, or the instants behind it would not count.
    const bool speaks_again = by_event && (attention & Silent) != 0;
    if ((attention & Watched) == 0 && !speaks_again && !keeper_.machine().starts(any))
        return;
    Slot slot = slot_of_[key];
    if (slot == KeyTable::none) {
        slot = keeper_.take(feed_->keyHash(key), feed_->key(key));
        if (slot == KeyTable::none)
            return;
        link(slot, key);
    }
    Verdict verdict;
    for (std::size_t level = 0; level <= spec_.levels.size(); ++level) {
        verdict.when[level] = judged.when[level][index];
        verdict.clear[level] = judged.clear[level][index];
    }
    const TimeNs time_ns = judged.rows->times_ns[index];
    if (!keeper_.judgeCalm(slot, verdict, time_ns, by_event)) {
        const auto newest = saysValue(judged, index, by_event)
            ? static_cast<std::uint32_t>(index) | (by_event ? 0U : instant_bit)
            : KeyTable::none;
        keeper_.judge(slot, verdict, time_ns, newest, by_event, out);
        judged_.push_back(slot);
    }
    attention_[key] = attentionOf(keeper_[slot]);
}

bool LetRule::saysValue(const Judged &judged, std::size_t index, bool by_event) const
{
    if (!programs_)
        return false;
    const auto let = programs_->valueLet();
    if (!let)
        return by_event;
    const LetColumn &column = judged.at.lets[*let];
    if (programs_->hasValues(*let))
        return !column.values[index].isNull() && !column.values[index].isError();
    return column.states[index] == CellState::Value;
}

void LetRule::settleJudged()
{
    for (const Slot slot : judged_) {
        // Forgetting the last key empties the table.
        if (slot >= keeper_.slotEnd() || !keeper_[slot].used)
            continue;
        keeper_.settle(slot);
        if (slot < keeper_.slotEnd() && keeper_[slot].used)
            noteAttention(slot);
    }
    judged_.clear();
}

bool LetRule::appendValue(std::string &out, const KeySlot &key, Slot slot)
{
    static_cast<void>(slot);
    if (!programs_)
        return false;
    const bool instant = (key.newest & instant_bit) != 0;
    if (const auto let = programs_->valueLet()) {
        appendLetText(out, (instant ? instants_ : events_).at.lets[*let], key.newest & ~instant_bit);
        return !out.empty();
    }
    return !instant && appendCell(out, events_.at.rows[key.newest]);
}

bool LetRule::appendSummary(std::string &out, const KeySlot &key, Slot slot)
{
    static_cast<void>(slot);
    const Judged &judged = (key.newest & instant_bit) != 0 ? instants_ : events_;
    return programs_ && appendSummaryOf(out, key, judged.at, key.newest & ~instant_bit);
}

RuleProbe LetRule::probe(std::string_view key, const RowRef &newest) const
{
    RuleProbe probe = ExpressionRule::probe(key, newest);
    if (probe.state == AlertState::Normal && feed_->find(keyHash(key), key) != KeyTable::none)
        probe.severity = keeper_.machine().severity(KeyAlert());
    return probe;
}

const RulePrograms *LetRule::readForProbe(std::string_view key, const RowRef &newest, Evaluations &at, RowRef &row) const
{
    static_cast<void>(newest);
    const Slot slot = feed_->find(keyHash(key), key);
    if (slot == KeyTable::none || !programs_ || !instant_programs_)
        return nullptr;
    for (std::size_t let = 0; let < spec_.lets.size(); ++let) {
        LetColumn &column = at.lets[let];
        column.resize(1, programs_->hasValues(let));
        if (state_of_[let] != no_state)
            feed_->read(column, state_of_[let], slot, 0);
    }
    BatchBuilder builder(instant_schema_);
    feed_->appendKept(slot, key, builder);
    row = { builder.finish(), 0 };
    return &*instant_programs_;
}

void LetRule::fill(RuleStatus &status) const
{
    ExpressionRule::fill(status);
    status.memory_bytes +=
        sizeof(LetRule) + (slot_of_.capacity() + key_of_.capacity()) * sizeof(Slot) + attention_.capacity();
    feed_->fill(status);
}

} // namespace streamgauge
