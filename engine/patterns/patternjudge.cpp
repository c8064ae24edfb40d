// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternjudge.h"

#include "engine/patterns/joinvalue.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

bool isCondition(CelKind kind)
{
    return kind == CelKind::Bool || kind == CelKind::Dyn;
}

} // namespace

PatternJudge::PatternJudge(const PatternPlan &plan, std::vector<CelFunction> functions, PartialTable &table,
                           EventStore &events)
    : plan_(plan)
    , functions_(std::move(functions))
    , table_(table)
    , events_(events)
    , schemas_(plan.streams().size())
    , programs_(plan.terms().size())
    , joins_(plan.terms().size())
    , outcomes_(plan.terms().size())
{
}

CelScope PatternJudge::scopeOf(const PatternTerm &term) const
{
    CelScope scope;
    for (const std::size_t read : term.reads)
        scope.records.push_back({ plan_.terms()[read].alias, schemas_[plan_.terms()[read].stream] });
    if (term.reads_previous)
        scope.records.push_back({ std::string(previous_event), plan_.streams().size() == 1 ? schemas_[0] : nullptr });
    scope.variables.push_back({ std::string(pattern_key), CelKind::String });
    scope.functions = functions_;
    return scope;
}

Result<void> PatternJudge::check(const PatternSpec &spec) const
{
    for (const PatternStep &step : spec.steps) {
        for (const PatternEvent &event : step.events) {
            if (event.condition.empty())
                continue;
            const auto term = std::ranges::find(plan_.terms(), event.alias, &PatternTerm::alias);
            CelScope scope = scopeOf(*term);
            if (std::ranges::find(scope.records, event.alias, &CelRecord::name) == scope.records.end())
                scope.records.push_back({ event.alias, nullptr });
            const auto program = CelProgram::compile(event.condition, scope);
            const std::string place = "condition of " + event.alias;
            if (!program)
                return Error { ErrorKind::Configuration, program.error().message, place + ", " + program.error().place,
                               program.error().remedy };
            if (!isCondition(program->kind()))
                return Error { ErrorKind::Configuration, "it is no condition but a " + std::string(name(program->kind())),
                               place, "a comparison, or another expression that is true or false" };
        }
    }
    return {};
}

void PatternJudge::bind(std::size_t stream, const SchemaPtr &schema)
{
    schemas_[stream] = schema;
    for (std::size_t term = 0; term < plan_.terms().size(); ++term) {
        // A condition is compiled anew when any stream it reads has a new shape.
        compile(term);
        compileJoin(term);
    }
}

void PatternJudge::compile(std::size_t index)
{
    const PatternTerm &term = plan_.terms()[index];
    Program &program = programs_[index];
    program = {};
    if (!schemas_[term.stream])
        return;
    if (term.local) {
        CelScope scope;
        scope.records.push_back({ term.alias, schemas_[term.stream] });
        scope.functions = functions_;
        auto compiled = CelProgram::compile(term.local, scope);
        if (compiled)
            program.local = std::move(*compiled);
        else
            fail(term.alias, compiled.error().text());
        program.broken = !compiled;
    }
    if (term.joint) {
        auto compiled = CelProgram::compile(term.joint, scopeOf(term));
        if (compiled)
            program.joint = std::move(*compiled);
        else
            fail(term.alias, compiled.error().text());
        program.broken = program.broken || !compiled;
    }
}

void PatternJudge::compileJoin(std::size_t index)
{
    const PatternTerm &term = plan_.terms()[index];
    joins_[index].reset();
    if (!term.join || (!term.negated && plan_.steps()[term.step].all))
        return;
    const auto column_of = [](const SchemaPtr &schema, const std::string &field) {
        return schema ? schema->find(field) : std::nullopt;
    };
    const SchemaPtr &own = schemas_[term.stream];
    const SchemaPtr &other = schemas_[plan_.terms()[term.join->term].stream];
    Join join { column_of(own, term.join->own_field), column_of(other, term.join->field) };
    if ((join.own_column && !joinsByHash(own->columns[*join.own_column].kind))
        || (join.column && !joinsByHash(other->columns[*join.column].kind)))
        return;
    joins_[index] = join;
}

void PatternJudge::open(const Batch &batch, std::span<const std::uint32_t> rows, std::size_t stream)
{
    candidates_.assign(rows.size(), 0);
    for (std::size_t index = 0; index < plan_.terms().size(); ++index) {
        const PatternTerm &term = plan_.terms()[index];
        const Program &program = programs_[index];
        if (term.stream != stream || program.broken)
            continue;
        if (!term.local) {
            std::ranges::fill(candidates_, std::uint8_t { 1 });
            continue;
        }
        std::vector<Outcome> &outcomes = outcomes_[index];
        outcomes.resize(rows.size());
        program.local->outcomes(batch, rows, {}, 0, outcomes);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            candidates_[row] = static_cast<std::uint8_t>(candidates_[row] | (outcomes[row] == Outcome::True ? 1U : 0U));
            if (outcomes[row] == Outcome::Error)
                fail(term.alias, "its condition has no answer for an event");
        }
    }
}

bool PatternJudge::localHolds(std::size_t term, const JudgedEvent &event) const
{
    return plan_.terms()[term].stream == event.stream && !programs_[term].broken
        && (!plan_.terms()[term].local || outcomes_[term][event.index] == Outcome::True);
}

bool PatternJudge::fits(std::size_t index, const JudgedEvent &event, std::uint32_t link, std::uint32_t mask)
{
    if (!localHolds(index, event))
        return false;
    const PatternTerm &term = plan_.terms()[index];
    if (term.negated || !plan_.steps()[term.step].all)
        return !term.joint || jointHolds(index, index, event, link);
    // In a group of All, a condition is judged by the last event it reads.
    const std::uint32_t there = mask | (1U << term.place);
    for (const std::size_t member : plan_.steps()[term.step].terms) {
        const PatternTerm &judged = plan_.terms()[member];
        const std::uint32_t needs = judged.group_reads | (1U << judged.place);
        const bool complete_now = (needs & there) == needs && (needs & (1U << term.place)) != 0;
        if (judged.joint && complete_now && !jointHolds(member, index, event, link))
            return false;
    }
    return true;
}

bool PatternJudge::jointHolds(std::size_t judged, std::size_t taking, const JudgedEvent &event, std::uint32_t link)
{
    const PatternTerm &term = plan_.terms()[judged];
    const Program &program = programs_[judged];
    if (!program.joint)
        return false;
    records_.clear();
    const auto row = [&](std::uint32_t found) {
        if (found == no_slot)
            return CelRow {};
        const EventStore::Event &taken = events_[table_.link(found).event];
        return CelRow { &events_.batch(taken), taken.row };
    };
    for (const std::size_t read : term.reads) {
        if (read == taking)
            records_.push_back({ event.batch, event.row });
        else
            records_.push_back(row(table_.findLink(link, read, plan_.terms()[read].step)));
    }
    if (term.reads_previous)
        records_.push_back(row(link));
    variables_.assign(1, CelValue::borrowing(CelKind::String, event.key));
    const CelInput input { records_, variables_, event.time_ns };
    const Outcome outcome = program.joint->outcome(input);
    if (outcome == Outcome::Error) {
        const CelValue value = program.joint->evaluate(input);
        fail(term.alias, value.isError() ? value.message() : "its condition is neither true nor false");
    }
    return outcome == Outcome::True;
}

std::optional<std::uint64_t> PatternJudge::lookupHash(std::size_t term, const JudgedEvent &event) const
{
    if (!joins_[term]->own_column)
        return std::nullopt;
    const auto value = joinHash(event.batch->after(*joins_[term]->own_column), event.row);
    if (!value)
        return std::nullopt;
    return mixedHash(mixedHash(*value, term), event.key_hash);
}

std::optional<std::uint64_t> PatternJudge::waitHash(std::size_t term, std::uint64_t key_hash, std::uint32_t link) const
{
    const std::size_t other = plan_.terms()[term].join->term;
    const std::uint32_t found = table_.findLink(link, other, plan_.terms()[other].step);
    if (found == no_slot || !joins_[term]->column)
        return std::nullopt;
    const EventStore::Event &taken = events_[table_.link(found).event];
    const auto value = joinHash(events_.batch(taken).after(*joins_[term]->column), taken.row);
    if (!value)
        return std::nullopt;
    return mixedHash(mixedHash(*value, term), key_hash);
}

void PatternJudge::fail(const std::string &alias, std::string_view why)
{
    ++errors_;
    last_error_ = alias + ": " + std::string(why);
}

} // namespace streamgauge
