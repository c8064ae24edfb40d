// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/expressionrule.h"

#include "engine/rules/shortnumber.h"
#include "engine/rules/threshold.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace streamgauge {

void appendLetText(std::string &out, const LetColumn &column, std::size_t index)
{
    if (index < column.values.size()) {
        if (!column.values[index].isNull() && !column.values[index].isError())
            out += celDisplayText(column.values[index]);
    } else if (index < column.numbers.size() && column.states[index] == CellState::Value) {
        appendNumber(out, column.numbers[index]);
    }
}

ExpressionRule::ExpressionRule(const RuleSpec &spec, RuleFunctions functions)
    : spec_(judgedSpec(spec))
    , condition_(ruleConditionText(spec))
    , functions_(std::move(functions))
    , keeper_(spec_, *this)
    , summary_(spec.summary)
{
    keeper_.describe({}, condition_, false);
}

void ExpressionRule::adopt(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out)
{
    spec_ = judgedSpec(spec);
    condition_ = ruleConditionText(spec);
    summary_ = SummaryTemplate(spec.summary);
    keeper_.adopt(spec_, now_ns, out);
    keeper_.describe(field_, condition_, schema_ && schema_->simulated);
}

void ExpressionRule::endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out)
{
    keeper_.endKeys(reason, now_ns, false, out);
    keeper_.forgetAll();
}

void ExpressionRule::compile(const SchemaPtr &schema)
{
    schema_ = schema;
    programs_.reset();
    compile_error_.clear();
    field_.clear();
    auto made = RulePrograms::compile(spec_, schema, functions_);
    if (made) {
        programs_.emplace(std::move(*made));
        if (programs_->valueColumn())
            field_ = schema->columns[*programs_->valueColumn()].name;
    } else {
        compile_error_ = made.error().text();
        if (const auto threshold = asThreshold(spec_.when))
            field_ = threshold->field;
    }
    keeper_.describe(field_, condition_, schema->simulated);
    schemaChanged();
}

void ExpressionRule::beginBlock(const RowBlock &block)
{
    const SchemaPtr &schema = block.batch.schemaPtr();
    if (schema_ != schema && (!schema_ || *schema_ != *schema))
        compile(schema);
    batch_ = &block.batch;
    keeper_.countEvaluations(block.rows.size() - block.marks.size());
}

void ExpressionRule::endBlock(AlertOutput &out)
{
    keeper_.tellValues(out);
    batch_ = nullptr;
}

void ExpressionRule::restore(const Alert &alert, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out)
{
    keeper_.restore(alert, keyHash(alert.key), down_since_ns, now_ns, out);
}

TimeNs ExpressionRule::nextChange(Slot slot) const
{
    static_cast<void>(slot);
    return never;
}

bool ExpressionRule::remembers(Slot slot) const
{
    static_cast<void>(slot);
    return false;
}

void ExpressionRule::forgotten(Slot slot)
{
    static_cast<void>(slot);
}

bool ExpressionRule::appendCell(std::string &out, std::uint32_t row) const
{
    const auto column = programs_ ? programs_->valueColumn() : std::nullopt;
    // A row without the field says nothing about its value.
    if (!column || batch_ == nullptr || !batch_->after(*column).has(row))
        return false;
    appendCellText(out, schema_->columns[*column], batch_->after(*column), row);
    return true;
}

bool ExpressionRule::appendSummaryOf(std::string &out, const KeySlot &key, const Evaluations &at, std::size_t index) const
{
    const Batch &batch = *at.batch;
    const std::uint32_t row = at.rows[index];
    summary_.fill(out, [&](std::string &text, std::string_view wanted) {
        if (wanted == "key") {
            text += key.key;
            return;
        }
        if (wanted == "value") {
            text += key.value;
            return;
        }
        for (std::size_t let = 0; let < at.lets.size(); ++let) {
            if (spec_.lets[let].name == wanted) {
                appendLetText(text, at.lets[let], index);
                return;
            }
        }
        constexpr std::string_view record = "event.";
        if (wanted.starts_with(record))
            wanted.remove_prefix(record.size());
        if (const auto column = batch.schema().find(wanted))
            appendCellText(text, batch.schema().columns[*column], batch.after(*column), row);
    });
    return true;
}

void ExpressionRule::noteErrors(const RulePrograms *programs, const Evaluations &at, std::span<const Outcome> outcomes)
{
    if (outcomes.empty() || std::memchr(outcomes.data(), static_cast<int>(Outcome::Error), outcomes.size()) == nullptr)
        return;
    const auto errors = static_cast<std::uint64_t>(std::ranges::count(outcomes, Outcome::Error));
    const auto first = static_cast<std::size_t>(std::ranges::find(outcomes, Outcome::Error) - outcomes.begin());
    keeper_.noteError(programs != nullptr ? programs->errorText(at, first) : compile_error_, errors);
}

RuleProbe ExpressionRule::probe(std::string_view key, const RowRef &newest) const
{
    RuleProbe probe;
    probe.error = compile_error_;
    const Slot slot = keeper_.find(keyHash(key), key);
    if (slot != KeyTable::none) {
        const KeyAlert &alert = keeper_[slot].main.alert;
        probe.state = alert.state;
        probe.severity = keeper_.machine().severity(alert);
        probe.time_ns = alert.clock_ns == no_time ? 0 : alert.clock_ns;
    }
    Evaluations at;
    at.lets.resize(spec_.lets.size());
    RowRef row;
    const RulePrograms *programs = readForProbe(key, newest, at, row);
    if (programs != nullptr) {
        const std::array<std::uint32_t, 1> rows { row.row };
        const std::array<TimeNs, 1> times { probe.time_ns };
        const std::array<std::string_view, 1> keys { key };
        at.batch = row.batch.get();
        at.rows = rows;
        at.times_ns = times;
        at.keys = keys;
        programs->derive(at);
        programs->judge(0, false, at, { &probe.when, 1 });
        probe.error = programs->errorText(at, 0);
    } else if (!compile_error_.empty()) {
        probe.when = Outcome::Error;
    }
    for (std::size_t let = 0; let < at.lets.size(); ++let) {
        probe.lets.push_back({ spec_.lets[let].name, {} });
        appendLetText(probe.lets.back().value, at.lets[let], 0);
    }
    return probe;
}

void ExpressionRule::fill(RuleStatus &status) const
{
    keeper_.fill(status);
    status.memory_bytes += keeper_.memoryBytes();
    if (status.last_error.empty())
        status.last_error = compile_error_;
}

} // namespace streamgauge
