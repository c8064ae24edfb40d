// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/shortnumber.h"

#include <QTest>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

using namespace streamgauge;

class TestShortNumber : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void number_data();
    void number();
    void sameAsTheLibrary_data();
    void sameAsTheLibrary();
};

namespace {

std::string textOf(double number)
{
    std::string text = "= ";
    appendNumber(text, number);
    return text.substr(2);
}

std::string libraryText(double number)
{
    std::array<char, 32> text {};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general, 6);
    return { text.data(), end.ptr };
}

} // namespace

void TestShortNumber::number_data()
{
    QTest::addColumn<double>("number");
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("zero") << 0.0 << QByteArray("0");
    QTest::newRow("negative zero") << -0.0 << QByteArray("-0");
    QTest::newRow("whole") << 1000.0 << QByteArray("1000");
    QTest::newRow("whole of six digits") << 999'999.0 << QByteArray("999999");
    QTest::newRow("half") << 0.5 << QByteArray("0.5");
    QTest::newRow("negative") << -38.25 << QByteArray("-38.25");
    QTest::newRow("zeros behind the point") << 0.0012 << QByteArray("0.0012");
    QTest::newRow("zeros between digits") << 100.003 << QByteArray("100.003");
    QTest::newRow("six digits of more") << 123.456789 << QByteArray("123.457");
    QTest::newRow("a digit more by rounding") << 9.999999 << QByteArray("10");
    QTest::newRow("seven digits by rounding") << 999'999.7 << QByteArray("1e+06");
    QTest::newRow("just above the middle") << 1.000005 << QByteArray("1.00001");
    QTest::newRow("in the middle exactly, to even") << 100'000.5 << QByteArray("100000");
    QTest::newRow("in the middle exactly, up to even") << 100'001.5 << QByteArray("100002");
    QTest::newRow("least with a point") << 0.0001 << QByteArray("0.0001");
    QTest::newRow("small") << 0.000012 << QByteArray("1.2e-05");
    QTest::newRow("great") << 12'345'678.0 << QByteArray("1.23457e+07");
    QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << QByteArray("inf");
}

void TestShortNumber::number()
{
    QFETCH(double, number);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(textOf(number)), text);
}

void TestShortNumber::sameAsTheLibrary_data()
{
    QTest::addColumn<int>("places");

    QTest::newRow("any bits") << -1;
    for (int places = 0; places <= 9; ++places)
        QTest::addRow("%d places behind the point", places) << places;
}

void TestShortNumber::sameAsTheLibrary()
{
    QFETCH(int, places);
    std::mt19937_64 random(31);
    for (int round = 0; round < 50'000; ++round) {
        const std::uint64_t bits = random();
        // Few digits, so that many lie in the middle between two texts.
        const double number =
            places < 0 ? std::bit_cast<double>(bits) : static_cast<double>(bits % 20'000'000) / std::pow(10, places);
        if (!std::isnan(number))
            QCOMPARE(textOf(number), libraryText(number));
    }
}

QTEST_GUILESS_MAIN(TestShortNumber)
#include "tst_shortnumber.moc"
