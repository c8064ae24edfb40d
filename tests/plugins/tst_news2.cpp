// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celprogram.h"
#include "plugins/vitals/news2.h"
#include "plugins/vitals/news2function.h"

#include <QFile>
#include <QTest>

#include <cmath>
#include <limits>
#include <map>

using namespace streamgauge;

class News2Test : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parts_data();
    void parts();
    void spo2Scale2_data();
    void spo2Scale2();
    void oxygenAndConsciousness();
    void bands_data();
    void bands();
    void missingStaysMissing();
    void notANumberIsMissing();
    void mostIsTwenty();
    void realNumerics();
    void functionAgreesWithTheTable();
    void functionArguments_data();
    void functionArguments();
};

namespace {

Observations healthy()
{
    return { 16, 98, false, 120, 70, Consciousness::Alert, 37.0, Spo2Scale::One };
}

} // namespace

void News2Test::parts_data()
{
    QTest::addColumn<int>("parameter");
    QTest::addColumn<double>("reading");
    QTest::addColumn<int>("score");
    const auto add = [](News2Parameter parameter, const char *name, double reading, int score) {
        QTest::addRow("%s %g", name, reading) << static_cast<int>(parameter) << reading << score;
    };
    using P = News2Parameter;
    for (const auto &[reading, score] : std::map<double, int> { { 0, 3 },
                                                                { 8, 3 },
                                                                { 8.49, 3 },
                                                                { 8.5, 3 },
                                                                { 8.6, 1 },
                                                                { 9, 1 },
                                                                { 11, 1 },
                                                                { 12, 0 },
                                                                { 20, 0 },
                                                                { 20.4, 0 },
                                                                { 20.5, 0 },
                                                                { 20.6, 2 },
                                                                { 24, 2 },
                                                                { 25, 3 },
                                                                { 60, 3 } })
        add(P::Respiration, "respiration", reading, score);
    for (const auto &[reading, score] : std::map<double, int> { { 50, 3 },
                                                                { 91, 3 },
                                                                { 91.5, 2 },
                                                                { 92, 2 },
                                                                { 93, 2 },
                                                                { 94, 1 },
                                                                { 95, 1 },
                                                                { 95.4, 1 },
                                                                { 95.5, 0 },
                                                                { 96, 0 },
                                                                { 100, 0 } })
        add(P::Spo2, "spo2", reading, score);
    for (const auto &[reading, score] : std::map<double, int> { { 60, 3 },
                                                                { 90, 3 },
                                                                { 91, 2 },
                                                                { 100, 2 },
                                                                { 101, 1 },
                                                                { 110, 1 },
                                                                { 111, 0 },
                                                                { 219, 0 },
                                                                { 219.4, 0 },
                                                                { 219.5, 3 },
                                                                { 220, 3 } })
        add(P::SystolicBp, "systolic", reading, score);
    for (const auto &[reading, score] : std::map<double, int> { { 30, 3 },
                                                                { 40, 3 },
                                                                { 41, 1 },
                                                                { 50, 1 },
                                                                { 51, 0 },
                                                                { 90, 0 },
                                                                { 91, 1 },
                                                                { 110, 1 },
                                                                { 111, 2 },
                                                                { 130, 2 },
                                                                { 130.5, 2 },
                                                                { 130.6, 3 },
                                                                { 131, 3 } })
        add(P::Pulse, "pulse", reading, score);
    for (const auto &[reading, score] : std::map<double, int> { { 34, 3 },
                                                                { 35.0, 3 },
                                                                { 35.04, 3 },
                                                                { 35.06, 1 },
                                                                { 35.1, 1 },
                                                                { 36.0, 1 },
                                                                { 36.06, 0 },
                                                                { 36.1, 0 },
                                                                { 38.0, 0 },
                                                                { 38.1, 1 },
                                                                { 39.0, 1 },
                                                                { 39.1, 2 },
                                                                { 41, 2 } })
        add(P::Temperature, "temperature", reading, score);
}

void News2Test::parts()
{
    QFETCH(int, parameter);
    QFETCH(double, reading);
    QFETCH(int, score);
    Observations observations = healthy();
    switch (static_cast<News2Parameter>(parameter)) {
    case News2Parameter::Respiration: observations.resp_rate = reading; break;
    case News2Parameter::Spo2: observations.spo2 = reading; break;
    case News2Parameter::SystolicBp: observations.systolic_bp = reading; break;
    case News2Parameter::Pulse: observations.pulse = reading; break;
    case News2Parameter::Temperature: observations.temperature = reading; break;
    case News2Parameter::Oxygen:
    case News2Parameter::Consciousness: QFAIL("not a number");
    }
    const News2 result = news2(observations);
    QCOMPARE(int { *result.part(static_cast<News2Parameter>(parameter)) }, score);
    QCOMPARE(int { *result.score() }, score);
}

void News2Test::spo2Scale2_data()
{
    QTest::addColumn<double>("spo2");
    QTest::addColumn<int>("on_air");
    QTest::addColumn<int>("on_oxygen");
    const auto add = [](double spo2, int on_air, int on_oxygen) {
        QTest::addRow("%g", spo2) << spo2 << on_air << on_oxygen;
    };
    add(80, 3, 3);
    add(83, 3, 3);
    add(84, 2, 2);
    add(85, 2, 2);
    add(86, 1, 1);
    add(87, 1, 1);
    add(88, 0, 0);
    add(92, 0, 0);
    add(92.4, 0, 0);
    add(92.5, 0, 0);
    add(92.6, 0, 1);
    add(93, 0, 1);
    add(94, 0, 1);
    add(95, 0, 2);
    add(96, 0, 2);
    add(97, 0, 3);
    add(100, 0, 3);
}

void News2Test::spo2Scale2()
{
    QFETCH(double, spo2);
    Observations observations = healthy();
    observations.spo2_scale = Spo2Scale::Two;
    observations.spo2 = spo2;
    QTEST(int { *news2(observations).part(News2Parameter::Spo2) }, "on_air");
    observations.on_oxygen = true;
    QTEST(int { *news2(observations).part(News2Parameter::Spo2) }, "on_oxygen");
    observations.on_oxygen.reset();
    QCOMPARE(news2(observations).part(News2Parameter::Spo2).has_value(), spo2 <= 92.5);
}

void News2Test::oxygenAndConsciousness()
{
    Observations observations = healthy();
    QCOMPARE(int { *news2(observations).score() }, 0);
    observations.on_oxygen = true;
    QCOMPARE(int { *news2(observations).score() }, 2);
    QVERIFY(!news2(observations).singleThree());
    for (const Consciousness state :
         { Consciousness::Confusion, Consciousness::Voice, Consciousness::Pain, Consciousness::Unresponsive }) {
        observations.consciousness = state;
        QCOMPARE(int { *news2(observations).score() }, 5);
        QVERIFY(news2(observations).singleThree());
        QCOMPARE(consciousnessFromLetter(letter(state)), std::optional(state));
    }
    QVERIFY(!consciousnessFromLetter("X"));
    QVERIFY(!consciousnessFromLetter(""));
}

void News2Test::bands_data()
{
    QTest::addColumn<int>("pulse");
    QTest::addColumn<int>("resp_rate");
    QTest::addColumn<bool>("oxygen");
    QTest::addColumn<int>("band");
    const auto add = [](const char *name, int pulse, int resp_rate, bool oxygen, News2Band band) {
        QTest::newRow(name) << pulse << resp_rate << oxygen << static_cast<int>(band);
    };
    add("0", 70, 16, false, News2Band::Zero);
    add("1", 100, 16, false, News2Band::Low);
    add("4 without a 3", 120, 22, false, News2Band::Low);
    add("3 in one", 135, 16, false, News2Band::SingleThree);
    add("4 with a 3", 100, 26, false, News2Band::SingleThree);
    add("5", 135, 22, false, News2Band::Medium);
    add("6", 135, 26, false, News2Band::Medium);
    add("7", 135, 22, true, News2Band::High);
}

void News2Test::bands()
{
    QFETCH(int, pulse);
    QFETCH(int, resp_rate);
    QFETCH(bool, oxygen);
    Observations observations = healthy();
    observations.pulse = pulse;
    observations.resp_rate = resp_rate;
    observations.on_oxygen = oxygen;
    QTEST(static_cast<int>(news2(observations).band()), "band");
}

void News2Test::missingStaysMissing()
{
    Observations observations = healthy();
    observations.temperature.reset();
    observations.pulse = 120;
    const News2 result = news2(observations);
    QVERIFY(!result.complete());
    QVERIFY(!result.score());
    QCOMPARE(int { result.knownSum() }, 2);
    QVERIFY(!result.part(News2Parameter::Temperature));
    QVERIFY(!news2({}).score());
    QCOMPARE(int { news2({}).knownSum() }, 0);
}

void News2Test::notANumberIsMissing()
{
    for (const double bad : { std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                              -std::numeric_limits<double>::infinity(), 1e300 }) {
        Observations observations = healthy();
        observations.spo2 = bad;
        observations.temperature = bad;
        QVERIFY(!news2(observations).part(News2Parameter::Spo2));
        QVERIFY(!news2(observations).part(News2Parameter::Temperature));
    }
}

void News2Test::mostIsTwenty()
{
    QCOMPARE(int { *news2({ 30, 80, true, 80, 140, Consciousness::Unresponsive, 34, Spo2Scale::One }).score() }, 20);
}

/// Record 3975656n: sums over respiration, SpO2 and pulse in the minutes that have all three.
void News2Test::realNumerics()
{
    QFile file(qEnvironmentVariable("STREAMGAUGE_SOURCE_DIR")
               + QStringLiteral("/../shared/data/vitals/mimic_numerics_s00001_1permin.csv"));
    if (!file.exists())
        QSKIP("The recorded numerics are not beside this source tree.");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> header = file.readLine().trimmed().split(',');
    const auto column = [&](const QByteArray &name) { return header.indexOf(name); };
    std::map<int, int> sums;
    int single_threes = 0;
    while (!file.atEnd()) {
        const QList<QByteArray> cells = file.readLine().trimmed().split(',');
        const double pulse = cells[column("HR_bpm")].toDouble();
        const double resp_rate = cells[column("RESP_per_min")].toDouble();
        const double spo2 = cells[column("SpO2_pct")].toDouble();
        if (pulse == 0 || resp_rate == 0 || spo2 == 0)
            continue;
        Observations observations;
        observations.pulse = pulse;
        observations.resp_rate = resp_rate;
        observations.spo2 = spo2;
        const News2 result = news2(observations);
        ++sums[result.knownSum()];
        single_threes += result.singleThree() ? 1 : 0;
    }
    QCOMPARE(sums, (std::map<int, int> { { 0, 907 }, { 1, 601 }, { 2, 10 }, { 3, 52 } }));
    QCOMPARE(single_threes, 51);
}

/// Every limit of chart 1 with its neighbours, on both scales, on air and on oxygen.
void News2Test::functionAgreesWithTheTable()
{
    const CelFunction function = news2Function();
    int compared = 0;
    const auto compare = [&](const Observations &o) {
        const std::vector<CelValue> arguments {
            CelValue::ofDouble(*o.resp_rate),   CelValue::ofDouble(*o.spo2),
            CelValue::ofBool(*o.on_oxygen),     CelValue::ofDouble(*o.systolic_bp),
            CelValue::ofDouble(*o.pulse),       CelValue::ofString(std::string(letter(*o.consciousness))),
            CelValue::ofDouble(*o.temperature), CelValue::ofInt(o.spo2_scale == Spo2Scale::Two ? 2 : 1)
        };
        const CelValue score = function.call(arguments);
        QCOMPARE(score.asNumber().value_or(-1), static_cast<double>(*news2(o).score()));
        ++compared;
    };
    for (const Spo2Scale scale : { Spo2Scale::One, Spo2Scale::Two }) {
        for (const bool oxygen : { false, true }) {
            for (int spo2 = 80; spo2 <= 100; ++spo2) {
                for (int other = 0; other < 240; ++other) {
                    Observations o = healthy();
                    o.spo2 = spo2;
                    o.on_oxygen = oxygen;
                    o.spo2_scale = scale;
                    o.resp_rate = other % 40;
                    o.systolic_bp = other;
                    o.pulse = other % 150;
                    o.temperature = 34.0 + other % 60 / 10.0;
                    o.consciousness = static_cast<Consciousness>(other % 5);
                    compare(o);
                }
            }
        }
    }
    QCOMPARE(compared, 2 * 2 * 21 * 240);
}

void News2Test::functionArguments_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QByteArray>("gives");
    const auto row = [](const char *name, const char *call, const char *gives) {
        QTest::newRow(name) << QByteArray(call) << QByteArray(gives);
    };
    row("healthy", "news2(16, 98, false, 120, 70, 'A', 37.0)", "0");
    row("whole numbers and doubles", "news2(25.0, 91u, 1, 90.0, 131, 'C', 39.1)", "19");
    row("confusion", "news2(16, 98, 0, 120, 70, 'C', 37.0)", "3");
    row("scale 1", "news2(16, 90, false, 120, 70, 'A', 37.0, 1)", "3");
    row("scale 2", "news2(16, 90, false, 120, 70, 'A', 37.0, 2)", "0");
    row("scale 2 on oxygen", "news2(16, 97, true, 120, 70, 'A', 37.0, 2.0)", "5");
    for (const char *call : { "news2(null, 98, false, 120, 70, 'A', 37.0)", "news2(16, null, false, 120, 70, 'A', 37.0)",
                              "news2(16, 98, null, 120, 70, 'A', 37.0)", "news2(16, 98, false, null, 70, 'A', 37.0)",
                              "news2(16, 98, false, 120, null, 'A', 37.0)", "news2(16, 98, false, 120, 70, null, 37.0)",
                              "news2(16, 98, false, 120, 70, 'A', null)", "news2(16, 98, false, 120, 70, 'A', 0.0 / 0.0)" })
        row(call, call, "no data: news2(): an observation is missing");
    row("scale is null", "news2(16, 98, false, 120, 70, 'A', 37.0, null)", "no data: news2(): the SpO2 scale is missing");
    row("scale 3", "news2(16, 98, false, 120, 70, 'A', 37.0, 3)", "error: news2(): the SpO2 scale is neither 1 nor 2");
    row("text for a number", "news2('16', 98, false, 120, 70, 'A', 37.0)",
        "refused: news2() takes no string as its respiration");
    row("number for a letter", "news2(16, 98, false, 120, 70, 1, 37.0)",
        "refused: news2() takes no int as its consciousness");
    row("text of any kind for a number", "news2(dyn('16'), 98, false, 120, 70, 'A', 37.0)",
        "error: news2(): the respiration rate is no number");
    row("too few", "news2(16, 98, false, 120, 70, 'A')", "refused: news2() takes 7 or 8 arguments, not 6");
    row("unknown letter", "news2(16, 98, false, 120, 70, 'X', 37.0)",
        "error: news2(): the consciousness is none of \"A\", \"C\", \"V\", \"P\" and \"U\"");
}

void News2Test::functionArguments()
{
    QFETCH(QByteArray, call);
    QFETCH(QByteArray, gives);
    CelScope scope;
    scope.functions = { news2Function() };
    const auto program = CelProgram::compile(call.toStdString(), scope);
    const CelValue value = program ? program->evaluate({}) : CelValue();
    std::string found;
    if (!program)
        found = "refused: " + program.error().message;
    else if (value.isError())
        found = std::string(value.fault() == CelFault::NoData ? "no data: " : "error: ") + std::string(value.message());
    else
        found = std::to_string(static_cast<int>(value.asNumber().value_or(-1)));
    QCOMPARE(found, gives.toStdString());
}

QTEST_GUILESS_MAIN(News2Test)
#include "tst_news2.moc"
