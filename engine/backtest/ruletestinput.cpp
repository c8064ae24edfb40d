// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backtest/ruletestinput.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace streamgauge {

namespace {

constexpr std::string_view key_column = "key";
/// As keys of several fields are shown.
constexpr std::string_view shown_separator = " · ";

template <typename Number> std::optional<Number> asNumber(std::string_view text)
{
    Number number {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

ValueKind kindOf(const std::vector<TestValue> &values, WholeNumbers numbers)
{
    bool truth = true;
    bool whole = numbers == WholeNumbers::Integers;
    bool number = true;
    for (const TestValue &value : values) {
        if (value.kind != TestValue::Kind::Value)
            continue;
        truth = truth && (value.text == "true" || value.text == "false");
        whole = whole && asNumber<std::int64_t>(value.text);
        number = number && asNumber<double>(value.text);
    }
    if (truth)
        return ValueKind::Bool;
    if (whole)
        return ValueKind::Int64;
    return number ? ValueKind::Double : ValueKind::String;
}

void appendValue(ColumnData &column, const std::string &text)
{
    switch (column.kind()) {
    case ValueKind::Bool: column.appendBool(text == "true"); return;
    case ValueKind::Int64: column.appendInt(asNumber<std::int64_t>(text).value_or(0)); return;
    case ValueKind::Double: column.appendDouble(asNumber<double>(text).value_or(0)); return;
    default: column.appendText(text); return;
    }
}

std::vector<std::string> keyParts(std::string_view key, std::size_t fields)
{
    std::vector<std::string> parts;
    while (parts.size() + 1 < fields) {
        const std::size_t end = std::min(key.find(shown_separator), key.size());
        parts.emplace_back(key.substr(0, end));
        key.remove_prefix(std::min(end + shown_separator.size(), key.size()));
    }
    parts.emplace_back(key);
    return parts;
}

} // namespace

Result<RuleTestInput> RuleTestInput::make(const RuleSpec &rule, const RuleTest &test, WholeNumbers numbers)
{
    RuleTestInput input;
    std::map<std::string, Schema> schemas;
    const std::vector<std::string> key_fields = rule.key.empty() ? std::vector { std::string(key_column) } : rule.key;
    for (const TestSeries &series : test.input) {
        auto values = testValues(series.values);
        if (!values)
            return values.error();
        input.steps_ = std::max(input.steps_, values->size());
        const std::string &name = series.stream.empty() ? rule.stream : series.stream;
        Schema &schema = schemas[name];
        if (schema.columns.empty()) {
            schema.stream = name;
            for (const std::string &field : key_fields) {
                schema.key_columns.push_back(static_cast<std::uint32_t>(schema.columns.size()));
                schema.columns.push_back({ field, ValueKind::String });
            }
        }
        auto column = schema.find(series.field);
        if (!column) {
            column = schema.columns.size();
            schema.columns.push_back({ series.field, kindOf(*values, numbers) });
        } else if (*column >= key_fields.size() && schema.columns[*column].kind != kindOf(*values, numbers)) {
            const bool words =
                kindOf(*values, numbers) == ValueKind::String || schema.columns[*column].kind == ValueKind::String;
            schema.columns[*column].kind = words ? ValueKind::String : ValueKind::Double;
        }
        if (*column < key_fields.size())
            continue;
        std::vector<Values> &fields = input.streams_[name].keys[series.key];
        fields.resize(std::max(fields.size(), *column - key_fields.size() + 1));
        fields[*column - key_fields.size()] = std::move(*values);
    }
    for (auto &[name, schema] : schemas) {
        Stream &stream = input.streams_[name];
        stream.key_fields = key_fields.size();
        stream.schema = std::make_shared<const Schema>(std::move(schema));
    }
    return input;
}

std::vector<std::string> RuleTestInput::streams() const
{
    std::vector<std::string> names;
    for (const auto &[name, stream] : streams_)
        names.push_back(name);
    return names;
}

void RuleTestInput::addRow(BatchBuilder &builder, const Stream &stream, const std::string &key,
                           const std::vector<Values> &fields, std::size_t step) const
{
    const auto has = [step](TestValue::Kind kind) {
        return [step, kind](const Values &values) { return step < values.size() && values[step].kind == kind; };
    };
    const auto sends = has(TestValue::Kind::Value);
    const bool deletes = std::ranges::any_of(fields, has(TestValue::Kind::Deletion));
    if (!deletes && std::ranges::none_of(fields, sends))
        return;
    const std::vector<std::string> parts = keyParts(key, stream.key_fields);
    for (std::size_t column = 0; column < stream.schema->columns.size(); ++column) {
        ColumnData &data = builder.after(column);
        const std::size_t field = column - stream.key_fields;
        if (column < stream.key_fields)
            data.appendText(parts[column]);
        else if (!deletes && field < fields.size() && sends(fields[field]))
            appendValue(data, fields[field][step].text);
        else
            data.appendMissing(CellState::Absent);
    }
    builder.endRow(deletes ? Op::Deleted : Op::Updated);
}

std::vector<BatchPtr> RuleTestInput::batches(std::size_t step, TimeNs time_ns) const
{
    std::vector<BatchPtr> batches;
    for (const auto &[name, stream] : streams_) {
        BatchBuilder builder(stream.schema);
        builder.setTimes(time_ns, time_ns);
        for (const auto &[key, fields] : stream.keys)
            addRow(builder, stream, key, fields, step);
        if (BatchPtr batch = builder.finish())
            batches.push_back(std::move(batch));
    }
    return batches;
}

} // namespace streamgauge
