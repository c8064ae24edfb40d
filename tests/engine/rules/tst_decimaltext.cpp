// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/decimaltext.h"

#include <QTest>

#include <random>
#include <string>

using namespace streamgauge;

class TestDecimalText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void compares_data();
    void compares();
    void ordersAsIntegersDo();
};

void TestDecimalText::compares_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<QString>("order");
    const auto row = [](const char *a, const char *order, const char *b) {
        QTest::addRow("%s %s %s", a, order, b)
            << QString::fromLatin1(a) << QString::fromLatin1(b) << QString::fromLatin1(order);
    };
    row("0.10", "=", "0.1");
    row("0", "=", "-0.00");
    row("+7", "=", "7");
    row("007.500", "=", "7.5");
    row("12e2", "=", "1200");
    row("1.5e-3", "=", "0.0015");
    row("1E+2", "=", "100.0");
    row("1", "<", "2");
    row("-2", "<", "-1");
    row("-1", "<", "1");
    row("-1", "<", "0");
    row("0", "<", "0.0001");
    row("9.99", "<", "10");
    row("0.09", "<", "0.1");
    row("1.2", "<", "1.23");
    row("99999999999999999999999999999999.1", "<", "99999999999999999999999999999999.2");
    row("9007199254740992", "<", "9007199254740993");
    row("-1.23", "<", "-1.2");
    row("1e999999", ">", "1");
    row("abc", "?", "1");
    row("", "?", "1");
    row("1.2.3", "?", "1");
    row("NaN", "?", "1");
    row("Infinity", "?", "1");
    row("1e", "?", "1");
    row("1e99999999999999999999", "?", "1");
    row("-", "?", "1");
    row(".", "?", "1");
}

void TestDecimalText::compares()
{
    QFETCH(QString, a);
    QFETCH(QString, b);
    QFETCH(QString, order);
    const auto sign = [](const QString &left, const QString &right) {
        const auto compared = compareDecimalTexts(left.toStdString(), right.toStdString());
        return compared ? QStringLiteral("<=>").mid(*compared + 1, 1) : QStringLiteral("?");
    };
    QCOMPARE(sign(a, b), order);
    const QString reversed = order == u"<"_qs ? u">"_qs : order == u">"_qs ? u"<"_qs : order;
    QCOMPARE(sign(b, a), reversed);
}

void TestDecimalText::ordersAsIntegersDo()
{
    std::mt19937 random(7);
    // The same integer with its point moved by an exponent, zeros before and behind.
    const auto written = [&](std::int64_t value) {
        std::string digits = std::to_string(value < 0 ? -value : value);
        digits.insert(0, random() % 3, '0');
        const std::size_t point = 1 + random() % digits.size();
        const std::size_t exponent = digits.size() - point;
        digits.insert(point, ".");
        digits.append(random() % 3, '0');
        return (value < 0 ? "-" : "") + digits + "e" + std::to_string(exponent);
    };
    for (int round = 0; round < 20'000; ++round) {
        const auto a = static_cast<std::int64_t>(random() % 2'001) - 1'000;
        const auto b = static_cast<std::int64_t>(random() % 2'001) - 1'000;
        const auto compared = compareDecimalTexts(written(a), written(b));
        QVERIFY(compared.has_value());
        QCOMPARE(*compared, (a > b ? 1 : 0) - (a < b ? 1 : 0));
    }
}

QTEST_GUILESS_MAIN(TestDecimalText)
#include "tst_decimaltext.moc"
