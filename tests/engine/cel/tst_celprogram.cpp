// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celbenchmark.h"
#include "engine/cel/celjson.h"
#include "engine/cel/celprogram.h"
#include "engine/data/batchbuilder.h"

#include <QFile>
#include <QTest>

#include <array>
#include <string>
#include <vector>

using namespace streamgauge;

namespace {

CelValue evaluated(const QString &text, bool checked = false)
{
    CelScope scope;
    scope.checked = checked;
    const auto program = CelProgram::compile(text.toStdString(), scope);
    return program ? program->evaluate({}) : CelValue::ofError("not compiled: " + program.error().text());
}

SchemaPtr vitals()
{
    Schema schema;
    schema.stream = "vitals";
    schema.columns = { { "ward", ValueKind::String },     { "heart_rate", ValueKind::Int64 }, { "spo2", ValueKind::Double },
                       { "taken", ValueKind::Timestamp }, { "more", ValueKind::Json },        { "alarm", ValueKind::Bool } };
    return std::make_shared<const Schema>(std::move(schema));
}

BatchPtr oneRow()
{
    BatchBuilder builder(vitals());
    builder.after(0).appendText("ICU");
    builder.after(1).appendInt(72);
    builder.after(2).appendDouble(97.5);
    builder.after(3).appendTimestamp(1'700'000'000'000'000'000);
    builder.after(4).appendText(R"({"bed": {"number": 7, "doors": [1, 2.5, null]}})");
    builder.after(5).appendMissing(CellState::Null);
    builder.endRow(Op::Updated, "k");
    return builder.finish();
}

CelScope vitalsScope()
{
    CelScope scope;
    scope.records = { { "event", vitals() } };
    scope.variables = { { "low", CelKind::Double }, { "key", CelKind::String } };
    return scope;
}

} // namespace

class tst_CelProgram : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void values_data();
    void values();
    void errors_data();
    void errors();
    void checking_data();
    void checking();
    void records_data();
    void records();
    void unsetRecords();
    void recordsWithoutSchema();
    void hostFunctions();
    void limits_data();
    void limits();
    void places_data();
    void places();
    void whatIsRead();
    void valuesOutliveBatches();
    void constantsFold();
    void foldingIsBounded();
    void manualExamples();
    void measures();
};

void tst_CelProgram::values_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *text, const char *value) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(value);
    };
    row("cel.bind(x, 'a' + 'b', x + x)", R"({"string": "abab"})");
    row("cel.bind(a, [1], cel.bind(b, a + [2], b.map(x, x + size(a))))", R"({"list": [{"int": "2"}, {"int": "3"}]})");
    row("[1, 2].map(x, cel.bind(y, x * 10, y))", R"({"list": [{"int": "10"}, {"int": "20"}]})");
    row("['a', 'b'].map(x, cel.bind(y, x + '!', y))", R"({"list": [{"string": "a!"}, {"string": "b!"}]})");
    row("optional.none().orValue(1 + 1)", R"({"int": "2"})");
    row("optional.of(3).orValue(1 / 0)", R"({"int": "3"})");
    row("{'a': {'b': 1}}.?a.?b.orValue(0)", R"({"int": "1"})");
    row("{}.?a.b.hasValue()", R"({"bool": false})");
    row("[?optional.none(), ?optional.of(2)]", R"({"list": [{"int": "2"}]})");
    row("{?'a': optional.none(), 'b': 1}.size()", R"({"int": "1"})");
    row("optional.of(42).optMap(y, y + 1).value()", R"({"int": "43"})");
    row("{'k': {}}.?k.optFlatMap(k, k.?s).hasValue()", R"({"bool": false})");
    row("[1, 2][?5].hasValue()", R"({"bool": false})");
    row("has({'x': {'y': 'z'}}.?x.y)", R"({"bool": true})");
    row("type(optional.none()) == optional_type", R"({"bool": true})");
    row("optional.of(1) == optional.of(1.0)", R"({"bool": true})");
    row("optional.of('x')", R"({"optional": {"string": "x"}})");
    row("{'c': {'d': 'goodbye'}}.c[?'d'].orValue('default')", R"({"string": "goodbye"})");
    row("optional.of({'c': {}}).c.missing.or(optional.of(['v'])[0]).orValue('d')", R"({"string": "v"})");
    row("base64.encode(b'hello')", R"({"string": "aGVsbG8="})");
    row("base64.decode('aGVsbG8')", R"({"bytes": "68656c6c6f"})");
    row("{1: 2, 3: 4}.transformMapEntry(k, v, {v: k})[4]", R"({"int": "3"})");
    row("{'a': 1, 'b': 2}.transformList(k, v, v > 1, k)", R"({"list": [{"string": "b"}]})");
    row("[5, 6].transformMap(i, v, v * 2)[1]", R"({"int": "12"})");
    row("math.sqrt(9)", R"({"double": "3"})");
    row("math.greatest([1, 2.5, 2u])", R"({"double": "2.5"})");
    row("string(1e300 * 1e10)", R"({"string": "Infinity"})");
    row("string(duration('1h') - duration('1ms'))", R"({"string": "3599.999s"})");
    row("timestamp('2024-02-29T12:00:00+02:00').getHours('Europe/Berlin')", R"({"int": "11"})");
    row("(timestamp('2024-01-01T00:00:00Z') + duration('24h')).getDate()", R"({"int": "2"})");
    row("duration('-1h30m').getMinutes()", R"({"int": "-90"})");
    row("'%s %05'.size()", R"({"int": "6"})");
    row("'%.2f of %d'.format([0.125, 8])", R"({"string": "0.12 of 8"})");
    row("'größe'.substring(1, 4)", "{\"string\": \"röß\"}");
    row("'%s %s %s'.format([1e23, 1.5e-7, [100000.0, -0.0]])",
        R"({"string": "100000000000000000000000 0.00000015 [100000, -0]"})");
    row("'%d %d'.format([3.14, 1e6])", R"({"string": "3.14 1000000"})");
    row("'%s'.format([b'\\xff\\xfea\\xc3'])",
        "{\"string\": \"\xef\xbf\xbd"
        "a\xef\xbf\xbd\"}");
    row("string(100000.0) + ' ' + string(1234567.0) + ' ' + string(0.0001) + ' ' + string(1e-7) + ' ' + string(1e21)",
        R"({"string": "100000 1234567 0.0001 1e-07 1e+21"})");
    row("duration('0.0000000003h') + duration('0.33333333333333h')",
        R"({"duration": {"seconds": "1200", "nanos": "1079"}})");
    row("duration('5\u03bcs') == duration('5us')", R"({"bool": true})");
    row("'\\ud83d\\ude91' == '\\U0001f691' && size('\\ud83d\\ude91') == 1", R"({"bool": true})");
    row("string(math.sign(-0.0)) + string(uint(-0.0))", R"({"string": "00"})");
    row("math.greatest(0.0 / 0.0)", R"({"double": "nan"})");
    row("base64.decode('QUI=')", R"({"bytes": "4142"})");
    row("'aXbXc'.split('X', 2)", R"({"list": [{"string": "a"}, {"string": "bXc"}]})");
    row("'héllo'.split('')",
        "{\"list\": [{\"string\": \"h\"}, {\"string\": \"é\"}, {\"string\": \"l\"}, {\"string\": \"l\"}, {\"string\": "
        "\"o\"}]}");
    row("'abc'.replace('', '-')", R"({"string": "-a-b-c-"})");
    row("size(b'\\xff\\x00')", R"({"int": "2"})");
    row("dyn(1) == 1u && 1.0 == dyn(1)", R"({"bool": true})");
    row("9007199254740993 == 9007199254740992.0", R"({"bool": true})");
    row("9007199254740992.0 in {9007199254740993: 1}", R"({"bool": false})");
    row("18446744073709551615u > 9223372036854775807", R"({"bool": true})");
    row("{'k': 1}['k'] in {1.0 == 1.0: 2} || 1 in [3, 2, 1.0]", R"({"bool": true})");
    row("1 in {1u: true}", R"({"bool": true})");
    row("-5 % 3", R"({"int": "-2"})");
    row("[1, 2, 3].exists_one(x, x > 2)", R"({"bool": true})");
    row("true ? 1 : 1 / 0", R"({"int": "1"})");
    row("[0, 1].exists(x, 1 / x == 1)", R"({"bool": true})");
    row("has({'a': null}.a)", R"({"bool": true})");
    row("{'a.b': 1}.`a.b`", R"({"int": "1"})");
    row("'a' + r'\\n' + '''x\ny'''", R"({"string": "a\\nx\ny"})");
    row("timestamp(0) < timestamp('1970-01-01T00:00:00.000000001Z')", R"({"bool": true})");
    row("'abc'.matches('^a.c$') && matches('xaby', 'ab')", R"({"bool": true})");
    row("['b', 'a'].reverse()[0]", R"({"string": "a"})");
    row("[[1, 2], [3]].map(l, l.map(x, x * 2))",
        R"({"list": [{"list": [{"int": "2"}, {"int": "4"}]}, {"list": [{"int": "6"}]}]})");
}

void tst_CelProgram::values()
{
    QFETCH(QString, text);
    QFETCH(QString, value);
    QCOMPARE(QString::fromStdString(celTaggedJson(evaluated(text))), value);
}

void tst_CelProgram::errors_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *text, const char *message) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(message);
    };
    row("9223372036854775807 + 1", "fit into 64 bits");
    row("-(-9223372036854775808)", "fit into 64 bits");
    row("1u - 2u", "fit into 64 bits");
    row("1 / 0", "division by zero");
    row("1 + 1.0", "+ does not take int and double");
    row("nothing", "`nothing` is not known");
    row("nothing()", "no function nothing()");
    row("'a'.startsWith()", "another number of arguments");
    row("[1][1]", "outside the list");
    row("{'a': 1}.b", "no such key: b");
    row("{'a': 1, 'a': 2}", "stands twice");
    row("{1.5: 1}", "a map's key");
    row("1 ? 2 : 3", "a condition does not take int");
    row("timestamp('2024-02-30T00:00:00Z')", "is no timestamp");
    row("timestamp('2024-01-01T00:00:00Z').getHours('Mars/Base')", "no time zone \"Mars/Base\"");
    row("timestamp('2024-01-01T00:00:00Z').getHours('../../etc/passwd')", "no time zone");
    row("duration('1d')", "is no duration");
    row("'a'.matches('(')", "no regular expression");
    row("int('12x')", "is no int");
    row("[1, 2].all(x, x > 0 && nothing)", "is not known");
    row("Thing{a: 1}", "no message type Thing");
    row("optional.none().value()", "has no value");
    row("'%d'.format(['1.5'])", "%d cannot show");
    row("'%.2%'.format([])", "format() knows");
    row("[1, 2][?1.5]", "[?] does not take list and double");
    row("math.greatest(1, 0.0 / 0.0)", "NaN is neither greater nor less");
    row("math.least([0.0 / 0.0, 1])", "NaN is neither greater nor less");
    row("base64.decode('QQ=')", "no base64");
    row("base64.decode('==')", "no base64");
    row("double('1e400')", "is no double");
    row("uint(-0.00001)", "does not fit into that type");
    row("timestamp(0).getMilliseconds('Mars/Base')", "no time zone \"Mars/Base\"");
    row("'x'.charAt(5)", "outside the text");
    row("null + 1", "null where a value is needed");
    row("b'\\xff' == b'' ? 1 : string(b'\\xff')", "not UTF-8");
}

void tst_CelProgram::errors()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    const CelValue value = evaluated(text);
    QVERIFY2(value.isError(), celTaggedJson(value).c_str());
    QVERIFY2(value.message().find(message.toStdString()) != std::string_view::npos, std::string(value.message()).c_str());
}

void tst_CelProgram::checking_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("mixed arithmetic") << "event.heart_rate + 1.5 > 3.0"
                                      << "line 1, column 18"
                                      << "expected two numbers of one type: write double(...) around the left one";
    QTest::newRow("mixed on the right") << "event.spo2 * event.heart_rate > 3.0"
                                        << "line 1, column 12"
                                        << "expected two numbers of one type: write double(...) around the right one";
    QTest::newRow("unknown field") << "event.spo > 3.0"
                                   << "line 1, column 7"
                                   << "expected one of ward, heart_rate, spo2, taken, more, alarm";
    QTest::newRow("unknown name") << "true &&\n hihg > 3.0"
                                  << "line 2, column 2"
                                  << "expected event, low, key or now";
    QTest::newRow("unknown function") << "foo(1)"
                                      << "line 1, column 1"
                                      << "expected a function of the expression language, lookup()";
    QTest::newRow("arguments") << "event.ward.startsWith()"
                               << "line 1, column 12"
                               << "expected 1 of them";
    QTest::newRow("host arguments") << "lookup('x').a"
                                    << "line 1, column 1"
                                    << "expected 2 arguments";
    QTest::newRow("text compared with a number") << "event.ward > 5"
                                                 << "line 1, column 12"
                                                 << "expected operands that the operator takes, of one type";
    QTest::newRow("text equal to a number") << "event.ward == 5"
                                            << "line 1, column 12"
                                            << "expected operands that the operator takes, of one type";
    QTest::newRow("number as condition") << "event.spo2 && true"
                                         << "line 1, column 7"
                                         << "expected a condition, as event.load > 0.9";
    QTest::newRow("pattern") << "event.ward.matches('[')"
                             << "line 1, column 20"
                             << "expected a pattern in RE2's syntax";
    QTest::newRow("has of a name") << "has(low)"
                                   << "line 1, column 1"
                                   << "expected a field";
    QTest::newRow("modulo of doubles") << "event.spo2 % 2.0 == 0.0"
                                       << "line 1, column 12"
                                       << "expected whole numbers: write int(...) around both";
    QTest::newRow("text and number") << "event.ward + 5"
                                     << "line 1, column 12"
                                     << "expected two texts: write string(...) around the other one";
    QTest::newRow("field of a number") << "event.spo2.value"
                                       << "line 1, column 12"
                                       << "expected a map, or an event";
}

void tst_CelProgram::checking()
{
    QFETCH(QString, text);
    QFETCH(QString, place);
    QFETCH(QString, remedy);
    CelScope scope = vitalsScope();
    scope.functions.push_back({ "lookup", 2, 2, CelKind::Dyn, [](std::span<const CelValue>) { return CelValue(); } });
    const auto program = CelProgram::compile(text.toStdString(), scope);
    QVERIFY(!program.ok());
    QCOMPARE(QString::fromStdString(program.error().place), place);
    QCOMPARE(QString::fromStdString(program.error().remedy), remedy);
}

void tst_CelProgram::records_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *text, const char *value) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(value);
    };
    row("event.ward + '!'", R"({"string": "ICU!"})");
    row("event['heart_rate'] + 1", R"({"int": "73"})");
    row("event['sp' + 'o2']", R"({"double": "97.5"})");
    row("event.taken.getFullYear()", R"({"int": "2023"})");
    row("event.taken < now", R"({"bool": true})");
    row("(now - event.taken).getSeconds()", R"({"int": "60"})");
    row("event.more.bed.number", R"({"int": "7"})");
    row("event.more.bed.doors[1] + event.more.bed.doors[0] * 0", R"({"error": "+ does not take double and int"})");
    row("event.more.bed.doors[2] == null", R"({"bool": true})");
    row("event.alarm == null", R"({"bool": true})");
    row("event.alarm || event.spo2 > 90.0", R"({"bool": true})");
    row("has(event.alarm)", R"({"bool": false})");
    row("event.?alarm.orValue(true)", R"({"bool": true})");
    row("size(event)", R"({"int": "5"})");
    row("event.exists(field, field == 'ward')", R"({"bool": true})");
    row("low + event.spo2", R"({"double": "98.5"})");
    row("key", R"({"string": "p1"})");
    row("event.ward in ['HDU', 'ICU'] && event.ward.startsWith('I')", R"({"bool": true})");
    row("[event.ward].map(ward, ward + key)", R"({"list": [{"string": "ICUp1"}]})");
}

void tst_CelProgram::records()
{
    QFETCH(QString, text);
    QFETCH(QString, value);
    const BatchPtr batch = oneRow();
    const auto program = CelProgram::compile(text.toStdString(), vitalsScope());
    QVERIFY2(program.ok(), program ? "" : program.error().text().c_str());
    const CelRow row { batch.get(), 0 };
    const std::vector<CelValue> variables { CelValue::ofDouble(1), CelValue::ofString("p1") };
    const CelValue result = program->evaluate({ { &row, 1 }, variables, 1'700'000'060'000'000'000 });
    QCOMPARE(QString::fromStdString(celTaggedJson(result)), value);
}

void tst_CelProgram::unsetRecords()
{
    CelScope scope;
    scope.records = { { "a", vitals() }, { "b", vitals() } };
    const BatchPtr batch = oneRow();
    const std::array<CelRow, 2> rows { CelRow { batch.get(), 0 }, CelRow {} };
    const auto outcome = [&](const char *text) {
        const auto program = CelProgram::compile(text, scope);
        return program ? program->outcome({ rows, {}, 0 }) : Outcome::Error;
    };
    QCOMPARE(outcome("a.heart_rate == b.heart_rate"), Outcome::NoData);
    QCOMPARE(outcome("a.heart_rate == 72 || b.heart_rate == 72"), Outcome::True);
    QCOMPARE(outcome("has(b.heart_rate)"), Outcome::False);
    QCOMPARE(outcome("b.?heart_rate.orValue(1) == 1"), Outcome::True);
}

void tst_CelProgram::recordsWithoutSchema()
{
    CelScope scope;
    scope.records = { { "event", nullptr } };
    const BatchPtr batch = oneRow();
    const CelRow row { batch.get(), 0 };
    const auto program = CelProgram::compile("event.heart_rate > 70 && !has(event.nothing)", scope);
    QVERIFY2(program.ok(), program ? "" : program.error().text().c_str());
    QCOMPARE(program->outcome({ { &row, 1 }, {}, 0 }), Outcome::True);
    QCOMPARE(program->columnar(), false);
    const std::array<std::uint32_t, 1> rows { 0 };
    std::array<Outcome, 1> outcomes { Outcome::Error };
    program->outcomes(*batch, rows, {}, 0, outcomes);
    QCOMPARE(outcomes[0], Outcome::True);
    const auto missing = CelProgram::compile("event.nothing == 1", scope);
    QCOMPARE(missing->outcome({ { &row, 1 }, {}, 0 }), Outcome::Error);
}

void tst_CelProgram::hostFunctions()
{
    CelScope scope = vitalsScope();
    scope.functions.push_back(
        { "lookup", 2, 2, CelKind::Dyn, [](std::span<const CelValue> arguments) {
             const bool known = arguments[0].text() == "patients" && arguments[1].text() == "ICU";
             return known ? CelValue::ofMap({ { CelValue::ofString("max_hr"), CelValue::ofInt(70) } }) : CelValue();
         } });
    std::vector<CelValue> kept;
    scope.functions.push_back({ "keep", 0, any_number_of_arguments, CelKind::Bool, [&](std::span<const CelValue> arguments) {
                                   kept.assign(arguments.begin(), arguments.end());
                                   return CelValue::ofBool(true);
                               } });
    BatchPtr batch = oneRow();
    const CelRow row { batch.get(), 0 };
    const auto outcome = [&](const char *text) {
        const auto program = CelProgram::compile(text, scope);
        return program ? program->outcome({ { &row, 1 }, {}, 0 }) : Outcome::Error;
    };
    QCOMPARE(outcome("event.heart_rate > lookup('patients', event.ward).max_hr"), Outcome::True);
    QCOMPARE(outcome("event.heart_rate > lookup('patients', 'nobody').max_hr"), Outcome::NoData);
    QCOMPARE(outcome("keep(event.ward, event.spo2, 1, 2, 3)"), Outcome::True);
    batch.reset();
    QCOMPARE(kept.size(), 5U);
    QVERIFY(kept[0].text() == "ICU");
    QCOMPARE(kept[1].number(), 97.5);
}

void tst_CelProgram::limits_data()
{
    QTest::addColumn<QString>("text");
    const QString numbers = QStringLiteral("[0,1,2,3,4,5,6,7,8,9]");
    const QString thousand = QStringLiteral("%1.map(a, %1.map(b, %1))").arg(numbers);
    QTest::newRow("nested loops")
        << QStringLiteral("%1.all(a, %1.all(b, %1.all(c, %1.all(d, %1.all(e, %1.all(f, %1.all(g, %1.all(h, h >= 0))))))))")
               .arg(numbers);
    QTest::newRow("doubling texts") << QStringLiteral(
        "cel.bind(a, 'xxxxxxxxxxxxxxxx', cel.bind(b, a+a+a+a+a+a+a+a, cel.bind(c, b+b+b+b+b+b+b+b, cel.bind(d, "
        "c+c+c+c+c+c+c+c, cel.bind(e, d+d+d+d+d+d+d+d, cel.bind(f, e+e+e+e+e+e+e+e, cel.bind(g, f+f+f+f+f+f+f+f, "
        "cel.bind(h, g+g+g+g+g+g+g+g, size(h) > 0))))))))");
    QTest::newRow("doubling lists")
        << QStringLiteral(
               "cel.bind(a, %1, cel.bind(b, a.map(x, a), cel.bind(c, b.map(x, b), cel.bind(d, c.map(x, c), "
               "cel.bind(e, d.map(x, d), cel.bind(f, e.map(x, e), cel.bind(g, f.map(x, f), cel.bind(h, g.map(x, g), "
               "h == h)))))))) && %2 == %2")
               .arg(numbers, thousand);
    QTest::newRow("joined") << QStringLiteral(
        "cel.bind(a, ['x'], cel.bind(b, a+a+a+a+a+a+a+a, cel.bind(c, b.map(x, b.join()), cel.bind(d, "
        "c.map(x, c.join()), cel.bind(e, d.map(x, d.join()), cel.bind(f, e.map(x, e.join()), cel.bind(g, f.map(x, "
        "f.join()), cel.bind(h, g.map(x, g.join()), cel.bind(i, h.map(x, h.join()), size(i.map(x, i.join())) > 0)))))))))");
    const QString letters(50'000, QLatin1Char('a'));
    const auto ten_thousand_times = [&](const QString &condition) {
        return QStringLiteral("cel.bind(t, '%2', %1.all(a, %1.all(b, %1.all(c, %1.all(d, %3)))))")
            .arg(numbers, letters, condition);
    };
    QTest::newRow("sought in a long text") << ten_thousand_times(QStringLiteral("!t.contains('%1b')").arg(letters.left(50)));
    QTest::newRow("replaced in a long text") << ten_thousand_times(QStringLiteral("size(t.replace('ab', '')) > 0"));
    QTest::newRow("long texts matched") << ten_thousand_times(QStringLiteral("!t.matches('(.*)(.*)b')"));
    QTest::newRow("long texts compared") << ten_thousand_times(QStringLiteral("t == t"));
    QTest::newRow("long texts ordered") << ten_thousand_times(QStringLiteral("t <= t"));
    QTest::newRow("long keys") << ten_thousand_times(QStringLiteral("!(t in {'x': 1})"));
    QTest::newRow("long texts measured") << ten_thousand_times(QStringLiteral("size(t) > 0"));
    QTest::newRow("patterns")
        << QStringLiteral("%1.all(a, %1.all(b, %1.all(c, %1.all(d, !'x'.matches('(' + string(a) + '|b){100}')))))")
               .arg(numbers);
}

void tst_CelProgram::limits()
{
    QFETCH(QString, text);
    const CelValue value = evaluated(text);
    QVERIFY2(value.isError(), celTaggedJson(value, 100).c_str());
    const std::string message(value.message());
    QVERIFY2(message.find("too many steps") != std::string::npos || message.find("too much memory") != std::string::npos,
             message.c_str());
}

void tst_CelProgram::places_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("offset");
    QTest::newRow("operator") << "1 + 2 / 0" << 6;
    QTest::newRow("inside a macro") << "[0].map(x, 1 / x)" << 13;
    QTest::newRow("function") << "true && 'a'.charAt(9) == ''" << 12;
    QTest::newRow("name") << "1 + nothing" << 4;
}

void tst_CelProgram::places()
{
    QFETCH(QString, text);
    QFETCH(int, offset);
    const CelValue value = evaluated(text);
    QVERIFY(value.isError());
    QVERIFY(value.offset().has_value());
    QCOMPARE(static_cast<int>(*value.offset()), offset);
}

void tst_CelProgram::whatIsRead()
{
    const auto program = CelProgram::compile("event.spo2 < low && event['ward'] == 'x' || event.spo2 > 3.0", vitalsScope());
    QVERIFY(program.ok());
    QCOMPARE(program->columnsUsed(0), (std::vector<std::size_t> { 0, 2 }));
    QCOMPARE(program->variablesUsed(), (std::vector<std::size_t> { 0 }));
    QVERIFY(!program->readsClock());
    QVERIFY(program->kind() == CelKind::Bool);
    QVERIFY(CelProgram::compile("event.taken < now", vitalsScope())->readsClock());
    QVERIFY(CelProgram::compile("event.spo2 * 2.0", vitalsScope())->kind() == CelKind::Double);
    QVERIFY(CelProgram::compile("event.more.bed", vitalsScope())->kind() == CelKind::Dyn);
}

void tst_CelProgram::valuesOutliveBatches()
{
    BatchPtr batch = oneRow();
    const auto program =
        CelProgram::compile("[event.ward, event.more.bed, {event.ward: event.ward}, event.ward]", vitalsScope());
    QVERIFY(program.ok());
    CelValue value;
    {
        const CelRow row { batch.get(), 0 };
        value = program->evaluate({ { &row, 1 }, {}, 0 });
    }
    batch.reset();
    QVERIFY(value.elements()[0].text() == "ICU");
    QVERIFY(value.elements()[2].find("ICU")->text() == "ICU");
}

void tst_CelProgram::constantsFold()
{
    CelScope scope;
    QVERIFY(CelProgram::compile("1.5 * 2.0 + double(3)", scope)->evaluate({}).number() == 6);
    QVERIFY(CelProgram::compile("1.5 * 2.0", scope)->kind() == CelKind::Double);
    // What fails is kept for evaluation, where it may be absorbed.
    const auto absorbed = CelProgram::compile("1 / 0 == 1 || true", scope);
    QVERIFY(absorbed.ok());
    QVERIFY(absorbed->evaluate({}).isTrue());
}

void tst_CelProgram::foldingIsBounded()
{
    // Each part would be a megabyte, if it were computed before it is asked for.
    const std::string part =
        "size('aaaaaaaaaa'.replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa')"
        ".replace('a', 'aaaaaaaaaa').replace('a', 'aaaaaaaaaa')) > 0";
    std::string text = part;
    for (int time = 0; time < 200; ++time)
        text += " && " + part;
    const auto program = CelProgram::compile(text, {});
    QVERIFY2(program.ok(), program ? "" : program.error().text().c_str());
    const CelValue value = program->evaluate({});
    QVERIFY(value.isError());
    QVERIFY(value.message().find("too much memory") != std::string_view::npos);
}

void tst_CelProgram::manualExamples()
{
    Schema schema;
    schema.stream = "ward";
    schema.columns = { { "spo2", ValueKind::Double }, { "ward", ValueKind::String }, { "taken", ValueKind::Timestamp },
                       { "bed", ValueKind::Int64 },   { "code", ValueKind::String }, { "temperature", ValueKind::Double } };
    CelScope scope;
    scope.records = { { "event", std::make_shared<const Schema>(std::move(schema)) } };
    QFile chapter(qEnvironmentVariable("STREAMGAUGE_SOURCE_DIR") + QLatin1String("/resources/manual/10-expressions.md"));
    QVERIFY(chapter.open(QIODevice::ReadOnly));
    const QList<QByteArray> parts = chapter.readAll().split('\n');
    bool inside = false;
    bool shell = false;
    int examples = 0;
    for (const QByteArray &line : parts) {
        if (line.startsWith("```")) {
            inside = !inside;
            shell = false;
            continue;
        }
        shell = shell || line.startsWith('$');
        if (!inside || shell)
            continue;
        const auto program = CelProgram::compile(line.toStdString(), scope);
        QVERIFY2(program.ok(), (line.toStdString() + ": " + (program ? "" : program.error().text())).c_str());
        ++examples;
    }
    QVERIFY(examples >= 5);
}

void tst_CelProgram::measures()
{
    const CelSpeed speed = measureExpressions(4'096);
    QVERIFY(speed.comparisons > 0);
    QVERIFY(speed.columnar > 0);
    QVERIFY(speed.row_wise > 0);
}

QTEST_GUILESS_MAIN(tst_CelProgram)
#include "tst_celprogram.moc"
