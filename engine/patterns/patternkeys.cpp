// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternkeys.h"

#include "engine/patterns/patternplan.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

/// A field of an event, by its alias.
using Operand = std::pair<std::string, std::string>;
using Equality = std::pair<Operand, Operand>;

std::vector<Equality> equalitiesOf(const PatternSpec &spec)
{
    std::vector<Equality> equalities;
    for (const PatternStep &step : spec.steps) {
        for (const PatternEvent &event : step.events) {
            const auto condition = event.condition.empty() ? Result<CelNodePtr>(Error {}) : parseCel(event.condition);
            if (!condition)
                continue;
            for (const CelNodePtr &conjunct : conjunctsOf(*condition)) {
                if (conjunct->kind != CelNodeKind::Operator || conjunct->name != "==" || conjunct->children.size() != 2)
                    continue;
                const auto left = celFieldReference(*conjunct->children[0]);
                const auto right = celFieldReference(*conjunct->children[1]);
                if (left && right)
                    equalities.push_back({ { std::string(left->record), std::string(left->field) },
                                           { std::string(right->record), std::string(right->field) } });
            }
        }
    }
    return equalities;
}

/// Everything that equals `first`, by any number of steps.
std::vector<Operand> equalTo(const Operand &first, const std::vector<Equality> &equalities)
{
    std::vector<Operand> equal { first };
    for (std::size_t known = 0; known < equal.size(); ++known) {
        for (const auto &[left, right] : equalities) {
            for (const auto &[from, to] : { Equality { left, right }, Equality { right, left } }) {
                if (from == equal[known] && std::ranges::find(equal, to) == equal.end())
                    equal.push_back(to);
            }
        }
    }
    return equal;
}

/// The field of each stream by which all events agree with `first`; empty when there is no such.
std::vector<std::string> fieldsEqualTo(const Operand &first, const PatternSpec &spec,
                                       const std::vector<Equality> &equalities)
{
    const std::vector<Operand> equal = equalTo(first, equalities);
    const std::vector<std::string> streams = patternStreams(spec);
    std::vector<std::string> fields(streams.size());
    for (const PatternStep &step : spec.steps) {
        for (const PatternEvent &event : step.events) {
            const auto operand = std::ranges::find(equal, event.alias, &Operand::first);
            const auto stream = std::ranges::find(streams, event.stream) - streams.begin();
            std::string &field = fields[static_cast<std::size_t>(stream)];
            if (operand == equal.end() || (!field.empty() && field != operand->second))
                return {};
            field = operand->second;
        }
    }
    return fields;
}

} // namespace

std::vector<std::vector<std::string>> patternKeys(const PatternSpec &spec, const std::vector<std::string> &key_fields)
{
    std::vector<std::vector<std::string>> keys(patternStreams(spec).size(), key_fields);
    const PatternStep &first = spec.steps.front();
    // What repeats is not compared with itself, and what can be left out ties nothing.
    if (!key_fields.empty() || first.group != PatternGroup::Single || first.least != 1 || first.most != 1)
        return keys;
    const std::vector<Equality> equalities = equalitiesOf(spec);
    for (const auto &[left, right] : equalities) {
        for (const Operand &operand : { left, right }) {
            if (operand.first != first.events.front().alias)
                continue;
            const std::vector<std::string> fields = fieldsEqualTo(operand, spec, equalities);
            for (std::size_t stream = 0; stream < fields.size(); ++stream)
                keys[stream] = { fields[stream] };
            if (!fields.empty())
                return keys;
        }
    }
    return keys;
}

} // namespace streamgauge
