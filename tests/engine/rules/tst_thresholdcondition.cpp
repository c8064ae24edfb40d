// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celprogram.h"
#include "engine/rules/decimaltext.h"
#include "engine/rules/literaltext.h"
#include "engine/rules/thresholdcondition.h"
#include "tests/engine/rules/cells.h"

#include <QTest>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>

using namespace streamgauge;

namespace {

SchemaPtr schemaOf(ValueKind kind)
{
    Schema schema;
    schema.stream = "s";
    schema.columns = { { "other", ValueKind::Int64 }, { "v", kind } };
    return std::make_shared<const Schema>(schema);
}

BatchPtr batchOf(ValueKind kind, const std::vector<std::string> &cells)
{
    BatchBuilder builder(schemaOf(kind));
    for (const std::string &cell : cells) {
        builder.after(0).appendInt(1);
        appendCell(builder.after(1), cell);
        builder.endRow(Op::Updated);
    }
    return builder.finish();
}

Threshold thresholdOf(const std::string &condition)
{
    return *asThreshold("event.v " + condition);
}

std::vector<std::uint32_t> allRows(const Batch &batch)
{
    std::vector<std::uint32_t> rows(batch.rows());
    for (std::uint32_t row = 0; row < rows.size(); ++row)
        rows[row] = row;
    return rows;
}

std::vector<Outcome> judge(const Condition &condition, const Batch &batch, const std::vector<std::uint32_t> &rows)
{
    std::vector<Outcome> outcomes(rows.size(), Outcome::Error);
    condition.evaluate(batch, rows, outcomes);
    return outcomes;
}

QString letters(const std::vector<Outcome> &outcomes)
{
    QString text;
    for (const Outcome outcome : outcomes)
        text += QStringLiteral("FTNUE").at(static_cast<int>(outcome));
    return text;
}

/// Every digit of a double.
std::string exactText(double value)
{
    std::array<char, 1'500> text {};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 1'074);
    return { text.data(), end.ptr };
}

std::string exactText(const LiteralValue &literal)
{
    if (const auto *real = std::get_if<double>(&literal))
        return exactText(*real);
    std::string text = literalText(literal);
    if (text.ends_with('u'))
        text.pop_back();
    return text;
}

/// The same condition as an expression says it, row by row.
std::vector<Outcome> judgeAsExpression(const Threshold &threshold, const BatchPtr &batch,
                                       std::span<const std::uint32_t> rows)
{
    CelScope scope;
    scope.records = { { "event", batch->schemaPtr() } };
    const auto program = CelProgram::compile(conditionText(threshold), scope);
    std::vector<Outcome> outcomes;
    for (const std::uint32_t row : rows) {
        const CelRow record { batch.get(), row };
        outcomes.push_back(program->outcome({ { &record, 1 }, {}, 0 }));
    }
    return outcomes;
}

bool holds(Comparison comparison, int order)
{
    switch (comparison) {
    case Comparison::Less: return order < 0;
    case Comparison::LessOrEqual: return order <= 0;
    case Comparison::Greater: return order > 0;
    case Comparison::GreaterOrEqual: return order >= 0;
    case Comparison::Equal: return order == 0;
    case Comparison::NotEqual: return order != 0;
    }
    return false;
}

/// One row by the plainest means: exact decimal texts.
Outcome judgeByText(const Threshold &threshold, const ColumnData &column, std::size_t row)
{
    if (column.state(row) == CellState::Absent)
        return Outcome::Unchanged;
    if (!column.has(row)) {
        if (threshold.comparison == Comparison::NotEqual)
            return Outcome::True;
        return threshold.comparison == Comparison::Equal ? Outcome::False : Outcome::NoData;
    }
    std::string cell;
    // A decimal meets the number as the rule shows it, all others meet its exact value.
    std::string constant = column.kind() == ValueKind::Decimal ? literalText(threshold.value) : exactText(threshold.value);
    switch (column.kind()) {
    case ValueKind::Int64: cell = std::to_string(column.intAt(row)); break;
    case ValueKind::UInt64: cell = std::to_string(column.uintAt(row)); break;
    case ValueKind::Double:
        if (std::isnan(column.doubleAt(row)))
            return threshold.comparison == Comparison::NotEqual ? Outcome::True : Outcome::False;
        if (std::isinf(column.doubleAt(row)))
            return holds(threshold.comparison, column.doubleAt(row) > 0 ? 1 : -1) ? Outcome::True : Outcome::False;
        cell = exactText(column.doubleAt(row));
        break;
    default: cell = column.textAt(row);
    }
    if (constant.ends_with('u'))
        constant.pop_back();
    return holds(threshold.comparison, compareDecimalTexts(cell, constant).value()) ? Outcome::True : Outcome::False;
}

constexpr std::array<std::int64_t, 16> edges { 0,
                                               1,
                                               -1,
                                               2,
                                               9'007'199'254'740'991,
                                               9'007'199'254'740'992,
                                               9'007'199'254'740'993,
                                               9'007'199'254'740'994,
                                               -9'007'199'254'740'993,
                                               std::numeric_limits<std::int64_t>::max(),
                                               std::numeric_limits<std::int64_t>::max() - 1,
                                               std::numeric_limits<std::int64_t>::max() - 512,
                                               std::numeric_limits<std::int64_t>::min(),
                                               std::numeric_limits<std::int64_t>::min() + 1,
                                               120,
                                               -120 };

std::int64_t edge(std::mt19937 &random)
{
    return edges[random() % edges.size()];
}

double edgeReal(std::mt19937 &random)
{
    const auto near = static_cast<double>(edge(random));
    switch (random() % 5) {
    case 0: return near;
    case 1: return near + 0.5;
    case 2: return std::nextafter(near, 1e300);
    case 3: return std::nextafter(near, -1e300);
    default: return near * 1e10;
    }
}

LiteralValue edgeLiteral(std::mt19937 &random)
{
    switch (random() % 3) {
    case 0: return edge(random);
    case 1: return static_cast<std::uint64_t>(edge(random));
    default: return edgeReal(random);
    }
}

std::string edgeCell(ValueKind kind, std::mt19937 &random)
{
    if (random() % 10 == 0)
        return random() % 2 == 0 ? "null" : "absent";
    switch (kind) {
    case ValueKind::Int64: return std::to_string(edge(random));
    case ValueKind::UInt64: return std::to_string(static_cast<std::uint64_t>(edge(random)));
    case ValueKind::Double: {
        constexpr std::array<const char *, 3> special { "nan", "inf", "-inf" };
        return random() % 10 == 0 ? special[random() % special.size()] : exactText(edgeReal(random));
    }
    default: {
        // At times more digits than a double holds.
        const std::string digits = std::to_string(edge(random)) + "." + std::to_string(random() % 3 * 5);
        return random() % 2 == 0 ? digits : digits + "0000000000000000001";
    }
    }
}

} // namespace

class TestThresholdCondition : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesKindsAndComparisons_data();
    void judgesKindsAndComparisons();
    void whatDoesNotCompareIsSaid_data();
    void whatDoesNotCompareIsSaid();
    void aMissingFieldNamesThoseThereAre();
    void wholeColumnsAgreeWithSingleRows_data();
    void wholeColumnsAgreeWithSingleRows();
    void answersAsTheExpression_data();
    void answersAsTheExpression();
    void judgesNoRows();
};

void TestThresholdCondition::judgesKindsAndComparisons_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("cells");
    QTest::addColumn<QString>("condition");
    QTest::addColumn<QString>("outcomes");
    const auto row = [](ValueKind kind, const char *cells, const char *condition, const char *outcomes) {
        QTest::addRow("%s %s: %s", name(kind).data(), condition, cells)
            << static_cast<int>(kind) << QString::fromUtf8(cells) << QString::fromUtf8(condition)
            << QString::fromLatin1(outcomes);
    };
    const char *flags = "false true null absent";
    row(ValueKind::Bool, flags, "== true", "FTFU");
    row(ValueKind::Bool, flags, "!= true", "TFTU");
    row(ValueKind::Bool, flags, "< true", "TFNU");
    row(ValueKind::Bool, flags, "<= false", "TFNU");
    row(ValueKind::Bool, flags, "> false", "FTNU");
    row(ValueKind::Bool, flags, ">= false", "TTNU");

    const char *ints = "-2 -1 0 1 2 null absent";
    row(ValueKind::Int64, ints, "< 0", "TTFFFNU");
    row(ValueKind::Int64, ints, "<= 0", "TTTFFNU");
    row(ValueKind::Int64, ints, "> 0", "FFFTTNU");
    row(ValueKind::Int64, ints, ">= 0", "FFTTTNU");
    row(ValueKind::Int64, ints, "== 0", "FFTFFFU");
    row(ValueKind::Int64, ints, "!= 0", "TTFTTTU");
    row(ValueKind::Int64, ints, "< -0.5", "TTFFFNU");
    row(ValueKind::Int64, ints, "<= -0.5", "TTFFFNU");
    row(ValueKind::Int64, ints, "> -0.5", "FFTTTNU");
    row(ValueKind::Int64, ints, ">= -0.5", "FFTTTNU");
    row(ValueKind::Int64, ints, "== 0.5", "FFFFFFU");
    row(ValueKind::Int64, ints, "!= 0.5", "TTTTTTU");
    row(ValueKind::Int64, ints, "== 1.0", "FFFTFFU");
    row(ValueKind::Int64, ints, "< 1u", "TTTFFNU");
    row(ValueKind::Int64, ints, "< 18446744073709551615u", "TTTTTNU");
    row(ValueKind::Int64, ints, "> 1e300", "FFFFFNU");
    row(ValueKind::Int64, ints, "> -1e300", "TTTTTNU");
    // 2^53 and its neighbours, of which a double holds only the even ones.
    const char *large = "9007199254740991 9007199254740992 9007199254740993";
    row(ValueKind::Int64, large, "> 9007199254740992.0", "FFT");
    row(ValueKind::Int64, large, "== 9007199254740992.0", "FTF");
    row(ValueKind::Int64, large, "== 9007199254740993", "FFT");
    row(ValueKind::UInt64, large, "< 9007199254740993", "TTF");
    row(ValueKind::Decimal, large, "> 9007199254740992.0", "FFT");
    row(ValueKind::Double, "9007199254740992 9007199254740994", "> 9007199254740993", "FT");
    row(ValueKind::Double, "9007199254740992 9007199254740994", "<= 9007199254740993", "TF");
    row(ValueKind::Double, "9007199254740992 9007199254740994", "== 9007199254740993", "FF");
    row(ValueKind::Double, "9007199254740992 9007199254740994", "!= 9007199254740993", "TT");

    row(ValueKind::UInt64, "0 1 18446744073709551615 null absent", "> -1", "TTTNU");
    row(ValueKind::UInt64, "0 1 18446744073709551615 null absent", "< 0", "FFFNU");
    row(ValueKind::UInt64, "0 1 18446744073709551615 null absent", "== 18446744073709551615u", "FFTFU");
    row(ValueKind::UInt64, "0 1 18446744073709551615 null absent", "< 18446744073709551616.0", "TTTNU");
    row(ValueKind::UInt64, "0 1 18446744073709551615 null absent", ">= 0.5", "FTTNU");

    const char *reals = "-1.5 0 1.5 nan inf -inf null absent";
    row(ValueKind::Double, reals, "< 0.0", "TFFFFTNU");
    row(ValueKind::Double, reals, "<= 0.0", "TTFFFTNU");
    row(ValueKind::Double, reals, "> 0.0", "FFTFTFNU");
    row(ValueKind::Double, reals, ">= 0", "FTTFTFNU");
    row(ValueKind::Double, reals, "== 1.5", "FFTFFFFU");
    row(ValueKind::Double, reals, "!= 1.5", "TTFTTTTU");
    row(ValueKind::Double, "-0.0", "== 0", "T");

    row(ValueKind::Decimal, "0.10 0.1 0.11 0.09 null absent", "== 0.1", "TTFFFU");
    row(ValueKind::Decimal, "0.10 0.1 0.11 0.09 null absent", "< 0.1", "FFFTNU");
    row(ValueKind::Decimal, "0.1000000000000000001 0.0999999999999999999", "> 0.1", "TF");
    row(ValueKind::Decimal, "0.1000000000000000001 0.0999999999999999999", "<= 0.1", "FT");
    row(ValueKind::Decimal, "12345678901234567.8 12345678901234567.0", "> 12345678901234567", "TF");
    row(ValueKind::Decimal, "12 12.0 -12", "== 12", "TTF");
    row(ValueKind::Decimal, "12 12.0 -12", "!= 12u", "FFT");

    row(ValueKind::String, "a b ä null absent", "== 'b'", "FTFFU");
    row(ValueKind::String, "a b ä null absent", "!= 'b'", "TFTTU");
    row(ValueKind::String, "a b ä null absent", "< 'b'", "TFFNU");
    row(ValueKind::String, "a b ä null absent", "<= 'b'", "TTFNU");
    row(ValueKind::String, "a b ä null absent", "> 'b'", "FFTNU");
    row(ValueKind::String, "a b ä null absent", ">= 'b'", "FTTNU");
}

void TestThresholdCondition::judgesKindsAndComparisons()
{
    QFETCH(int, kind);
    QFETCH(QString, cells);
    QFETCH(QString, condition);
    QFETCH(QString, outcomes);
    std::vector<std::string> texts;
    for (const QString &cell : cells.split(u' '))
        texts.push_back(cell.toStdString());
    const BatchPtr batch = batchOf(static_cast<ValueKind>(kind), texts);
    const auto compiled = ThresholdCondition::compile(thresholdOf(condition.toStdString()), batch->schema());
    QVERIFY2(compiled.ok(), compiled ? "" : compiled.error().text().c_str());
    QCOMPARE(letters(judge(**compiled, *batch, allRows(*batch))), outcomes);
}

void TestThresholdCondition::whatDoesNotCompareIsSaid_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("condition");
    QTest::addColumn<QString>("remedy");
    const auto row = [](ValueKind kind, const char *condition, const char *remedy) {
        QTest::addRow("%s %s", name(kind).data(), condition)
            << static_cast<int>(kind) << QString::fromLatin1(condition) << QString::fromLatin1(remedy);
    };
    row(ValueKind::Bool, "== 1", "compare it with true or false");
    row(ValueKind::Bool, "== 'true'", "compare it with true or false");
    row(ValueKind::Int64, "== true", "compare it with a number");
    row(ValueKind::Int64, "> '5'", "compare it with a number");
    row(ValueKind::Decimal, "> '5'", "compare it with a number");
    row(ValueKind::Double, "!= false", "compare it with a number");
    row(ValueKind::String, "> 5", "compare it with a text in quotes");
    row(ValueKind::Bytes, "== 'a'", "choose a number, text or bool field");
    row(ValueKind::Timestamp, "> 5", "choose a number, text or bool field");
    row(ValueKind::Json, "== 'a'", "choose a number, text or bool field");
}

void TestThresholdCondition::whatDoesNotCompareIsSaid()
{
    QFETCH(int, kind);
    QFETCH(QString, condition);
    QFETCH(QString, remedy);
    const auto compiled =
        ThresholdCondition::compile(thresholdOf(condition.toStdString()), *schemaOf(static_cast<ValueKind>(kind)));
    QVERIFY(!compiled.ok());
    QCOMPARE(compiled.error().kind, ErrorKind::Configuration);
    QVERIFY(compiled.error().message.find("kind is " + std::string(name(static_cast<ValueKind>(kind))))
            != std::string::npos);
    QCOMPARE(QString::fromStdString(compiled.error().remedy), remedy);
}

void TestThresholdCondition::aMissingFieldNamesThoseThereAre()
{
    auto compiled = ThresholdCondition::compile({ "w", Comparison::Greater, 1.0 }, *schemaOf(ValueKind::Double));
    QVERIFY(!compiled.ok());
    QCOMPARE(QString::fromStdString(compiled.error().text()), u"stream s has no field w (its fields are: other, v)"_qs);

    Schema wide;
    for (int i = 0; i < 100; ++i)
        wide.columns.push_back({ "f" + std::to_string(i), ValueKind::Double });
    compiled = ThresholdCondition::compile({ "w", Comparison::Greater, 1.0 }, wide);
    QVERIFY(compiled.error().remedy.ends_with("f39 and 60 more"));
}

void TestThresholdCondition::wholeColumnsAgreeWithSingleRows_data()
{
    QTest::addColumn<int>("kind");
    for (const ValueKind kind : { ValueKind::Int64, ValueKind::UInt64, ValueKind::Double, ValueKind::Decimal })
        QTest::newRow(name(kind).data()) << static_cast<int>(kind);
}

void TestThresholdCondition::wholeColumnsAgreeWithSingleRows()
{
    QFETCH(int, kind);
    std::mt19937 random(static_cast<unsigned>(kind) + 17);
    for (int round = 0; round < 100; ++round) {
        std::vector<std::string> cells(1 + random() % 300);
        // Now and then nothing is missing for long.
        std::size_t whole = round % 4 < 2 ? random() % 300 : 0;
        for (std::string &cell : cells) {
            do
                cell = edgeCell(static_cast<ValueKind>(kind), random);
            while (whole > 0 && (cell == "null" || cell == "absent"));
            whole -= whole > 0 ? 1 : 0;
        }
        const BatchPtr batch = batchOf(static_cast<ValueKind>(kind), cells);
        std::vector<std::uint32_t> rows = allRows(*batch);
        if (round % 2 == 1)
            std::erase_if(rows, [&](std::uint32_t) { return random() % 3 == 0; });
        const Threshold threshold { "v", static_cast<Comparison>(random() % 6), edgeLiteral(random) };
        const auto compiled = ThresholdCondition::compile(threshold, batch->schema());
        QVERIFY(compiled.ok());
        const auto outcomes = judge(**compiled, *batch, rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const Outcome expected = judgeByText(threshold, batch->after(1), rows[i]);
            QVERIFY2(outcomes[i] == expected, (cells[rows[i]].substr(0, 60) + " in " + conditionText(threshold)).c_str());
        }
    }
}

void TestThresholdCondition::answersAsTheExpression_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("cells");
    QTest::addColumn<QString>("constants");
    const auto row = [](ValueKind kind, const char *cells, const char *constants) {
        QTest::newRow(name(kind).data()) << static_cast<int>(kind) << QString::fromLatin1(cells)
                                         << QString::fromLatin1(constants);
    };
    // Beyond 2^53 an expression rounds, a threshold does not.
    row(ValueKind::Bool, "false true null absent", "true false");
    row(ValueKind::Int64, "-2 -1 0 1 2 9007199254740991 null absent", "-1 0 1u 0.5 1.0 -1.5 9007199254740991");
    row(ValueKind::UInt64, "0 1 2 9007199254740991 null absent", "-1 0 1u 0.5 1.0 9007199254740991");
    row(ValueKind::Double, "-1.5 -1 0 0.5 nan inf -inf null absent", "-1 0 1u 0.5 -1.5");
    row(ValueKind::Decimal, "-1.5 0.5 2 null absent", "0.5 2 -1.5");
    row(ValueKind::String, "a b c null absent", "'a' 'b'");
}

void TestThresholdCondition::answersAsTheExpression()
{
    QFETCH(int, kind);
    QFETCH(QString, cells);
    QFETCH(QString, constants);
    std::vector<std::string> texts;
    for (const QString &cell : cells.split(u' '))
        texts.push_back(cell.toStdString());
    const BatchPtr batch = batchOf(static_cast<ValueKind>(kind), texts);
    const std::vector<std::uint32_t> rows = allRows(*batch);
    for (const QString &constant : constants.split(u' ')) {
        for (const char *comparison : { "<", "<=", ">", ">=", "==", "!=" }) {
            const Threshold threshold = thresholdOf(comparison + (" " + constant.toStdString()));
            const auto compiled = ThresholdCondition::compile(threshold, batch->schema());
            QVERIFY2(compiled.ok(), conditionText(threshold).c_str());
            const QString text = QString::fromStdString(conditionText(threshold)) + QStringLiteral(": ");
            QCOMPARE(text + letters(judge(**compiled, *batch, rows)),
                     text + letters(judgeAsExpression(threshold, batch, rows)));
        }
    }
}

void TestThresholdCondition::judgesNoRows()
{
    const BatchPtr batch = batchOf(ValueKind::Int64, { "1" });
    const auto compiled = ThresholdCondition::compile(thresholdOf("> 0"), batch->schema());
    QCOMPARE(judge(**compiled, *batch, {}).size(), std::size_t { 0 });
}

QTEST_GUILESS_MAIN(TestThresholdCondition)
#include "tst_thresholdcondition.moc"
