// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/letrule.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::size_t no_state = SIZE_MAX;
/// Rows fed, and instants noted, before they are judged.
constexpr std::size_t most_rows = 1'024;
constexpr std::size_t most_noted = 4'096;
/// Marks an evaluation as one of an instant in KeySlot::newest.
constexpr std::uint32_t instant_bit = 1U << 31;

} // namespace

Result<std::unique_ptr<LiveRule>> LetRule::make(const RuleSpec &spec, const RuleFunctions &functions)
{
    auto states = LetStates::make(spec.lets);
    if (!states)
        return states.error();
    return std::unique_ptr<LiveRule>(std::make_unique<LetRule>(spec, functions, std::move(*states)));
}

LetRule::LetRule(const RuleSpec &spec, RuleFunctions functions, LetStates states)
    : ExpressionRule(spec, std::move(functions))
    , states_(std::move(states))
    , arguments_(spec.lets.size())
    , argument_states_(spec.lets.size())
{
    std::size_t next = 0;
    for (const LetSpec &let : spec.lets)
        state_of_.push_back(let.kind == LetKind::Expression ? no_state : next++);
}

void LetRule::Judged::clearRows()
{
    slots.clear();
    times_ns.clear();
    rows.clear();
    keys.clear();
}

void LetRule::schemaChanged()
{
    kept_.reset();
    instant_programs_.reset();
    instant_rows_.reset();
    events_.at.lets.clear();
    instants_.at.lets.clear();
    if (!programs_)
        return;
    kept_.emplace(*schema_, programs_->columnsUsed());
    auto made = RulePrograms::compile(spec_, kept_->schema(), functions_, &*programs_);
    if (!made) {
        compile_error_ = made.error().text();
        programs_.reset();
        return;
    }
    instant_programs_.emplace(std::move(*made));
    instant_rows_ = std::make_unique<BatchBuilder>(kept_->schema());
}

void LetRule::resizeLets(Judged &judged, std::size_t size)
{
    judged.at.lets.resize(spec_.lets.size());
    for (std::size_t let = 0; let < spec_.lets.size(); ++let) {
        if (programs_)
            judged.at.lets[let].resize(size, programs_->hasValues(let));
    }
}

void LetRule::judgeRows(const RowBlock &block, std::size_t begin, std::size_t end, AlertOutput &out)
{
    while (begin < end) {
        const std::size_t chunk_end = std::min(end, begin + most_rows);
        takeRows(block, begin, chunk_end);
        std::size_t fed = 0;
        while (fed < events_.rows.size() && instants_.slots.size() < most_noted)
            fed = feedRun(fed);
        // What is left is taken again: the instants noted so far are enough for one turn.
        begin = fed < events_.rows.size() ? sources_[fed] : chunk_end;
        events_.slots.resize(fed);
        events_.times_ns.resize(fed);
        events_.rows.resize(fed);
        resizeLets(events_, fed);
        judgeFed(out);
        keeper_.tellValues(out);
        settleRows();
    }
}

void LetRule::takeRows(const RowBlock &block, std::size_t begin, std::size_t end)
{
    events_.clearRows();
    sources_.clear();
    const bool with_key = programs_ && programs_->readsKey();
    for (std::size_t index = begin; index < end; ++index) {
        const Slot slot = keeper_.take(block.keyHash(index), block.key(index));
        if (slot == KeyTable::none)
            continue;
        keeper_.named(slot);
        events_.slots.push_back(slot);
        events_.times_ns.push_back(block.times_ns[index]);
        events_.rows.push_back(block.rows[index]);
        sources_.push_back(index);
        if (with_key)
            events_.keys.push_back(block.key(index));
    }
    const std::size_t size = events_.rows.size();
    resizeLets(events_, size);
    instants_before_.assign(size, 0);
    events_.at.batch = &block.batch;
    events_.at.rows = events_.rows;
    events_.at.times_ns = events_.times_ns;
    events_.at.keys = events_.keys;
    for (std::size_t let = 0; let < spec_.lets.size(); ++let) {
        if (!programs_ || state_of_[let] == no_state || programs_->takesText(let))
            continue;
        arguments_[let].resize(size);
        argument_states_[let].resize(size);
        programs_->arguments(let, events_.at, arguments_[let], argument_states_[let]);
    }
}

std::size_t LetRule::feedRun(std::size_t begin)
{
    ++run_;
    std::size_t end = begin;
    while (end < events_.slots.size() && instants_.slots.size() < most_noted) {
        const Slot slot = events_.slots[end];
        if (slot >= run_of_.size())
            run_of_.resize(slot + 1, 0);
        if (run_of_[slot] == run_)
            break;
        run_of_[slot] = run_;
        // Late events count as happening at the key's own time.
        const TimeNs time_ns = std::max(events_.times_ns[end], states_.clock(slot));
        catchUp(slot, time_ns);
        events_.times_ns[end] = time_ns;
        states_.setClock(slot, time_ns);
        instants_before_[end] = instants_.slots.size();
        ++end;
    }
    feedLets(begin, end);
    for (std::size_t index = begin; kept_ && index < end; ++index)
        kept_->keep(events_.slots[index], *batch_, events_.rows[index]);
    return end;
}

void LetRule::feedLets(std::size_t begin, std::size_t end)
{
    if (!programs_)
        return;
    const std::size_t size = end - begin;
    for (std::size_t let = 0; let < spec_.lets.size(); ++let) {
        if (state_of_[let] == no_state)
            continue;
        if (programs_->takesText(let)) {
            feedTexts(let, state_of_[let], begin, end);
            continue;
        }
        LetColumn &column = events_.at.lets[let];
        states_.feed(state_of_[let], std::span(events_.slots).subspan(begin, size),
                     std::span(events_.times_ns).subspan(begin, size), std::span(arguments_[let]).subspan(begin, size),
                     std::span(argument_states_[let]).subspan(begin, size), std::span(column.numbers).subspan(begin, size),
                     std::span(column.states).subspan(begin, size));
    }
}

void LetRule::feedTexts(std::size_t let, std::size_t state, std::size_t begin, std::size_t end)
{
    for (std::size_t index = begin; index < end; ++index) {
        const Slot slot = events_.slots[index];
        const TimeNs time_ns = events_.times_ns[index];
        const CelValue argument = programs_->argument(let, events_.at, index);
        const auto number = argument.asNumber();
        const CellState given = number ? CellState::Value : CellState::Null;
        const double value = number.value_or(0);
        double result = 0;
        CellState result_state = CellState::Null;
        if (argument.kind() == CelKind::String)
            states_.feedText(state, slot, time_ns, argument.text());
        else
            states_.feed(state, { &slot, 1 }, { &time_ns, 1 }, { &value, 1 }, { &given, 1 }, { &result, 1 },
                         { &result_state, 1 });
        readState(events_.at.lets[let], let, slot, index);
    }
}

void LetRule::readState(LetColumn &column, std::size_t let, Slot slot, std::size_t index) const
{
    const std::size_t state = state_of_[let];
    if (!programs_->hasValues(let)) {
        column.states[index] = states_.read(state, slot, column.numbers[index]);
        return;
    }
    double number = 0;
    if (states_.hasText(state, slot))
        column.values[index] = CelValue::ofString(states_.text(state, slot));
    else if (states_.read(state, slot, number) == CellState::Value)
        column.values[index] = CelValue::ofDouble(number);
    else
        column.values[index] = CelValue();
}

void LetRule::catchUp(Slot slot, TimeNs time_ns)
{
    if (!programs_)
        return;
    for (TimeNs next_ns = states_.nextChange(slot); next_ns < time_ns;) {
        states_.advance(slot, next_ns);
        states_.setClock(slot, std::max(states_.clock(slot), next_ns));
        const std::size_t index = instants_.slots.size();
        instants_.slots.push_back(slot);
        instants_.times_ns.push_back(next_ns);
        instants_.rows.push_back(static_cast<std::uint32_t>(index));
        resizeLets(instants_, index + 1);
        for (std::size_t let = 0; let < spec_.lets.size(); ++let) {
            if (state_of_[let] != no_state)
                readState(instants_.at.lets[let], let, slot, index);
        }
        kept_->append(slot, {}, *instant_rows_);
        next_ns = states_.nextChange(slot);
    }
}

void LetRule::catchUpKey(Slot slot, TimeNs time_ns, AlertOutput &out)
{
    catchUp(slot, time_ns);
    if (instants_.slots.empty())
        return;
    computeInstants();
    for (std::size_t instant = 0; instant < instants_.slots.size(); ++instant)
        judgeOne(instants_, instant, false, out);
    keeper_.tellValues(out);
    instants_.clearRows();
}

void LetRule::computeOutcomes(const RulePrograms *programs, Judged &judged)
{
    const std::size_t size = judged.rows.size();
    judged.at.rows = judged.rows;
    judged.at.times_ns = judged.times_ns;
    judged.at.keys = judged.keys;
    if (programs != nullptr)
        programs->derive(judged.at);
    for (std::size_t level = 0; level <= spec_.levels.size(); ++level) {
        judged.when[level].resize(size);
        judged.clear[level].assign(size, Outcome::Unchanged);
        if (programs == nullptr) {
            std::ranges::fill(judged.when[level], Outcome::Error);
            continue;
        }
        programs->judge(level, false, judged.at, judged.when[level]);
        if (programs->hasClear(level))
            programs->judge(level, true, judged.at, judged.clear[level]);
    }
    noteErrors(judged.at, judged.when[0]);
}

void LetRule::computeInstants()
{
    instant_batch_ = instant_rows_ ? instant_rows_->finish() : nullptr;
    if (!instant_batch_)
        return;
    instants_.at.batch = instant_batch_.get();
    instants_.keys.clear();
    if (instant_programs_->readsKey()) {
        for (const Slot slot : instants_.slots)
            instants_.keys.emplace_back(keeper_[slot].key);
    }
    computeOutcomes(&*instant_programs_, instants_);
}

void LetRule::judgeFed(AlertOutput &out)
{
    if (events_.rows.empty())
        return;
    computeInstants();
    computeOutcomes(programs_ ? &*programs_ : nullptr, events_);
    std::size_t instant = 0;
    for (std::size_t index = 0; index < events_.rows.size(); ++index) {
        for (; instant < instants_before_[index]; ++instant)
            judgeOne(instants_, instant, false, out);
        judgeOne(events_, index, true, out);
    }
}

void LetRule::judgeOne(const Judged &judged, std::size_t index, bool by_event, AlertOutput &out)
{
    Verdict verdict;
    Outcome any = Outcome::False;
    for (std::size_t level = 0; level <= spec_.levels.size(); ++level) {
        const Outcome when = judged.when[level][index];
        verdict.when[level] = when;
        verdict.clear[level] = judged.clear[level][index];
        if (when == Outcome::True || any == Outcome::False)
            any = when;
    }
    const Slot slot = judged.slots[index];
    // Of a key that fell silent, its next event must be known, or the instants behind it would not count.
    const bool speaks_again = by_event && keeper_[slot].main.alert.silent;
    if (!keeper_.machine().starts(any) && !keeper_[slot].watched && !speaks_again)
        return;
    const auto newest = saysValue(judged, index, by_event)
        ? static_cast<std::uint32_t>(index) | (by_event ? 0U : instant_bit)
        : KeyTable::none;
    keeper_.judge(slot, verdict, judged.times_ns[index], newest, by_event, out);
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

void LetRule::settleRows()
{
    instants_.clearRows();
    for (const Slot slot : events_.slots) {
        // Forgetting the last key empties the table.
        if (slot < keeper_.slotEnd() && keeper_[slot].used)
            keeper_.settle(slot);
    }
}

void LetRule::advance(TimeNs now_ns, AlertOutput &out)
{
    struct Due {
        Slot slot;
        std::size_t instants_end;
    };
    std::vector<Due> due;
    for (Slot slot = keeper_.nextDue(now_ns); slot != KeyTable::none; slot = keeper_.nextDue(now_ns)) {
        due.clear();
        for (; slot != KeyTable::none && instants_.slots.size() < most_noted && due.size() < most_noted;
             slot = keeper_.nextDue(now_ns)) {
            catchUp(slot, now_ns);
            due.push_back({ slot, instants_.slots.size() });
            keeper_.postpone(slot);
        }
        computeInstants();
        std::size_t instant = 0;
        for (const Due &entry : due) {
            for (; instant < entry.instants_end; ++instant)
                judgeOne(instants_, instant, false, out);
        }
        keeper_.tellValues(out);
        for (const Due &entry : due)
            keeper_.runTimers(entry.slot, now_ns, out);
        instants_.clearRows();
    }
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
    return !instant && appendCell(out, events_.rows[key.newest]);
}

bool LetRule::appendSummary(std::string &out, const KeySlot &key, Slot slot)
{
    static_cast<void>(slot);
    const Judged &judged = (key.newest & instant_bit) != 0 ? instants_ : events_;
    return programs_ && appendSummaryOf(out, key, judged.at, key.newest & ~instant_bit);
}

const RulePrograms *LetRule::readForProbe(std::string_view key, const RowRef &newest, Evaluations &at, RowRef &row) const
{
    static_cast<void>(newest);
    const Slot slot = keeper_.find(keyHash(key), key);
    if (slot == KeyTable::none || !programs_)
        return nullptr;
    for (std::size_t let = 0; let < spec_.lets.size(); ++let) {
        LetColumn &column = at.lets[let];
        column.resize(1, programs_->hasValues(let));
        if (state_of_[let] != no_state)
            readState(column, let, slot, 0);
    }
    BatchBuilder builder(kept_->schema());
    kept_->append(slot, key, builder);
    row = { builder.finish(), 0 };
    return &*instant_programs_;
}

void LetRule::fill(RuleStatus &status) const
{
    ExpressionRule::fill(status);
    status.memory_bytes += sizeof(LetRule) + states_.memoryBytes() + (kept_ ? kept_->memoryBytes() : 0)
        + run_of_.capacity() * sizeof(std::uint32_t);
    status.bytes_per_key = sizeof(KeySlot) + states_.mostBytesPerKey();
    status.evicted += states_.evicted();
}

} // namespace streamgauge
