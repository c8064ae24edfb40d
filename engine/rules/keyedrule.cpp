// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/keyedrule.h"

#include "engine/rules/thresholdcondition.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace streamgauge {

namespace {

/// The first index from `begin` whose outcome is not False, or `end`.
std::size_t nextNotFalse(const std::vector<Outcome> &outcomes, std::size_t begin, std::size_t end)
{
    static_assert(static_cast<int>(Outcome::False) == 0);
    std::size_t at = begin;
    for (std::uint64_t eight = 0; at + sizeof eight <= end; at += sizeof eight) {
        std::memcpy(&eight, outcomes.data() + at, sizeof eight);
        if (eight != 0)
            break;
    }
    while (at < end && outcomes[at] == Outcome::False)
        ++at;
    return at;
}

} // namespace

KeyedRule::KeyedRule(const RuleSpec &spec)
    : machine_(spec, RuleShard::resolved_retention_ns)
{
    adoptSpec(spec);
}

void KeyedRule::adoptSpec(const RuleSpec &spec)
{
    spec_ = spec;
    machine_ = AlertMachine(spec, RuleShard::resolved_retention_ns);
    schema_ = nullptr;
    last_error_.clear();
    alert_ = Alert();
    alert_.rule = spec.name;
    alert_.stream = spec.stream;
    when_threshold_ = asThreshold(spec.when);
    clear_threshold_ = asThreshold(spec.clear);
    alert_.field = when_threshold_ ? when_threshold_->field : std::string();
    alert_.severity = spec.severity;
    alert_.condition = spec.when;
    const auto bit = [](Outcome outcome) { return 1U << static_cast<unsigned>(outcome); };
    starting_outcomes_ = machine_.watchesSilence() ? ~0U : bit(Outcome::True);
    if (spec.no_data == NoDataPolicy::Alert)
        starting_outcomes_ |= bit(Outcome::NoData);
}

void KeyedRule::become(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out)
{
    const bool another = spec.stream != spec_.stream || spec.when != spec_.when || spec.clear != spec_.clear
        || spec.severity != spec_.severity;
    if (another)
        endAll(AlertReason::Updated, now_ns, out);
    const AlertMachine previous = machine_;
    adoptSpec(spec);
    for (Slot slot = 0; slot < keys_.slotEnd(); ++slot) {
        if (!keys_[slot].used)
            continue;
        const AlertState before = keys_[slot].alert.state;
        machine_.adopt(keys_[slot].alert, previous, now_ns);
        follow(slot, before, out);
        settle(slot);
    }
}

void KeyedRule::endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out)
{
    endKeys(reason, now_ns, false, out);
    forgetAll();
    in_snapshot_ = false;
}

void KeyedRule::forgetAll()
{
    keys_.clear();
    timers_.clear();
    open_keys_.reset(0);
}

void KeyedRule::compile(const SchemaPtr &schema)
{
    schema_ = schema;
    when_ = nullptr;
    clear_ = nullptr;
    alert_.simulated = schema->simulated;
    const bool plain = spec_.kind == RuleKind::Expression && spec_.joined.empty() && spec_.key.empty() && spec_.lets.empty()
        && spec_.levels.empty();
    if (!plain || !when_threshold_ || (!spec_.clear.empty() && !clear_threshold_)) {
        last_error_ = "only a comparison of one field with a constant can be judged";
        return;
    }
    auto when = ThresholdCondition::compile(*when_threshold_, *schema);
    auto clear = clear_threshold_ ? ThresholdCondition::compile(*clear_threshold_, *schema) : std::unique_ptr<Condition>();
    if (!when || !clear) {
        last_error_ = (when ? clear.error() : when.error()).text();
        return;
    }
    when_ = std::move(*when);
    clear_ = std::move(*clear);
    field_column_ = *schema->find(when_threshold_->field);
}

void KeyedRule::evaluate(const RowBlock &block, AlertOutput &out)
{
    if (schema_ != block.batch.schemaPtr())
        compile(block.batch.schemaPtr());
    batch_ = &block.batch;
    clear_ready_ = false;
    when_outcomes_.resize(block.rows.size());
    if (when_)
        when_->evaluate(block.batch, block.rows, when_outcomes_);
    else
        std::ranges::fill(when_outcomes_, Outcome::Error);
    for (const std::uint32_t mark : block.marks)
        when_outcomes_[mark] = Outcome::False;
    evaluations_ += block.rows.size() - block.marks.size();
    errors_ += static_cast<std::uint64_t>(std::ranges::count(when_outcomes_, Outcome::Error));

    std::size_t begin = 0;
    for (const std::uint32_t mark : block.marks) {
        judgeRange(block, begin, mark, out);
        judgeMark(block, mark, out);
        begin = mark + 1;
    }
    judgeRange(block, begin, block.rows.size(), out);
    tellValues(out);
    batch_ = nullptr;
}

void KeyedRule::judgeRange(const RowBlock &block, std::size_t begin, std::size_t end, AlertOutput &out)
{
    for (std::size_t index = nextToJudge(block, begin, end); index < end; index = nextToJudge(block, index + 1, end))
        judgeRow(block, index, out);
}

std::size_t KeyedRule::nextToJudge(const RowBlock &block, std::size_t begin, std::size_t end) const
{
    const Outcome *outcomes = when_outcomes_.data();
    const bool none_open = pending_ + firing_ == 0 && !machine_.watchesSilence();
    for (std::size_t index = begin; index < end; ++index) {
        // Without open alerts only an outcome that starts one matters.
        if (none_open) {
            index = nextNotFalse(when_outcomes_, index, end);
            if (index == end)
                return end;
        }
        if (startsState(outcomes[index]) || open_keys_.mayHold(block.batch.keyHash(block.rows[index])))
            return index;
    }
    return end;
}

void KeyedRule::forgetResolved()
{
    // All keys of a rule that watches for silence matter, and a full table of open alerts has nothing to forget.
    if (machine_.watchesSilence() || keys_.size() == pending_ + firing_)
        return;
    for (Slot slot = 0; slot < keys_.slotEnd(); ++slot) {
        if (keys_[slot].used && !keys_[slot].alert.open())
            forget(slot);
    }
}

void KeyedRule::forget(Slot slot)
{
    timers_.set(slot, never);
    keys_.erase(slot);
    if (keys_.size() == 0)
        forgetAll();
}

KeyedRule::Slot KeyedRule::slotFor(const RowBlock &block, std::uint32_t row, Outcome outcome)
{
    const std::uint64_t hash = block.batch.keyHash(row);
    if (keys_.size() > 0) {
        const Slot slot = keys_.find(hash, block.batch.key(row));
        if (slot != KeyTable::none)
            return slot;
    }
    if (!startsState(outcome))
        return KeyTable::none;
    if (keys_.size() >= RuleShard::most_keys)
        forgetResolved();
    if (keys_.size() >= RuleShard::most_keys) {
        ++errors_;
        last_error_ = "state for " + std::to_string(RuleShard::most_keys) + " keys is held: further keys are not judged";
        return KeyTable::none;
    }
    return keys_.insert(hash, block.batch.key(row));
}

Outcome KeyedRule::clearOutcome(const RowBlock &block, std::size_t index)
{
    if (!clear_)
        return Outcome::Unchanged;
    if (!clear_ready_) {
        clear_outcomes_.resize(block.rows.size());
        clear_->evaluate(block.batch, block.rows, clear_outcomes_);
        clear_ready_ = true;
    }
    return clear_outcomes_[index];
}

void KeyedRule::judgeRow(const RowBlock &block, std::size_t index, AlertOutput &out)
{
    const std::uint32_t row = block.rows[index];
    const Outcome outcome = when_outcomes_[index];
    const Slot slot = slotFor(block, row, outcome);
    if (slot == KeyTable::none)
        return;
    const TimeNs time_ns = block.time(row);
    KeySlot &entry = keys_[slot];
    entry.snapshot = snapshot_;
    runTimersBefore(slot, time_ns, out);
    const AlertState previous = entry.alert.state;
    const AlertReason reason = entry.alert.reason;
    machine_.judge(entry.alert, outcome, clearOutcome(block, index), time_ns);
    if (entry.alert.open() || entry.alert.state != previous)
        touch(slot, row);
    if (entry.alert.state != previous)
        follow(slot, previous, out);
    else if (entry.alert.open() && entry.alert.reason != reason)
        entry.reason_told = false;
    settle(slot);
}

void KeyedRule::judgeMark(const RowBlock &block, std::size_t index, AlertOutput &out)
{
    const std::uint32_t row = block.rows[index];
    const TimeNs time_ns = block.time(row);
    switch (block.batch.op(row)) {
    case Op::Deleted: keyGone(block.batch.keyHash(row), block.batch.key(row), time_ns, out); return;
    case Op::Reset: endKeys(AlertReason::Reset, time_ns, false, out); return;
    case Op::SnapshotBegin:
        ++snapshot_;
        in_snapshot_ = true;
        return;
    case Op::SnapshotEnd:
        if (std::exchange(in_snapshot_, false))
            endKeys(AlertReason::MissingSeries, time_ns, true, out);
        return;
    default: return;
    }
}

void KeyedRule::keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out)
{
    const Slot slot = keys_.size() == 0 ? KeyTable::none : keys_.find(hash, key);
    if (slot != KeyTable::none)
        endKey(slot, AlertReason::Deleted, time_ns, out);
}

void KeyedRule::endKeys(AlertReason reason, TimeNs time_ns, bool unnamed_only, AlertOutput &out)
{
    // Erasing the last key empties the table, so its end is read anew each time.
    for (Slot slot = 0; slot < keys_.slotEnd(); ++slot) {
        if (keys_[slot].used && (!unnamed_only || keys_[slot].snapshot != snapshot_))
            endKey(slot, reason, time_ns, out);
    }
}

void KeyedRule::endKey(Slot slot, AlertReason reason, TimeNs time_ns, AlertOutput &out)
{
    runTimersBefore(slot, time_ns, out);
    KeyAlert &alert = keys_[slot].alert;
    const AlertState previous = alert.state;
    machine_.end(alert, reason, time_ns);
    // What is gone is not missed.
    alert.silent = true;
    follow(slot, previous, out);
    settle(slot);
}

void KeyedRule::runTimersBefore(Slot slot, TimeNs time_ns, AlertOutput &out)
{
    KeyAlert &alert = keys_[slot].alert;
    while (machine_.nextTimer(alert) < time_ns) {
        const AlertState previous = alert.state;
        machine_.runTimer(alert);
        follow(slot, previous, out);
    }
}

void KeyedRule::advance(TimeNs now_ns, AlertOutput &out)
{
    while (!timers_.empty() && timers_.firstDue() < now_ns) {
        const Slot slot = timers_.firstId();
        const AlertReason reason = keys_[slot].alert.reason;
        const AlertState state = keys_[slot].alert.state;
        runTimersBefore(slot, now_ns, out);
        const KeyAlert &alert = keys_[slot].alert;
        if (alert.open() && alert.state == state && alert.reason != reason)
            out.valueUpdated(alertOf(slot));
        // The timer may have been left at an earlier time than it has now.
        timers_.set(slot, machine_.nextTimer(alert));
        settle(slot);
    }
}

void KeyedRule::follow(Slot slot, AlertState previous, AlertOutput &out)
{
    KeySlot &entry = keys_[slot];
    const AlertState state = entry.alert.state;
    if (state == previous)
        return;
    count(previous, -1);
    count(state, 1);
    const bool was_open = previous != AlertState::Normal && previous != AlertState::Resolved;
    if (!was_open) {
        previous = AlertState::Normal;
        entry.episode = out.nextEpisode();
        entry.acknowledged = nullptr;
        noteOpened(entry.hash);
    } else if (!entry.alert.open()) {
        open_keys_.remove(entry.hash);
    }
    if (state == AlertState::Firing && previous != AlertState::Recovering)
        ++fired_;
    if (state == AlertState::Resolved)
        ++resolved_;
    refreshValue(slot);
    entry.reason_told = true;
    out.changed(alertOf(slot), previous);
}

void KeyedRule::noteOpened(std::uint64_t hash)
{
    open_keys_.add(hash);
    if (!open_keys_.crowded())
        return;
    open_keys_.reset(2 * (pending_ + firing_));
    for (Slot slot = 0; slot < keys_.slotEnd(); ++slot) {
        if (keys_[slot].used && keys_[slot].alert.open())
            open_keys_.add(keys_[slot].hash);
    }
}

void KeyedRule::count(AlertState state, std::int64_t by)
{
    if (state == AlertState::Pending)
        pending_ += static_cast<std::uint64_t>(by);
    else if (state == AlertState::Firing || state == AlertState::Recovering)
        firing_ += static_cast<std::uint64_t>(by);
}

void KeyedRule::settle(Slot slot)
{
    const KeyAlert &alert = keys_[slot].alert;
    const TimeNs next_ns = machine_.nextTimer(alert);
    if (next_ns == never && !alert.open()) {
        forget(slot);
    } else if (next_ns < timers_.due(slot)) {
        // A later one is found when the earlier ends, which spares moving it with each event.
        timers_.set(slot, next_ns);
    }
}

void KeyedRule::touch(Slot slot, std::uint32_t row)
{
    KeySlot &entry = keys_[slot];
    // A row without the field says nothing about its value.
    if (when_ && batch_->after(field_column_).has(row))
        entry.newest_row = row;
    else if (!entry.touched)
        entry.newest_row = KeyTable::none;
    if (!std::exchange(entry.touched, true))
        touched_.push_back(slot);
}

bool KeyedRule::refreshValue(Slot slot)
{
    constexpr std::size_t most_bytes = 256;
    KeySlot &entry = keys_[slot];
    if (!entry.touched || entry.newest_row == KeyTable::none)
        return false;
    text_.clear();
    appendCellText(text_, schema_->columns[field_column_], batch_->after(field_column_), entry.newest_row);
    if (text_.size() > most_bytes) {
        std::size_t length = most_bytes;
        while (length > most_bytes - 4 && (static_cast<unsigned char>(text_[length]) & 0xc0) == 0x80)
            --length;
        text_.resize(length);
        text_ += "…";
    }
    if (entry.value == text_)
        return false;
    keys_.setValue(slot, text_);
    return true;
}

void KeyedRule::tellValues(AlertOutput &out)
{
    for (const Slot slot : touched_) {
        // Its key may have been forgotten, and the slot reused, since.
        if (slot >= keys_.slotEnd() || !keys_[slot].touched)
            continue;
        const bool news = refreshValue(slot);
        KeySlot &entry = keys_[slot];
        entry.touched = false;
        if ((news || !entry.reason_told) && entry.alert.open()) {
            entry.reason_told = true;
            out.valueUpdated(alertOf(slot));
        }
    }
    touched_.clear();
}

bool KeyedRule::acknowledge(std::uint64_t episode, const Acknowledgement &acknowledgement, AlertOutput &out)
{
    for (Slot slot = 0; slot < keys_.slotEnd(); ++slot) {
        KeySlot &entry = keys_[slot];
        if (!entry.used || entry.episode != episode || !entry.alert.open())
            continue;
        entry.acknowledged = std::make_unique<Acknowledgement>(acknowledgement);
        out.changed(alertOf(slot), entry.alert.state);
        return true;
    }
    return false;
}

const Alert &KeyedRule::alertOf(Slot slot)
{
    const KeySlot &entry = keys_[slot];
    const KeyAlert &alert = entry.alert;
    alert_.episode = entry.episode;
    alert_.key = entry.key;
    alert_.state = alert.state;
    alert_.active_at_ns = alert.active_at_ns;
    alert_.fired_at_ns = alert.fired_at_ns == no_time ? 0 : alert.fired_at_ns;
    alert_.resolved_at_ns = alert.state == AlertState::Resolved ? alert.resolved_at_ns : 0;
    alert_.value = entry.value;
    alert_.reason = name(alert.reason);
    alert_.reopened_count = alert.reopened_count;
    if (entry.acknowledged)
        alert_.acknowledged = *entry.acknowledged;
    else
        alert_.acknowledged.reset();
    return alert_;
}

RuleStatus KeyedRule::status() const
{
    RuleStatus status;
    status.spec = spec_;
    status.evaluations = evaluations_;
    status.fired = fired_;
    status.resolved = resolved_;
    status.firing = firing_;
    status.pending = pending_;
    status.errors = errors_;
    status.last_error = last_error_;
    status.keys = keys_.size();
    status.memory_bytes = sizeof(KeyedRule) + keys_.memoryBytes() + timers_.memoryBytes() + open_keys_.memoryBytes()
        + when_outcomes_.capacity() + clear_outcomes_.capacity() + touched_.capacity() * sizeof(Slot);
    return status;
}

} // namespace streamgauge
