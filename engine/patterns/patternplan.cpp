// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternplan.h"

#include <algorithm>

namespace streamgauge {

namespace {

bool isOperator(const CelNode &node, std::string_view name)
{
    return node.kind == CelNodeKind::Operator && node.name == name;
}

CelNodePtr allOf(std::vector<CelNodePtr> conjuncts)
{
    if (conjuncts.empty())
        return nullptr;
    if (conjuncts.size() == 1)
        return conjuncts.front();
    auto node = std::make_shared<CelNode>();
    node->kind = CelNodeKind::Operator;
    node->name = "&&";
    node->begin = conjuncts.front()->begin;
    node->end = conjuncts.back()->end;
    node->offset = node->begin;
    for (const CelNodePtr &conjunct : conjuncts)
        node->depth = std::max(node->depth, conjunct->depth + 1);
    node->children = std::move(conjuncts);
    return node;
}

} // namespace

std::vector<CelNodePtr> conjunctsOf(const CelNodePtr &condition)
{
    std::vector<CelNodePtr> conjuncts;
    std::vector<CelNodePtr> open { condition };
    while (!open.empty()) {
        const CelNodePtr node = open.back();
        open.pop_back();
        if (isOperator(*node, "&&"))
            open.insert(open.end(), node->children.rbegin(), node->children.rend());
        else
            conjuncts.push_back(node);
    }
    return conjuncts;
}

RecordReads readsOf(const CelNode &expression, std::string_view record)
{
    RecordReads reads;
    std::vector<const CelNode *> open { &expression };
    while (!open.empty()) {
        const CelNode &node = *open.back();
        open.pop_back();
        const auto reference = celFieldReference(node);
        if (reference && reference->record == record) {
            if (std::ranges::find(reads.fields, reference->field) == reads.fields.end())
                reads.fields.emplace_back(reference->field);
            continue;
        }
        if (node.kind == CelNodeKind::Identifier && (node.name == record || node.name == "." + std::string(record)))
            reads.all = true;
        for (const CelNodePtr &child : node.children)
            open.push_back(child.get());
    }
    return reads;
}

PatternPlan::PatternPlan(const PatternSpec &spec)
    : streams_(patternStreams(spec))
{
    gaps_.emplace_back();
    for (const PatternStep &step : spec.steps) {
        const std::size_t number = steps_.size();
        if (!step.negated) {
            PlanStep plan;
            plan.least = step.least;
            plan.most = step.most;
            plan.all = step.group == PatternGroup::All;
            plan.greedy = step.greedy;
            plan.next = step.contiguity == PatternContiguity::Next;
            plan.consecutive = step.consecutive;
            steps_.push_back(plan);
            gaps_.emplace_back();
        }
        minds_every_event_ = minds_every_event_ || step.consecutive || step.contiguity == PatternContiguity::Next;
        for (std::size_t place = 0; place < step.events.size(); ++place)
            addTerm(step, number, place);
    }
    std::size_t term = 0;
    for (const PatternStep &step : spec.steps) {
        for (const PatternEvent &event : step.events) {
            if (!event.condition.empty()) {
                if (const auto condition = parseCel(event.condition))
                    splitCondition(terms_[term], *condition);
            }
            ++term;
        }
    }
    buildGuards();
}

void PatternPlan::addTerm(const PatternStep &step, std::size_t number, std::size_t place)
{
    PatternTerm term;
    term.alias = step.events[place].alias;
    const auto stream = std::ranges::find(streams_, step.events[place].stream);
    term.stream = static_cast<std::size_t>(stream - streams_.begin());
    term.step = number;
    term.place = place;
    term.negated = step.negated;
    term.only_next = step.negated && step.contiguity == PatternContiguity::Next;
    (step.negated ? gaps_[number] : steps_[number].terms).push_back(terms_.size());
    terms_.push_back(std::move(term));
}

std::optional<std::size_t> PatternPlan::termOf(std::string_view alias) const
{
    const auto found = std::ranges::find(terms_, alias, &PatternTerm::alias);
    if (found == terms_.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - terms_.begin());
}

void PatternPlan::splitCondition(PatternTerm &term, const CelNodePtr &condition)
{
    const auto own = static_cast<std::size_t>(&term - terms_.data());
    std::vector<CelNodePtr> local;
    std::vector<CelNodePtr> joint;
    for (const CelNodePtr &conjunct : conjunctsOf(condition)) {
        bool alone = true;
        std::vector<std::size_t> read;
        for (const std::string &name : celNames(*conjunct)) {
            if (const auto other = termOf(name))
                read.push_back(*other);
            alone = alone && (!termOf(name) || *termOf(name) == own) && name != previous_event && name != pattern_key
                && name != "now";
            term.reads_previous = term.reads_previous || name == previous_event;
        }
        (alone ? local : joint).push_back(conjunct);
        if (alone)
            continue;
        for (const std::size_t other : read) {
            if (std::ranges::find(term.reads, other) == term.reads.end())
                term.reads.push_back(other);
            if (other != own && !term.negated && terms_[other].step == term.step && !terms_[other].negated)
                term.group_reads |= 1U << terms_[other].place;
        }
        if (!term.join)
            term.join = joinOf(term, *conjunct);
    }
    term.local = allOf(std::move(local));
    term.joint = allOf(std::move(joint));
}

std::optional<PatternJoin> PatternPlan::joinOf(const PatternTerm &term, const CelNode &conjunct) const
{
    if (!isOperator(conjunct, "==") || conjunct.children.size() != 2)
        return std::nullopt;
    auto own = celFieldReference(*conjunct.children[0]);
    auto other = celFieldReference(*conjunct.children[1]);
    if (!own || !other)
        return std::nullopt;
    if (own->record != term.alias)
        std::swap(own, other);
    const auto bound = termOf(other->record);
    if (own->record != term.alias || other->record == term.alias || !bound)
        return std::nullopt;
    return PatternJoin { std::string(own->field), *bound, std::string(other->field) };
}

PatternWaits PatternPlan::entries(std::size_t from) const
{
    PatternWaits waits = 0;
    for (std::size_t step = from; step < steps_.size(); ++step) {
        waits |= waitBit(step);
        if (steps_[step].least > 0)
            break;
    }
    return waits;
}

PatternPlan::After PatternPlan::after(std::size_t step, std::uint32_t count, std::uint32_t mask) const
{
    const PlanStep &here = steps_[step];
    if (here.all && mask != here.fullMask())
        return { waitBit(step), false };
    After after;
    if (count < here.most && !here.all)
        after.waits |= waitBit(step);
    if (count < here.least && !here.all)
        return after;
    after.waits |= entries(step + 1);
    for (std::size_t next = step + 1; next < steps_.size(); ++next) {
        if (steps_[next].least > 0)
            return after;
    }
    if (gaps_.back().empty())
        after.complete = true;
    else
        after.waits |= waitBit(time_wait);
    return after;
}

void PatternPlan::buildGuards()
{
    const std::size_t count = steps_.size();
    guards_.assign(count, std::vector<std::vector<PlanGuard>>(count + 1));
    for (std::size_t step = 0; step < count; ++step) {
        for (std::size_t wait = step; wait <= count; ++wait) {
            // A repetition is not followed by what the step behind it must not be preceded by, from its first event on.
            const std::size_t last_gap = std::max(wait, step + 1);
            for (std::size_t gap = step + 1; gap <= last_gap; ++gap) {
                for (const std::size_t term : gaps_[gap]) {
                    if (wait > step || (!steps_[step].all && !terms_[term].only_next))
                        guards_[step][wait].push_back({ term, terms_[term].only_next });
                }
            }
        }
    }
}

} // namespace streamgauge
