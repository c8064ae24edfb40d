// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/letfeed.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

/// Rows fed before they are judged.
constexpr std::size_t most_rows = 1'024;

} // namespace

void LetRows::clear()
{
    slots.clear();
    times_ns.clear();
    rows.clear();
    keys.clear();
}

Result<std::shared_ptr<LetFeed>> LetFeed::make(const RuleSpec &spec, const RuleFunctions &functions)
{
    auto states = LetStates::make(spec.lets);
    if (!states)
        return states.error();
    RuleSpec fed;
    fed.stream = spec.stream;
    fed.when = "false";
    for (const LetSpec &let : spec.lets) {
        if (let.kind == LetKind::Expression)
            continue;
        fed.lets.push_back(let);
        fed.lets.back().name = "let" + std::to_string(fed.lets.size());
    }
    return std::make_shared<LetFeed>(std::move(fed), functions, std::move(*states));
}

LetFeed::LetFeed(RuleSpec spec, RuleFunctions functions, LetStates states)
    : spec_(std::move(spec))
    , functions_(std::move(functions))
    , states_(std::move(states))
    , arguments_(spec_.lets.size())
    , argument_states_(spec_.lets.size())
{
}

bool LetFeed::equals(const LetFeed &other) const
{
    return !schema_ && !other.schema_ && keys_.size() == 0 && other.keys_.size() == 0 && spec_ == other.spec_
        && functions_ == other.functions_;
}

void LetFeed::compile(const SchemaPtr &schema)
{
    schema_ = schema;
    kept_.reset();
    instant_rows_.reset();
    programs_.reset();
    events_.lets.clear();
    instants_.lets.clear();
    if (auto made = RulePrograms::compile(spec_, schema, functions_))
        programs_.emplace(std::move(*made));
    else
        return;
    std::vector<std::size_t> columns;
    for (const LetReader *reader : readers_) {
        if (const RulePrograms *programs = reader->programs())
            columns.insert(columns.end(), programs->columnsUsed().begin(), programs->columnsUsed().end());
    }
    std::ranges::sort(columns);
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    kept_.emplace(*schema, std::move(columns));
    instant_rows_ = std::make_unique<BatchBuilder>(kept_->schema());
    for (LetReader *reader : readers_)
        reader->instantsHave(kept_->schema());
}

bool LetFeed::readsKey() const
{
    return (programs_ && programs_->readsKey()) || std::ranges::any_of(readers_, [](const LetReader *reader) {
               return reader->programs() != nullptr && reader->programs()->readsKey();
           });
}

void LetFeed::resizeLets(LetRows &rows, std::size_t size) const
{
    rows.lets.resize(spec_.lets.size());
    for (std::size_t let = 0; programs_ && let < spec_.lets.size(); ++let)
        rows.lets[let].resize(size, programs_->hasValues(let));
}

void LetFeed::evaluate(const RowBlock &block, AlertOutput &out)
{
    cost_.measure(block.rows.size(), [&] { takeBlock(block, out); });
}

void LetFeed::takeBlock(const RowBlock &block, AlertOutput &out)
{
    for (LetReader *reader : readers_)
        reader->begin(block);
    const SchemaPtr &schema = block.batch.schemaPtr();
    if (schema_ != schema && (!schema_ || *schema_ != *schema))
        compile(schema);
    events_.batch = &block.batch;
    block.split([&](std::size_t begin, std::size_t end) { feedRows(block, begin, end, out); },
                [&](std::size_t mark) { judgeMark(block, mark, out); });
    for (LetReader *reader : readers_)
        reader->end(out);
    settleReleased();
    events_.batch = nullptr;
}

void LetFeed::feedRows(const RowBlock &block, std::size_t begin, std::size_t end, AlertOutput &out)
{
    while (begin < end) {
        const std::size_t chunk_end = std::min(end, begin + most_rows);
        takeRows(block, begin, chunk_end);
        std::size_t fed = 0;
        while (fed < events_.rows.size() && instants_.slots.size() < most_noted) {
            fed = feedRun(fed);
            run_ends_.push_back(fed);
        }
        // What is left is taken again: the instants noted so far are enough for one turn.
        begin = fed < events_.rows.size() ? sources_[fed] : chunk_end;
        resizeEvents(fed);
        resizeLets(events_, fed);
        judge(out);
        for (const Slot slot : unsettled_)
            settle(slot);
        unsettled_.clear();
        settleReleased();
    }
}

void LetFeed::takeRows(const RowBlock &block, std::size_t begin, std::size_t end)
{
    // A look at all keys may find nothing to forget, so it is not taken with each turn; nor in the midst of one, whose
    // slots must stay.
    constexpr std::uint64_t turns_per_look = 64;
    if (keys_.size() + most_rows > RuleShard::most_keys && crowded_++ % turns_per_look == 0)
        makeRoom();
    takeKeys(block, begin, end);
    const std::size_t size = events_.rows.size();
    for (LetReader *reader : readers_) {
        if (size < end - begin)
            reader->refused(end - begin - size);
    }
    resizeLets(events_, size);
    instants_before_.assign(size, 0);
    changes_.assign(size, Window::never);
    const Evaluations at { &block.batch, events_.rows, events_.times_ns, events_.keys, {} };
    for (std::size_t let = 0; programs_ && let < spec_.lets.size(); ++let) {
        if (programs_->takesText(let))
            continue;
        arguments_[let].resize(size);
        argument_states_[let].resize(size);
        programs_->arguments(let, at, arguments_[let], argument_states_[let]);
    }
}

void LetFeed::takeKeys(const RowBlock &block, std::size_t begin, std::size_t end)
{
    // A key that was found before is asked for some rows before its turn.
    constexpr std::size_t ahead = 16;
    const bool with_key = readsKey();
    const std::span<const std::uint32_t> hints = block.slot_hints;
    events_.keys.clear();
    resizeEvents(end - begin);
    std::size_t taken = 0;
    for (std::size_t index = begin; index < end; ++index) {
        if (index + ahead < hints.size())
            keys_.prefetch(hints[index + ahead]);
        const Slot slot = takeHinted(block, index);
        if (slot == no_slot)
            continue;
        events_.slots[taken] = slot;
        events_.times_ns[taken] = block.times_ns[index];
        events_.rows[taken] = block.rows[index];
        sources_[taken++] = index;
        if (with_key)
            events_.keys.push_back(block.key(index));
    }
    resizeEvents(taken);
}

void LetFeed::resizeEvents(std::size_t size)
{
    events_.slots.resize(size);
    events_.times_ns.resize(size);
    events_.rows.resize(size);
    sources_.resize(size);
}

std::size_t LetFeed::feedRun(std::size_t begin)
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
        TimeNs time_ns = std::max(events_.times_ns[end], states_.clock(slot));
        catchUp(slot, time_ns);
        // Whether the slot was given back meanwhile depends on the cut of batches.
        if (states_.hasRunOut(slot)) {
            forget(slot);
            time_ns = events_.times_ns[end];
        }
        events_.times_ns[end] = time_ns;
        states_.setClock(slot, time_ns);
        instants_before_[end] = instants_.slots.size();
        ++end;
    }
    feedLets(begin, end);
    for (std::size_t index = begin; kept_ && !kept_->empty() && index < end; ++index)
        kept_->keep(events_.slots[index], *events_.batch, events_.rows[index]);
    return end;
}

void LetFeed::feedLets(std::size_t begin, std::size_t end)
{
    const auto part = [begin, size = end - begin](auto &column) { return std::span(column).subspan(begin, size); };
    for (std::size_t let = 0; programs_ && let < spec_.lets.size(); ++let) {
        if (programs_->takesText(let)) {
            feedTexts(let, begin, end);
            continue;
        }
        LetColumn &column = events_.lets[let];
        states_.feed(let,
                     { part(events_.slots), part(events_.times_ns), part(arguments_[let]), part(argument_states_[let]) },
                     { part(column.numbers), part(column.states), part(changes_) });
    }
    noteChanges(begin, end);
}

void LetFeed::noteChanges(std::size_t begin, std::size_t end)
{
    for (std::size_t index = begin; index < end; ++index) {
        const Slot slot = events_.slots[index];
        const TimeNs change_ns = programs_ ? changes_[index] : Window::never;
        const bool not_earlier = change_ns >= states_.nextChange(slot) && change_ns != Window::never;
        if (programs_)
            states_.noteChange(slot, change_ns);
        // The timer was set for an earlier time, which will do.
        if (!not_earlier || !timers_.has(slot))
            unsettled_.push_back(slot);
    }
}

void LetFeed::feedTexts(std::size_t let, std::size_t begin, std::size_t end)
{
    const Evaluations at { events_.batch, events_.rows, events_.times_ns, events_.keys, {} };
    for (std::size_t index = begin; index < end; ++index) {
        const Slot slot = events_.slots[index];
        const TimeNs time_ns = events_.times_ns[index];
        const CelValue argument = programs_->argument(let, at, index);
        const auto number = argument.asNumber();
        const CellState given = number ? CellState::Value : CellState::Null;
        const double value = number.value_or(0);
        double result = 0;
        CellState result_state = CellState::Null;
        if (argument.kind() == CelKind::String)
            changes_[index] = std::min(changes_[index], states_.feedText(let, slot, time_ns, argument.text()));
        else
            states_.feed(let, { { &slot, 1 }, { &time_ns, 1 }, { &value, 1 }, { &given, 1 } },
                         { { &result, 1 }, { &result_state, 1 }, { &changes_[index], 1 } });
        read(events_.lets[let], let, slot, index);
    }
}

void LetFeed::read(LetColumn &column, std::size_t state, Slot slot, std::size_t index) const
{
    if (!programs_->hasValues(state)) {
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

void LetFeed::appendKept(Slot slot, std::string_view key, BatchBuilder &builder) const
{
    kept_->append(slot, key, builder);
}

void LetFeed::noteInstants(Slot slot, TimeNs time_ns)
{
    for (TimeNs next_ns = states_.nextChange(slot); next_ns < time_ns; next_ns = states_.nextChange(slot)) {
        states_.advance(slot, next_ns);
        states_.setClock(slot, std::max(states_.clock(slot), next_ns));
        const std::size_t index = instants_.slots.size();
        instants_.slots.push_back(slot);
        instants_.times_ns.push_back(next_ns);
        instants_.rows.push_back(static_cast<std::uint32_t>(index));
        resizeLets(instants_, index + 1);
        for (std::size_t let = 0; let < spec_.lets.size(); ++let)
            read(instants_.lets[let], let, slot, index);
        kept_->append(slot, {}, *instant_rows_);
    }
}

void LetFeed::judge(AlertOutput &out)
{
    if (!instants_.slots.empty()) {
        instant_batch_ = instant_rows_->finish();
        instants_.batch = instant_batch_.get();
        if (readsKey()) {
            for (const Slot slot : instants_.slots)
                instants_.keys.emplace_back(key(slot));
        }
    }
    if (!instants_.slots.empty() || !events_.slots.empty()) {
        const LetTurn turn { events_, instants_, instants_before_, run_ends_ };
        for (LetReader *reader : readers_)
            reader->judge(turn, out);
    }
    instants_.clear();
    run_ends_.clear();
}

} // namespace streamgauge
