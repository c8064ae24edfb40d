// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celprogram.h"
#include "engine/data/batchbuilder.h"

#include <QTest>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <vector>

using namespace streamgauge;

namespace {

constexpr std::array<ValueKind, 8> kinds { ValueKind::Bool,    ValueKind::Int64,  ValueKind::UInt64, ValueKind::Double,
                                           ValueKind::Decimal, ValueKind::String, ValueKind::Json,   ValueKind::Timestamp };

SchemaPtr allKinds()
{
    Schema schema;
    schema.stream = "s";
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        for (const char twin : { 'a', 'b' })
            schema.columns.push_back({ std::string(name(kinds[kind])) + '_' + twin, kinds[kind] });
    }
    return std::make_shared<const Schema>(std::move(schema));
}

class Generator
{
public:
    explicit Generator(unsigned seed)
        : random_(seed)
    {
    }
    std::size_t below(std::size_t count) { return random_() % count; }

    std::int64_t wholeNumber()
    {
        constexpr std::array<std::int64_t, 9> corners { 0,
                                                        1,
                                                        -1,
                                                        2,
                                                        90,
                                                        std::numeric_limits<std::int64_t>::max(),
                                                        std::numeric_limits<std::int64_t>::min(),
                                                        1LL << 53,
                                                        (1LL << 53) + 1 };
        return below(3) == 0 ? corners[below(corners.size())] : static_cast<std::int64_t>(below(200)) - 100;
    }
    double number()
    {
        constexpr std::array<double, 8> corners {
            0.0, -0.0, std::numeric_limits<double>::infinity(), 0.5, 9007199254740993.0, 1e300, -1.5, 9223372036854775808.0
        };
        if (below(12) == 0)
            return std::numeric_limits<double>::quiet_NaN();
        return below(4) == 0 ? corners[below(corners.size())]
                             : static_cast<double>(static_cast<std::int64_t>(below(400)) - 200) / 4;
    }
    std::string wholeLiteral()
    {
        return below(4) == 0
            ? std::array<std::string, 6> { "18446744073709551615u", "9223372036854775808u", "9223372036854775807u",
                                           "9007199254740993u",     "9007199254740992u",    "0u" }[below(6)]
            : std::to_string(below(200)) + "u";
    }
    std::string realLiteral()
    {
        static const std::array<std::string, 13> corners { "-0.0",
                                                           "0.5",
                                                           "-0.5",
                                                           "1e300",
                                                           "9007199254740991.0",
                                                           "9007199254740993.0",
                                                           "9223372036854775807.0",
                                                           "-1e-320",
                                                           "1.0e19",
                                                           "(0.0 / 0.0)",
                                                           "(-1.0 / 0.0)",
                                                           "-9223372036854775808.0",
                                                           "90.00000000000001" };
        return below(3) == 0 ? corners[below(corners.size())]
                             : "double('" + std::to_string(static_cast<double>(below(400)) / 4 - 50) + "')";
    }
    std::string word() { return std::array<std::string, 4> { "ICU", "HDU", "", "x" }[below(4)]; }

    std::string numeric(char kind, int depth)
    {
        static const std::map<char, std::vector<std::string>> leaves {
            { 'i', { "event.int_a", "event.int_b", "count" } },
            { 'u', { "event.uint_a", "event.uint_b" } },
            { 'd', { "event.double_a", "event.double_b", "event.decimal_a", "low" } }
        };
        if (depth > 0 && below(3) == 0) {
            const std::string op = std::array<std::string, 5> { "+", "-", "*", "/", "%" }[below(kind == 'd' ? 4 : 5)];
            return "(" + numeric(kind, depth - 1) + " " + op + " " + numeric(kind, depth - 1) + ")";
        }
        if (depth > 0 && below(8) == 0)
            return "(" + condition(depth - 1) + " ? " + numeric(kind, depth - 1) + " : " + numeric(kind, depth - 1) + ")";
        if (depth > 0 && kind != 'u' && below(10) == 0)
            return "-(" + numeric(kind, depth - 1) + ")";
        if (depth > 0 && kind == 'd' && below(5) == 0)
            return "double(" + numeric("iud"[below(3)], depth - 1) + ")";
        if (below(2) == 0)
            return leaves.at(kind)[below(leaves.at(kind).size())];
        switch (kind) {
        case 'i': return "(" + std::to_string(wholeNumber()) + ")";
        case 'u': return wholeLiteral();
        default: return realLiteral();
        }
    }

    std::string condition(int depth)
    {
        static const std::array<std::string, 6> comparisons { "<", "<=", ">", ">=", "==", "!=" };
        if (depth > 0 && below(3) == 0) {
            const std::string op = below(2) == 0 ? " && " : " || ";
            return "(" + condition(depth - 1) + op + condition(depth - 1) + (below(3) == 0 ? op + condition(depth - 1) : "")
                + ")";
        }
        switch (below(9)) {
        case 0: return "event.bool_a";
        case 1: return "!" + std::string(depth > 0 ? "(" + condition(depth - 1) + ")" : "event.bool_b");
        case 2: return "has(event." + std::array<std::string, 4> { "int_a", "string_a", "json_a", "bool_b" }[below(4)] + ")";
        case 3: return "event.string_a " + std::string(below(2) == 0 ? "==" : "!=") + " '" + word() + "'";
        case 4: return "event.string_b in ['" + word() + "', '" + word() + "']";
        case 5:
            return "event." + std::array<std::string, 3> { "int_a", "double_a", "bool_a" }[below(3)]
                + (below(2) == 0 ? " == null" : " != null");
        case 6: return "event.bool_a " + comparisons[below(6)] + (below(2) == 0 ? " event.bool_b" : " true");
        default: break;
        }
        const std::string all = "iud";
        return "(" + numeric(all[below(3)], depth) + " " + comparisons[below(6)] + " " + numeric(all[below(3)], depth) + ")";
    }

    void fill(ColumnData &column)
    {
        if (below(5) == 0) {
            column.appendMissing(below(2) == 0 ? CellState::Null : CellState::Absent);
            return;
        }
        switch (column.kind()) {
        case ValueKind::Bool: column.appendBool(below(2) == 0); return;
        case ValueKind::Int64: column.appendInt(wholeNumber()); return;
        case ValueKind::UInt64: column.appendUInt(static_cast<std::uint64_t>(wholeNumber())); return;
        case ValueKind::Double: column.appendDouble(number()); return;
        case ValueKind::Decimal: column.appendDecimal("1.25", 1.25); return;
        case ValueKind::Timestamp: column.appendTimestamp(wholeNumber() / 2); return;
        case ValueKind::Json: column.appendText(R"({"a": 1})"); return;
        default: column.appendText(word());
        }
    }

    BatchPtr batch(const SchemaPtr &schema, std::size_t rows)
    {
        BatchBuilder builder(schema);
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t column = 0; column < schema->columns.size(); ++column)
                fill(builder.after(column));
            builder.endRow(Op::Updated, "k");
        }
        return builder.finish();
    }

    std::vector<std::uint32_t> rows(const Batch &batch)
    {
        std::vector<std::uint32_t> chosen;
        const std::size_t kept = 1 + below(4);
        for (std::uint32_t row = 0; row < batch.rows(); ++row) {
            if (below(kept) == 0)
                chosen.push_back(row);
        }
        return chosen;
    }

private:
    std::mt19937_64 random_;
};

struct Variables {
    std::vector<double> low, count;
    std::vector<CellState> low_states, count_states;

    Variables(Generator &generator, std::size_t rows)
    {
        const auto state = [&] {
            return generator.below(6) == 0 ? static_cast<CellState>(generator.below(2)) : CellState::Value;
        };
        for (std::size_t row = 0; row < rows; ++row) {
            low.push_back(generator.number());
            count.push_back(static_cast<double>(generator.below(50)));
            low_states.push_back(state());
            count_states.push_back(state());
        }
    }
    [[nodiscard]] std::vector<CelColumn> columns() const { return { { low, low_states }, { count, count_states } }; }

    static CelValue at(const CelValue &value, CellState state)
    {
        if (state == CellState::Absent)
            return CelValue::ofStaticError("no value", CelFault::Absent);
        return state == CellState::Null ? CelValue() : value;
    }
    [[nodiscard]] std::vector<CelValue> values(std::size_t row) const
    {
        return { at(CelValue::ofDouble(low[row]), low_states[row]),
                 at(CelValue::ofInt(static_cast<std::int64_t>(count[row])), count_states[row]) };
    }
};

CelScope scopeOf(const SchemaPtr &schema)
{
    CelScope scope;
    scope.records = { { "event", schema } };
    scope.variables = { { "low", CelKind::Double }, { "count", CelKind::Int } };
    return scope;
}

} // namespace

class tst_CelColumns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bothWaysAgree_data();
    void bothWaysAgree();
    void isColumnar_data();
    void isColumnar();
    void nullsAndAbsences_data();
    void nullsAndAbsences();
    void emptyAndUnevenBlocks();
};

void tst_CelColumns::bothWaysAgree_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 40; ++seed)
        QTest::addRow("random expressions %u", seed) << seed;
}

void tst_CelColumns::bothWaysAgree()
{
    QFETCH(unsigned, seed);
    Generator generator(seed);
    const SchemaPtr schema = allKinds();
    const CelScope scope = scopeOf(schema);
    int columnar = 0;
    for (int round = 0; round < 25; ++round) {
        const BatchPtr batch = generator.batch(schema, 1 + generator.below(700));
        const std::vector<std::uint32_t> rows = generator.rows(*batch);
        const Variables variables(generator, rows.size());
        const bool numeric = generator.below(3) == 0;
        const std::string text = numeric ? generator.numeric("iud"[generator.below(3)], 3) : generator.condition(3);
        const auto program = CelProgram::compile(text, scope);
        QVERIFY2(program.ok(), (text + ": " + (program ? "" : program.error().text())).c_str());
        columnar += program->columnar() ? 1 : 0;

        std::vector<Outcome> outcomes(rows.size());
        program->outcomes(*batch, rows, variables.columns(), 0, outcomes);
        std::vector<double> numbers(rows.size());
        std::vector<CellState> states(rows.size());
        program->numbers(*batch, rows, variables.columns(), 0, numbers, states);
        for (std::size_t at = 0; at < rows.size(); ++at) {
            const CelRow row { batch.get(), rows[at] };
            const std::vector<CelValue> values = variables.values(at);
            const CelValue value = program->evaluate({ { &row, 1 }, values, 0 });
            const std::string context = text + " row " + std::to_string(rows[at]) + ": " + celDisplayText(value);
            QVERIFY2(outcomes[at] == outcomeOf(value),
                     (context + " outcome " + std::to_string(static_cast<int>(outcomes[at]))).c_str());
            const auto number = value.asNumber();
            QVERIFY2((states[at] == CellState::Value) == number.has_value(), context.c_str());
            QVERIFY2((states[at] == CellState::Absent) == (value.isError() && value.fault() == CelFault::Absent),
                     context.c_str());
            if (number)
                QVERIFY2((numbers[at] == *number && std::signbit(numbers[at]) == std::signbit(*number))
                             || (std::isnan(numbers[at]) && std::isnan(*number)),
                         (context + " number " + std::to_string(numbers[at])).c_str());
        }
    }
    QVERIFY2(columnar >= 20, "most of these expressions are meant to run over columns");
}

void tst_CelColumns::isColumnar_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("columnar");
    QTest::newRow("comparison") << "event.double_a < 90.0" << true;
    QTest::newRow("int with a fraction") << "event.int_a >= 90.5" << true;
    QTest::newRow("chain") << "event.double_a < 90.0 && event.uint_a > 3u || !event.bool_a" << true;
    QTest::newRow("arithmetic") << "event.double_a / (event.double_b * event.double_b) > 30.0" << true;
    QTest::newRow("choice") << "(event.bool_a ? event.double_a : low) > 3.0" << true;
    QTest::newRow("a conversion of numbers") << "double(event.int_a) + double(event.uint_b) > low" << true;
    QTest::newRow("a conversion of text") << "double(event.string_a) > 3.0" << false;
    QTest::newRow("text") << "event.string_a == 'ICU' || event.string_b in ['a', 'b']" << true;
    QTest::newRow("text on the right") << "'ICU' != event.string_a" << true;
    QTest::newRow("has") << "has(event.json_a) && low < 3.0" << true;
    QTest::newRow("null") << "event.int_a == null" << true;
    QTest::newRow("a function") << "event.string_a.startsWith('I')" << false;
    QTest::newRow("two texts") << "event.string_a == event.string_b" << false;
    QTest::newRow("the clock") << "event.timestamp_a < now" << false;
    QTest::newRow("a macro") << "[1, 2].exists(x, x == event.int_a)" << false;
}

void tst_CelColumns::isColumnar()
{
    QFETCH(QString, text);
    QFETCH(bool, columnar);
    const auto program = CelProgram::compile(text.toStdString(), scopeOf(allKinds()));
    QVERIFY2(program.ok(), program ? "" : program.error().text().c_str());
    QCOMPARE(program->columnar(), columnar);
}

void tst_CelColumns::nullsAndAbsences_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("with_value");
    QTest::addColumn<int>("with_null");
    QTest::addColumn<int>("when_absent");
    const auto row = [](const char *text, Outcome value, Outcome null, Outcome absent) {
        QTest::newRow(text) << QString::fromLatin1(text) << static_cast<int>(value) << static_cast<int>(null)
                            << static_cast<int>(absent);
    };
    using enum Outcome;
    // The value is 5.
    row("event.v > 3.0", True, NoData, Unchanged);
    row("event.v > 9.0", False, NoData, Unchanged);
    row("event.v == 5.0", True, False, Unchanged);
    row("event.v != 5.0", False, True, Unchanged);
    row("event.v == null", False, True, Unchanged);
    row("event.v != null", True, False, Unchanged);
    row("has(event.v)", True, False, False);
    row("has(event.v) && event.v > 3.0", True, False, False);
    row("event.v > 3.0 && false", False, False, False);
    row("event.v > 3.0 || true", True, True, True);
    row("event.v > 3.0 && true", True, NoData, Unchanged);
    row("event.v + 1.0 > 3.0", True, NoData, Unchanged);
    row("event.v + 1.0 == 6.0", True, NoData, Unchanged);
    row("(event.v > 3.0 ? 1 : 0) == 1", True, NoData, Unchanged);
    row("1 / 0 == 1 && event.v > 3.0", Error, Error, Error);
    row("1 / 0 == 1 && event.v > 9.0", False, Error, Error);
    row("event.v in [5.0, 6.0]", True, False, Unchanged);
}

void tst_CelColumns::nullsAndAbsences()
{
    QFETCH(QString, text);
    QFETCH(int, with_value);
    QFETCH(int, with_null);
    QFETCH(int, when_absent);
    Schema schema;
    schema.stream = "s";
    schema.columns = { { "v", ValueKind::Double } };
    BatchBuilder builder(std::make_shared<const Schema>(schema));
    builder.after(0).appendDouble(5);
    builder.endRow(Op::Updated, "k");
    builder.after(0).appendMissing(CellState::Null);
    builder.endRow(Op::Updated, "k");
    builder.after(0).appendMissing(CellState::Absent);
    builder.endRow(Op::Updated, "k");
    const BatchPtr batch = builder.finish();
    CelScope scope;
    scope.records = { { "event", batch->schemaPtr() } };
    const auto program = CelProgram::compile(text.toStdString(), scope);
    QVERIFY2(program.ok(), program ? "" : program.error().text().c_str());
    const std::array<std::uint32_t, 3> rows { 0, 1, 2 };
    std::array<Outcome, 3> outcomes {};
    program->outcomes(*batch, rows, {}, 0, outcomes);
    const std::array<int, 3> expected { with_value, with_null, when_absent };
    for (std::size_t row = 0; row < rows.size(); ++row) {
        QCOMPARE(static_cast<int>(outcomes[row]), expected[row]);
        const CelRow single { batch.get(), rows[row] };
        QCOMPARE(static_cast<int>(program->outcome({ { &single, 1 }, {}, 0 })), expected[row]);
    }
}

void tst_CelColumns::emptyAndUnevenBlocks()
{
    Schema schema;
    schema.stream = "s";
    schema.columns = { { "v", ValueKind::Int64 } };
    BatchBuilder builder(std::make_shared<const Schema>(schema));
    for (int row = 0; row < 1'000; ++row) {
        builder.after(0).appendInt(row);
        builder.endRow(Op::Updated, "k");
    }
    const BatchPtr batch = builder.finish();
    CelScope scope;
    scope.records = { { "event", batch->schemaPtr() } };
    const auto program = CelProgram::compile("event.v % 2 == 0", scope);
    QVERIFY(program.ok());
    for (const std::size_t size : { 0UL, 1UL, 255UL, 256UL, 257UL, 512UL, 1'000UL }) {
        std::vector<std::uint32_t> rows(size);
        std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(1'000 - size));
        std::vector<Outcome> outcomes(size, Outcome::Error);
        program->outcomes(*batch, rows, {}, 0, outcomes);
        for (std::size_t at = 0; at < size; ++at)
            QCOMPARE(outcomes[at], rows[at] % 2 == 0 ? Outcome::True : Outcome::False);
    }
}

QTEST_GUILESS_MAIN(tst_CelColumns)
#include "tst_celcolumns.moc"
