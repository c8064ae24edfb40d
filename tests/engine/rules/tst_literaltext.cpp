// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/literaltext.h"

#include <QTest>

#include <limits>

using namespace streamgauge;

Q_DECLARE_METATYPE(streamgauge::LiteralValue)

class TestLiteralText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void knowsIdentifiers();
};

void TestLiteralText::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<LiteralValue>("value");
    QTest::addColumn<QByteArray>("written");
    const auto row = [](const QByteArray &text, LiteralValue value, const QByteArray &written) {
        QTest::newRow(text.constData()) << text << std::move(value) << written;
    };
    row("true", true, "true");
    row("false", false, "false");
    row("0", std::int64_t { 0 }, "0");
    row("-7", std::int64_t { -7 }, "-7");
    row("0x1F", std::int64_t { 31 }, "31");
    row("-0x1f", std::int64_t { -31 }, "-31");
    row("9223372036854775807", std::numeric_limits<std::int64_t>::max(), "9223372036854775807");
    row("-9223372036854775808", std::numeric_limits<std::int64_t>::min(), "-9223372036854775808");
    row("7u", std::uint64_t { 7 }, "7u");
    row("0xFFu", std::uint64_t { 255 }, "255u");
    row("18446744073709551615U", std::numeric_limits<std::uint64_t>::max(), "18446744073709551615u");
    row("1.5", 1.5, "1.5");
    row(".5", 0.5, "0.5");
    row("-.5", -0.5, "-0.5");
    row("120.0", 120.0, "120.0");
    row("1e3", 1000.0, "1000.0");
    row("1E-3", 0.001, "0.001");
    row("1e300", 1e300, "1e+300");
    row("0.1", 0.1, "0.1");
    row("\"a\"", std::string("a"), "\"a\"");
    row("'a'", std::string("a"), "\"a\"");
    row("''", std::string(), "\"\"");
    row("'it\\'s'", std::string("it's"), "\"it's\"");
    row("'a\"b'", std::string("a\"b"), "\"a\\\"b\"");
    row("\"\"\"a\n\"b\"\"\"", std::string("a\n\"b"), "\"a\\n\\\"b\"");
    row("'''a'b'''", std::string("a'b"), "\"a'b\"");
    row("r'\\d+'", std::string("\\d+"), "\"\\\\d+\"");
    row("'\\x41\\u00e4\\U0001F600\\101'", std::string("A\u00e4\U0001F600A"), "\"A\u00e4\U0001F600A\"");
    row("'\\a\\b\\f\\n\\r\\t\\v\\\\\\?\\`'", std::string("\a\b\f\n\r\t\v\\?`"), "\"\\x07\\x08\\x0c\\n\\x0d\\t\\x0b\\\\?`\"");
}

void TestLiteralText::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(LiteralValue, value);
    QFETCH(QByteArray, written);
    const QByteArray behind = text + " for";
    const auto reading = readLiteral({ behind.constData(), static_cast<std::size_t>(behind.size()) });
    const auto *literal = std::get_if<ReadLiteral>(&reading);
    QVERIFY(literal != nullptr);
    QVERIFY(literal->value == value);
    QCOMPARE(literal->length, static_cast<std::size_t>(text.size()));
    QCOMPARE(QByteArray::fromStdString(literalText(value)), written);
    const auto again = readLiteral(literalText(value));
    QVERIFY(std::holds_alternative<ReadLiteral>(again));
    QVERIFY(std::get<ReadLiteral>(again).value == value);
}

void TestLiteralText::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("offset");
    const auto row = [](const QByteArray &text, int offset) {
        QTest::newRow(text.isEmpty() ? "nothing" : text.constData()) << text << offset;
    };
    row("", 0);
    row("-", 0);
    row(".", 0);
    row("0x", 0);
    row("1.", 1);
    row("1.5u", 3);
    row("1.2.3", 3);
    row("1e", 1);
    row("12ab", 2);
    row("9223372036854775808", 0);
    row("18446744073709551616u", 0);
    row("-1u", 0);
    row("1e400", 0);
    row("True", 0);
    row("null", 0);
    row("'a", 2);
    row("'a\n'", 2);
    row("'''a''", 6);
    row("'\\", 1);
    row("'\\x4'", 1);
    row("'\\400'", 1);
    row("'\\uD800'", 1);
    row("'\\U00110000'", 1);
    row("b'a'", 0);
    row("[1]", 0);
}

void TestLiteralText::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(int, offset);
    const auto reading = readLiteral({ text.constData(), static_cast<std::size_t>(text.size()) });
    const auto *fault = std::get_if<LiteralFault>(&reading);
    QVERIFY(fault != nullptr);
    QCOMPARE(fault->offset, static_cast<std::size_t>(offset));
    QVERIFY(!fault->expected.empty());
}

void TestLiteralText::knowsIdentifiers()
{
    QVERIFY(isIdentifier("heart_rate"));
    QVERIFY(isIdentifier("_1"));
    QVERIFY(!isIdentifier("1a"));
    QVERIFY(!isIdentifier(""));
    QVERIFY(!isIdentifier("a-b"));
    QVERIFY(!isIdentifier("in"));
    QVERIFY(!isIdentifier("gr\u00f6\u00dfe"));
}

QTEST_GUILESS_MAIN(TestLiteralText)
#include "tst_literaltext.moc"
