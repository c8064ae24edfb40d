// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/keyedrule.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace streamgauge {

namespace {

/// The first index from `begin` whose outcome is not False, or `end`.
std::size_t nextNotFalse(const Outcome *outcomes, std::size_t begin, std::size_t end)
{
    static_assert(static_cast<int>(Outcome::False) == 0);
    std::size_t at = begin;
    for (std::uint64_t eight = 0; at + sizeof eight <= end; at += sizeof eight) {
        std::memcpy(&eight, outcomes + at, sizeof eight);
        if (eight != 0)
            break;
    }
    while (at < end && outcomes[at] == Outcome::False)
        ++at;
    return at;
}

} // namespace

void KeyedRule::endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out)
{
    ExpressionRule::endAll(reason, now_ns, out);
    in_snapshot_ = false;
}

void KeyedRule::evaluate(const RowBlock &block, AlertOutput &out)
{
    beginBlock(block);
    prepare(block);
    block.split([&](std::size_t begin, std::size_t end) { judgeRows(block, begin, end, out); },
                [&](std::size_t mark) { judgeMark(block, mark, out); });
    endBlock(out);
}

void KeyedRule::judgeMark(const RowBlock &block, std::size_t index, AlertOutput &out)
{
    const TimeNs time_ns = block.times_ns[index];
    switch (block.batch.op(block.rows[index])) {
    case Op::Deleted: keyGone(block.key_hashes[index], block.key(index), time_ns, out); return;
    case Op::Reset: keeper_.endKeys(AlertReason::Reset, time_ns, false, out); return;
    case Op::SnapshotBegin:
        keeper_.beginSnapshot();
        in_snapshot_ = true;
        return;
    case Op::SnapshotEnd:
        if (std::exchange(in_snapshot_, false))
            keeper_.endKeys(AlertReason::MissingSeries, time_ns, true, out);
        return;
    default: return;
    }
}

void KeyedRule::keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out)
{
    if (const Slot slot = keeper_.find(hash, key); slot != KeyTable::none)
        keeper_.endKey(slot, AlertReason::Deleted, time_ns, out);
}

void KeyedRule::prepare(const RowBlock &block)
{
    const std::size_t size = block.rows.size();
    at_.batch = &block.batch;
    at_.rows = block.rows;
    at_.times_ns = block.times_ns;
    at_.lets.resize(spec_.lets.size());
    clear_ready_ = {};
    keys_.clear();
    if (programs_ && programs_->readsKey()) {
        for (std::size_t index = 0; index < size; ++index)
            keys_.push_back(block.key(index));
    }
    at_.keys = keys_;
    const std::size_t levels = 1 + spec_.levels.size();
    if (programs_ && !spec_.lets.empty())
        programs_->derive(at_);
    for (std::size_t level = 0; level < levels; ++level) {
        when_[level].resize(size);
        if (programs_)
            programs_->judge(level, false, at_, when_[level]);
        else
            std::ranges::fill(when_[level], Outcome::Error);
        for (const std::uint32_t mark : block.marks)
            when_[level][mark] = Outcome::False;
    }
    any_ = when_[0].data();
    if (levels > 1)
        combineLevels();
    noteErrors(programs_ ? &*programs_ : nullptr, at_, { any_, size });
}

void KeyedRule::combineLevels()
{
    combined_ = when_[0];
    for (std::size_t level = 1; level <= spec_.levels.size(); ++level) {
        for (std::size_t index = 0; index < combined_.size(); ++index) {
            const Outcome outcome = when_[level][index];
            if (outcome == Outcome::True || combined_[index] == Outcome::False)
                combined_[index] = outcome;
        }
    }
    any_ = combined_.data();
}

void KeyedRule::judgeRows(const RowBlock &block, std::size_t begin, std::size_t end, AlertOutput &out)
{
    Notables notables;
    while (begin < end) {
        // Where nothing is watched only an outcome that starts an alert matters.
        if (keeper_.allQuiet())
            begin = nextNotFalse(any_, begin, end);
        std::size_t noted_end = std::min(end, begin + notables.size());
        for (const Notable &row : note(block, begin, noted_end, notables)) {
            if (row.index >= noted_end)
                break;
            if (judgeRow(block, row, out)) {
                const auto later = block.key_hashes.first(noted_end).subspan(row.index + std::size_t { 1 });
                noted_end -= static_cast<std::size_t>(later.end() - std::ranges::find(later, block.key_hashes[row.index]));
            }
        }
        begin = noted_end;
    }
}

std::span<const KeyedRule::Notable> KeyedRule::note(const RowBlock &block, std::size_t begin, std::size_t end,
                                                    Notables &notables) const
{
    const AlertMachine &machine = keeper_.machine();
    std::size_t count = 0;
    for (std::size_t index = begin; index < end; ++index) {
        notables[count].index = static_cast<std::uint32_t>(index);
        // Counted without a branch, which would be mispredicted.
        count += static_cast<std::size_t>(machine.starts(any_[index]))
            | static_cast<std::size_t>(keeper_.mayMatter(block.key_hashes[index]));
    }
    const std::span noted = std::span(notables).first(count);
    for (Notable &row : noted)
        row.likely = keeper_.prefetchLike(block.key_hashes[row.index]);
    return noted;
}

bool KeyedRule::judgeRow(const RowBlock &block, const Notable &row, AlertOutput &out)
{
    const std::size_t index = row.index;
    const std::uint64_t hash = block.key_hashes[index];
    const std::string_view key = block.key(index);
    Slot slot = keeper_.find(hash, key, row.likely);
    const bool starts = keeper_.machine().starts(any_[index]);
    const bool watched = slot != KeyTable::none && keeper_[slot].watched;
    // What is not watched is judged the same whether or not it is still remembered: not at all.
    if (!starts && !watched)
        return false;
    if (slot == KeyTable::none)
        slot = keeper_.take(hash, key);
    if (slot == KeyTable::none)
        return false;
    Verdict verdict;
    for (std::size_t level = 0; level <= spec_.levels.size(); ++level) {
        verdict.when[level] = when_[level][index];
        verdict.clear[level] = clearOutcome(level, index);
    }
    if (keeper_.judgeCalm(slot, verdict, block.times_ns[index], true))
        return false;
    const auto column = programs_ && !programs_->valueLet() ? programs_->valueColumn() : std::nullopt;
    const bool news = programs_ && (!column || block.batch.after(*column).has(block.rows[index]));
    keeper_.judge(slot, verdict, block.times_ns[index], news ? row.index : KeyTable::none, true, out);
    keeper_.settle(slot);
    return !watched;
}

Outcome KeyedRule::clearOutcome(std::size_t level, std::size_t index)
{
    if (!programs_ || !programs_->hasClear(level))
        return Outcome::Unchanged;
    if (!clear_ready_[level]) {
        clear_[level].resize(at_.rows.size());
        programs_->judge(level, true, at_, clear_[level]);
        clear_ready_[level] = true;
    }
    return clear_[level][index];
}

void KeyedRule::advance(TimeNs now_ns, AlertOutput &out)
{
    for (Slot slot = keeper_.nextDue(now_ns); slot != KeyTable::none; slot = keeper_.nextDue(now_ns))
        keeper_.runTimers(slot, now_ns, out);
}

const RulePrograms *KeyedRule::readForProbe(std::string_view key, const RowRef &newest, Evaluations &at, RowRef &row) const
{
    static_cast<void>(key);
    static_cast<void>(at);
    if (!programs_ || newest.batch == nullptr || newest.batch->schema() != *schema_)
        return nullptr;
    row = newest;
    return &*programs_;
}

bool KeyedRule::appendValue(std::string &out, const KeySlot &key, Slot slot)
{
    static_cast<void>(slot);
    if (batch_ == nullptr || !programs_)
        return false;
    if (const auto let = programs_->valueLet()) {
        appendLetText(out, at_.lets[*let], key.newest);
        return !out.empty();
    }
    return appendCell(out, at_.rows[key.newest]);
}

bool KeyedRule::appendSummary(std::string &out, const KeySlot &key, Slot slot)
{
    static_cast<void>(slot);
    return batch_ != nullptr && appendSummaryOf(out, key, at_, key.newest);
}

void KeyedRule::fill(RuleStatus &status) const
{
    ExpressionRule::fill(status);
    status.memory_bytes += sizeof(KeyedRule) + combined_.capacity() + keys_.capacity() * sizeof(std::string_view);
    for (std::size_t level = 0; level < most_alert_levels; ++level)
        status.memory_bytes += when_[level].capacity() + clear_[level].capacity();
    status.bytes_per_key = sizeof(KeySlot);
}

} // namespace streamgauge
