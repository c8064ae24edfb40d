// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celjson.h"
#include "engine/cel/celprogram.h"
#include "engine/data/batchbuilder.h"
#include "tests/fuzz/fuzzdriver.h"

#include <array>
#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <string>
#include <string_view>

namespace streamgauge {

namespace {

BatchPtr events()
{
    Schema schema;
    schema.stream = "s";
    schema.columns = { { "a", ValueKind::Double }, { "b", ValueKind::Int64 }, { "c", ValueKind::String },
                       { "d", ValueKind::Bool },   { "e", ValueKind::Json },  { "f", ValueKind::Timestamp } };
    BatchBuilder builder(std::make_shared<const Schema>(std::move(schema)));
    for (int row = 0; row < 3; ++row) {
        for (std::size_t column = 0; row > 0 && column < 6; ++column)
            builder.after(column).appendMissing(row == 1 ? CellState::Null : CellState::Absent);
        if (row == 0) {
            builder.after(0).appendDouble(1.5);
            builder.after(1).appendInt(7);
            builder.after(2).appendText("ICU");
            builder.after(3).appendBool(true);
            builder.after(4).appendText(R"({"x": [1, {"y": null}]})");
            builder.after(5).appendTimestamp(1);
        }
        builder.endRow(Op::Updated, "k");
    }
    return builder.finish();
}

[[noreturn]] void stop(const char *why, std::string_view text)
{
    std::cerr << why << ": " << text << '\n';
    std::abort();
}

void judge(std::string_view text, bool checked, const Batch &batch, const SchemaPtr &schema)
{
    CelScope scope;
    scope.records = { { "event", schema } };
    scope.variables = { { "low", CelKind::Double } };
    scope.checked = checked;
    const auto program = CelProgram::compile(text, scope);
    if (!program) {
        if (program.error().place.empty() || program.error().message.empty() || program.error().remedy.empty())
            stop("an error that explains nothing", text);
        return;
    }
    const std::array<std::uint32_t, 3> rows { 0, 1, 2 };
    const std::array<double, 3> low { 1, 2, 3 };
    const std::array<CellState, 3> states { CellState::Value, CellState::Null, CellState::Absent };
    const std::array<CelColumn, 1> columns { CelColumn { low, states } };
    std::array<Outcome, 3> outcomes {};
    program->outcomes(batch, rows, columns, 5, outcomes);
    for (const std::uint32_t row : rows) {
        const CelRow event { &batch, row };
        const std::array<CelValue, 1> variables { row == 0       ? CelValue::ofDouble(1)
                                                      : row == 1 ? CelValue()
                                                                 : CelValue::ofStaticError("absent", CelFault::Absent) };
        const CelValue value = program->evaluate({ { &event, 1 }, variables, 5 });
        if (outcomeOf(value) != outcomes[row])
            stop("row and columns differ", text);
        const auto again = celFromTaggedJson(celTaggedJson(value, 1UL << 16));
        if (!value.isError() && !again && celTaggedJson(value, 1UL << 16).find("too large") == std::string::npos)
            stop("its result does not read back", text);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const BatchPtr batch = events();
    const std::string text(reinterpret_cast<const char *>(data), size);
    const auto prefix = parseCelPrefix(text);
    const auto whole = parseCel(text);
    if (whole.ok() && !prefix.ok())
        stop("read as a whole but not as a prefix", text);
    if (prefix.ok() && (prefix->length > size || !parseCel(std::string_view(text).substr(0, prefix->length))))
        stop("a prefix that is no expression", text);
    judge(text, true, *batch, batch->schemaPtr());
    judge(text, false, *batch, batch->schemaPtr());
    judge(text, false, *batch, nullptr);
    return 0;
}

std::vector<std::vector<std::uint8_t>> fuzzSeeds()
{
    std::vector<std::vector<std::uint8_t>> seeds;
    for (const std::string_view text : std::initializer_list<std::string_view> {
             "event.a < 90.0 && event.c in ['ICU', \"HDU\"] || !has(event.e.x)",
             "event.b % 7 == -9223372036854775808 ? event.a / 0.0 : double(event.b) * 1.5e-3",
             "[1, 2u, 3.5, null, true].map(x, x == 2, {x: [x]}).exists(y, y.size() > 0) // note",
             "{'a': event.e.x[1].y, 'b': event.?d.orValue(false)}.transformMap(k, v, k + string(v))",
             "cel.bind(t, timestamp('2024-02-29T12:00:00.5+01:00'), t.getHours('Europe/Berlin') + int(now - t))",
             "duration('1h30m') < now - event.f && low != null || event['a'] >= 0x1Fu",
             "'%s %.3f %x'.format([event.c, event.a, event.b]).matches('^[a-z]+(x|y)*$')",
             "b'\\xff\\377'.size() == 2 && r'\\d' + '''it's''' + \"\\u00e4\\U0001F600\".reverse() != ''",
             "optional.of({'c': {}}).?c[?'k'].optMap(v, v + 1).or(optional.none()).hasValue()",
             "[?optional.of(1), 2,].all(i, v, i < v) && {?'k': optional.none()}.size() == 0",
             "'a,b,c'.split(',', 2).join('-').replace('a', 'b').substring(1, 2).indexOf('')",
             "math.greatest(1, 2.0, 3u) - math.bitShiftLeft(1, 3) == int(event.a) && type(event.d) == bool",
             "event.`a` - -1.0 > .5 && a.b.c || x.y(1).z{a: 1}.b", "((((((((((1))))))))))[0].?a" })
        seeds.emplace_back(text.begin(), text.end());
    return seeds;
}

} // namespace streamgauge
