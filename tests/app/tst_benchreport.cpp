// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/benchcommand.h"

#include <QTest>

namespace streamgauge {

class BenchReportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesFigures_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QByteArray>("unit");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("millions") << 3'214'000.0 << QByteArray("rows/s") << QByteArray("3.21 M rows/s");
        QTest::newRow("thousands") << 75'400.0 << QByteArray("events/s") << QByteArray("75.4 k events/s");
        QTest::newRow("few") << 123.4 << QByteArray("rows/s") << QByteArray("123 rows/s");
        QTest::newRow("bytes a second") << 412'000'000.0 << QByteArray("bytes/s") << QByteArray("412 MB/s");
        QTest::newRow("bytes") << 27'400'000.0 << QByteArray("bytes") << QByteArray("27.4 MB");
        QTest::newRow("small") << 0.31 << QByteArray("ms") << QByteArray("0.310 ms");
        QTest::newRow("none") << 0.0 << QByteArray("ms") << QByteArray("0.000 ms");
        QTest::newRow("no unit") << 18.0 << QByteArray("") << QByteArray("18.0");
    }
    void writesFigures()
    {
        QFETCH(double, value);
        QFETCH(QByteArray, unit);
        QFETCH(QByteArray, text);
        QCOMPARE(QByteArray::fromStdString(figureText({ "x", value, unit.toStdString() })), text);
    }

    void saysBudgetBesideFigure()
    {
        const std::string text = benchText({ "Fast CPU", 8, "Linux 6", "Release" }, { sample() });
        for (const char *part : { "Fast CPU, 8 cores, Linux 6, Release build", "decode: bytes to batches",
                                  "budget: at least 3 M", "one core", "3.21 M rows/s" })
            QVERIFY2(text.find(part) != std::string::npos, text.c_str());
    }

    void saysWhatWasNotMeasured()
    {
        BenchResult result = sample();
        result.error = { ErrorKind::Configuration, "no server", "", "install one" };
        QVERIFY(benchText({}, { result }).find("not measured: no server (install one)") != std::string::npos);
        const auto figures = figuresFromJson(benchJson({}, { result }));
        QVERIFY(!figures.ok());
    }

    void readsItsOwnJson()
    {
        const auto figures = figuresFromJson(benchJson(thisMachine(), { sample() }));
        QVERIFY(figures.ok());
        QVERIFY(*figures == sample().figures);
    }

    void refusesOtherJson_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : { "", "{}", "[]", "{\"results\":[]}", "{\"results\":[{\"figures\":5}]}",
                                  "{\"results\":[{\"figures\":[{\"name\":1}]}]}" })
            QTest::newRow(text) << QByteArray(text);
    }
    void refusesOtherJson()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!figuresFromJson(text.toStdString()).ok());
    }

    void knowsItsMachine()
    {
        const Machine machine = thisMachine();
        QVERIFY(!machine.processor.empty());
        QVERIFY(machine.cores > 0);
        QVERIFY(!machine.kernel.empty());
    }

private:
    static BenchResult sample()
    {
        return { { "decode", "bytes to batches", "at least 3 M", {} }, { { "one core", 3'214'000.0, "rows/s" } }, {} };
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::BenchReportTest)
#include "tst_benchreport.moc"
