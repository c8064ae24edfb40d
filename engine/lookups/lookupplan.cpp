// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lookups/lookupplan.h"

#include "engine/rules/ruleexpressions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace streamgauge {

namespace {

bool isLookup(const CelNode &node)
{
    return node.kind == CelNodeKind::Call && node.name == "lookup" && !node.has_target && node.children.size() == 2
        && node.children[0]->kind == CelNodeKind::Literal && node.children[0]->literal.kind() == CelKind::String;
}

/// The streams a rule reads, each with the name its events have in the rule.
std::vector<StreamAlias> recordsOf(const RuleSpec &rule)
{
    if (!rule.joined.empty())
        return rule.joined;
    if (rule.kind != RuleKind::Pattern)
        return { { rule.stream, "event" } };
    std::vector<StreamAlias> records;
    for (const PatternStep &step : rule.pattern.steps) {
        for (const PatternEvent &event : step.events)
            records.push_back({ event.stream, event.alias });
    }
    return records;
}

void appendRuleKey(std::string &out, const Batch &batch, std::uint32_t row, const std::vector<std::size_t> &columns)
{
    for (const std::size_t column : columns) {
        if (column != columns.front())
            out += '\x1f';
        appendCellText(out, batch.schema().columns[column], batch.after(column), row);
    }
}

} // namespace

std::optional<std::string> lookupKey(const CelValue &value)
{
    constexpr double exact = 9'007'199'254'740'992.0;
    switch (value.kind()) {
    case CelKind::String: return std::string(value.text());
    case CelKind::Int: return std::to_string(value.integer());
    case CelKind::Uint: return std::to_string(value.unsignedInteger());
    case CelKind::Double:
        if (std::trunc(value.number()) != value.number() || std::abs(value.number()) > exact)
            return std::nullopt;
        return std::to_string(static_cast<std::int64_t>(value.number()));
    default: return std::nullopt;
    }
}

std::vector<CelKind> lookupKeyKinds()
{
    return { CelKind::String, CelKind::Int, CelKind::Uint, CelKind::Double };
}

LookupPlan::LookupPlan(std::span<const RuleSpec> rules, const SchemaPtr &schema)
{
    for (const RuleSpec &rule : rules) {
        for (const StreamAlias &record : recordsOf(rule)) {
            if (record.stream != schema->stream)
                continue;
            for (const RuleExpression &expression : ruleExpressions(rule)) {
                if (expression.text.find("lookup") != std::string_view::npos)
                    add(rule, record.alias, std::string(expression.text), schema);
            }
        }
    }
}

void LookupPlan::add(const RuleSpec &rule, const std::string &record, const std::string &expression, const SchemaPtr &schema)
{
    const auto root = parseCel(expression);
    if (!root)
        return;
    std::vector<CelNodePtr> nodes { *root };
    while (!nodes.empty()) {
        const CelNodePtr node = nodes.back();
        nodes.pop_back();
        if (isLookup(*node))
            add(rule, record, *node,
                expression.substr(node->children[1]->begin, node->children[1]->end - node->children[1]->begin), schema);
        nodes.insert(nodes.end(), node->children.begin(), node->children.end());
    }
}

void LookupPlan::add(const RuleSpec &rule, const std::string &record, const CelNode &call, std::string key_text,
                     const SchemaPtr &schema)
{
    CelScope scope;
    scope.records.push_back({ record, schema });
    scope.variables.push_back({ "key", CelKind::String });
    // What reads lets, other events or other lookups is not known yet, and does not compile here.
    auto key = CelProgram::compile(call.children[1], scope);
    if (!key)
        return;
    std::vector<std::size_t> columns;
    for (const std::string &field : rule.key) {
        const auto column = schema->find(field);
        if (!column)
            return;
        columns.push_back(*column);
    }
    Reading reading { std::string(call.children[0]->literal.text()), std::move(key_text), std::move(*key),
                      std::move(columns) };
    // A condition and its clear mostly read the same row, which is needed once.
    const bool known = std::ranges::any_of(readings_, [&](const Reading &other) {
        return other.lookup == reading.lookup && other.text == reading.text && other.key_columns == reading.key_columns;
    });
    if (!known)
        readings_.push_back(std::move(reading));
}

LookupNeeds LookupPlan::needs(const Batch &batch) const
{
    LookupNeeds needs;
    std::string own_key;
    for (const Reading &reading : readings_) {
        std::vector<std::string> &keys = needs[reading.lookup];
        const bool reads_key = !reading.key.variablesUsed().empty();
        for (std::uint32_t row = 0; row < batch.rows(); ++row) {
            const Op op = batch.op(row);
            if (op == Op::Deleted || isStreamWide(op))
                continue;
            own_key.clear();
            if (reads_key)
                appendRuleKey(own_key, batch, row, reading.key_columns);
            const std::string_view key = reading.key_columns.empty() ? batch.key(row) : std::string_view(own_key);
            const std::array<CelRow, 1> records { CelRow { &batch, row } };
            const std::array<CelValue, 1> variables { CelValue::borrowing(CelKind::String, key) };
            if (auto text = lookupKey(reading.key.evaluate({ records, variables, batch.arrivalTime(row) })))
                keys.push_back(std::move(*text));
        }
    }
    return needs;
}

} // namespace streamgauge
