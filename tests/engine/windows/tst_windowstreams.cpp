// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/source/seededrandom.h"
#include "engine/windows/window.h"
#include "engine/windows/windowbenchmark.h"
#include "tests/engine/windows/naivewindow.h"

#include <QTest>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using namespace streamgauge;

using enum WindowFunction;
using enum WindowShape;

namespace {

constexpr DurationNs s = ns_per_s;
constexpr DurationNs ms = ns_per_ms;

enum class Values { Small, Whole, Wide, Constant, Counter, Jumping };

double nextValue(Values values, double previous, SeededRandom &random)
{
    switch (values) {
    case Values::Small: return random.normal() * 3 + 37;
    case Values::Whole: return static_cast<double>(random.word() % 21) - 10;
    case Values::Wide: return std::copysign(std::exp(random.uniform(-60, 60)), random.normal());
    case Values::Constant: return 0.1;
    case Values::Counter: return random.chance(0.02) ? random.uniform(0, 5) : previous + std::floor(random.uniform(0, 4));
    case Values::Jumping: return random.chance(0.02) ? previous + random.normal() * 1e9 : previous + random.normal();
    }
    return 0;
}

DurationNs nextStep(SeededRandom &random)
{
    if (random.chance(0.15))
        return 0;
    if (random.chance(0.01))
        return static_cast<DurationNs>(random.uniform(0, 40)) * s;
    if (random.chance(0.3))
        return s;
    return static_cast<DurationNs>(random.uniform(0, 2'000)) * ms;
}

/// What a window of sums may be off by: a part of its greatest sample, and so more of a small result.
bool near(const WindowSpec &spec, double greatest, const std::optional<double> &got, const std::optional<double> &expected)
{
    if (got.has_value() != expected.has_value() || !got)
        return got.has_value() == expected.has_value();
    if (*got == *expected)
        return true;
    const double off = std::abs(*got - *expected);
    if (spec.function == Quantile)
        return off <= std::abs(*expected) * 0.0100001;
    const bool squares = spec.function == Stddev || spec.function == Slope;
    return off <= std::abs(*expected) * 1e-9 + (squares ? greatest * 1e-9 : greatest * 1e-14);
}

QByteArray differs(const std::optional<double> &got, const std::optional<double> &expected, int step)
{
    const auto text = [](const std::optional<double> &value) {
        return value ? QByteArray::number(*value, 'g', 17) : QByteArray("none");
    };
    return "step " + QByteArray::number(step) + ": " + text(got) + ", not " + text(expected);
}

} // namespace

class TestWindowStreams : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheDefinition_data();
    void agreesWithTheDefinition();
    void feedsAsItAdds_data();
    void feedsAsItAdds();
    void doesNotDrift_data();
    void doesNotDrift();
    void recoversFromAnything_data();
    void recoversFromAnything();
    void staysWithinItsBounds_data();
    void staysWithinItsBounds();
    void keepsAMillionKeysSmall_data();
    void keepsAMillionKeysSmall();
    void givesBurstsBack();
    void measures();
};

void TestWindowStreams::agreesWithTheDefinition_data()
{
    QTest::addColumn<WindowSpec>("spec");
    QTest::addColumn<int>("values");
    for (int number = 0; number <= static_cast<int>(Ewma); ++number) {
        const auto function = static_cast<WindowFunction>(number);
        const double parameter = function == Quantile ? 0.9 : 0;
        const std::array shapes {
            std::pair { "sliding", WindowSpec { function, parameter, Sliding, 10 * s } },
            std::pair { "events", WindowSpec { function, parameter, Sliding, 0, 0, 7 } },
            std::pair { "tumbling", WindowSpec { function, parameter, Tumbling, 10 * s } },
            std::pair { "hopping", WindowSpec { function, parameter, Hopping, 10 * s, 4 * s } },
            std::pair { "session", WindowSpec { function, parameter, Session, 2 * s } },
        };
        for (const auto &[shape, spec] : shapes) {
            if (!checkWindow(spec))
                continue;
            for (const Values values :
                 { Values::Small, Values::Whole, Values::Wide, Values::Constant, Values::Counter, Values::Jumping }) {
                const std::string title =
                    std::string(name(function)) + ' ' + shape + ' ' + std::to_string(static_cast<int>(values));
                QTest::newRow(title.c_str()) << spec << static_cast<int>(values);
            }
        }
    }
}

void TestWindowStreams::agreesWithTheDefinition()
{
    QFETCH(WindowSpec, spec);
    QFETCH(int, values);
    constexpr int steps = 700;
    SeededRandom random(static_cast<std::uint64_t>(values) + 17);
    const auto window = Window::make(spec);
    NaiveWindow naive(spec);
    TimeNs now_ns = -50 * s;
    double value = 0;
    double greatest = 0;
    for (int step = 0; step < steps; ++step) {
        now_ns += nextStep(random);
        if (random.chance(0.1)) {
            (*window)->advance(0, now_ns);
            naive.advance(now_ns);
        } else {
            const TimeNs time_ns = random.chance(0.05) ? now_ns - static_cast<TimeNs>(random.uniform(0, 15)) * s : now_ns;
            value = nextValue(static_cast<Values>(values), value, random);
            greatest = std::max(greatest, std::abs(value));
            const double sample = random.chance(0.02) ? std::numeric_limits<double>::quiet_NaN() : value;
            (*window)->add(0, time_ns, sample);
            naive.add(time_ns, sample);
        }
        const auto got = (*window)->value(0);
        QVERIFY2(near(spec, greatest, got, naive.value()), differs(got, naive.value(), step));
        QCOMPARE((*window)->lateSamples(), naive.late());
        if (!random.chance(0.3))
            continue;
        // Until the instant it names nothing changes; at that instant it knows what it then is.
        NaiveWindow later = naive;
        const TimeNs change_ns = (*window)->nextChange(0);
        const TimeNs until_ns = change_ns == Window::never ? now_ns + 100 * s : change_ns - 1;
        later.advance(until_ns);
        QVERIFY2(near(spec, greatest, got, later.value()), differs(got, later.value(), step));
        if (change_ns == Window::never || !random.chance(0.2))
            continue;
        now_ns = std::max(now_ns, change_ns);
        (*window)->advance(0, change_ns);
        naive.advance(change_ns);
        QVERIFY2(near(spec, greatest, (*window)->value(0), naive.value()),
                 differs((*window)->value(0), naive.value(), step));
    }
    QVERIFY(greatest > 0);
}

void TestWindowStreams::feedsAsItAdds_data()
{
    QTest::addColumn<WindowSpec>("spec");
    for (const WindowFunction function : { Avg, Count, Max, Stddev, Rate, Quantile, Distinct, Last, Slope, Ewma }) {
        const std::string title(name(function));
        QTest::newRow((title + " sliding").c_str()) << WindowSpec { function, 0, Sliding, 10 * s };
        if (function == Ewma)
            continue;
        QTest::newRow((title + " tumbling").c_str()) << WindowSpec { function, 0, Tumbling, 10 * s };
        QTest::newRow((title + " session").c_str()) << WindowSpec { function, 0, Session, s };
    }
}

void TestWindowStreams::feedsAsItAdds()
{
    QFETCH(WindowSpec, spec);
    constexpr std::size_t rows = 3'000;
    SeededRandom random(5);
    std::vector<std::uint32_t> slots(rows);
    std::vector<TimeNs> times(rows);
    std::vector<double> values(rows);
    std::vector<CellState> states(rows);
    const auto fed = Window::make(spec);
    const auto added = Window::make(spec);
    TimeNs now_ns = 0;
    for (int batch = 0; batch < 3; ++batch) {
        for (std::size_t row = 0; row < rows; ++row) {
            slots[row] = random.word() % 150;
            times[row] = now_ns += static_cast<TimeNs>(random.uniform(0, 10)) * ms;
            values[row] = random.normal();
            states[row] = random.chance(0.1) ? CellState::Null : CellState::Value;
        }
        std::vector<double> results(rows, -1);
        std::vector<CellState> result_states(rows, CellState::Absent);
        const TimeNs already_known_ns = now_ns / 2;
        std::vector<TimeNs> changes(rows, batch == 0 ? already_known_ns : Window::never);
        (*fed)->feed({ slots, times, values, states }, { results, result_states, changes });
        for (std::size_t row = 0; row < rows; ++row) {
            if (states[row] == CellState::Value)
                (*added)->add(slots[row], times[row], values[row]);
            else
                (*added)->advance(slots[row], times[row]);
            const std::optional<double> expected = (*added)->value(slots[row]);
            QCOMPARE(result_states[row], expected ? CellState::Value : CellState::Null);
            QCOMPARE(results[row], expected.value_or(0));
            const TimeNs known_ns = batch == 0 ? already_known_ns : Window::never;
            QCOMPARE(changes[row], std::min(known_ns, (*added)->nextChange(slots[row])));
        }
    }
}

void TestWindowStreams::doesNotDrift_data()
{
    QTest::addColumn<WindowSpec>("spec");
    QTest::newRow("avg") << WindowSpec { Avg, 0, Sliding, s };
    QTest::newRow("sum of events") << WindowSpec { Sum, 0, Sliding, 0, 0, 100 };
    QTest::newRow("stddev") << WindowSpec { Stddev, 0, Sliding, s };
    QTest::newRow("slope") << WindowSpec { Slope, 0, Sliding, s };
    QTest::newRow("rate") << WindowSpec { Rate, 0, Sliding, s };
}

// The error after many samples is that of a window that has only ever seen the last ones.
void TestWindowStreams::doesNotDrift()
{
    QFETCH(WindowSpec, spec);
    constexpr int samples = 300'000;
    constexpr int last = 1'000;
    SeededRandom random(9);
    const auto old = Window::make(spec);
    const auto fresh = Window::make(spec);
    for (int i = 0; i < samples; ++i) {
        // Magnitudes come and go, so that sums lose digits on the way.
        const double scale = i < samples - 2 * last ? std::exp(random.uniform(-30, 30)) : 1;
        const double value = random.uniform(0, 1) * scale;
        (*old)->add(0, i * 10 * ms, value);
        if (i >= samples - last)
            (*fresh)->add(0, i * 10 * ms, value);
    }
    const double expected = (*fresh)->value(0).value_or(0);
    QVERIFY(expected != 0);
    QVERIFY2(std::abs((*old)->value(0).value_or(0) / expected - 1) < 1e-12,
             differs((*old)->value(0), (*fresh)->value(0), samples));
}

void TestWindowStreams::recoversFromAnything_data()
{
    QTest::addColumn<WindowSpec>("spec");
    QTest::addColumn<double>("poison");
    for (int number = 0; number <= static_cast<int>(Ewma); ++number) {
        for (const double poison : { std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                                     std::numeric_limits<double>::quiet_NaN(), 1e308, -1e308, 1e200, 5e-324 }) {
            const auto function = static_cast<WindowFunction>(number);
            const std::string title = std::string(name(function)) + ' ' + std::to_string(poison);
            QTest::newRow(title.c_str()) << WindowSpec { function, 0, Sliding, 10 * s } << poison;
        }
    }
}

void TestWindowStreams::recoversFromAnything()
{
    QFETCH(WindowSpec, spec);
    QFETCH(double, poison);
    const auto poisoned = Window::make(spec);
    const auto clean = Window::make(spec);
    for (int i = 0; i < 5; ++i) {
        (*poisoned)->add(0, i * s, poison);
        (*poisoned)->add(0, i * s, i % 2 == 0 ? poison : -poison);
    }
    for (int i = 5; i < 20; ++i) {
        (*poisoned)->add(0, i * s, 1.1 * i);
        (*clean)->add(0, i * s, 1.1 * i);
    }
    const bool fades = spec.function == Ewma && std::isfinite(poison);
    QVERIFY((*clean)->value(0).has_value());
    if (!fades || std::abs(poison) < 1)
        QVERIFY2(fades || *(*poisoned)->value(0) == *(*clean)->value(0)
                     || std::abs(*(*poisoned)->value(0) / *(*clean)->value(0) - 1) < 1e-12,
                 differs((*poisoned)->value(0), (*clean)->value(0), 20));
    (*poisoned)->advance(0, 100 * s);
    QCOMPARE((*poisoned)->value(0), emptyValue(spec.function));
    (*poisoned)->add(0, 101 * s, 4);
    (*clean)->advance(0, 100 * s);
    (*clean)->add(0, 101 * s, 4);
    QCOMPARE((*poisoned)->value(0), (*clean)->value(0));
}

void TestWindowStreams::staysWithinItsBounds_data()
{
    QTest::addColumn<WindowSpec>("spec");
    QTest::addColumn<bool>("texts");
    for (const WindowFunction function : { Avg, Max, Quantile, Distinct, First, Slope, Rate }) {
        const std::string title(name(function));
        QTest::newRow((title + " sliding").c_str()) << WindowSpec { function, 0, Sliding, 3'600 * s } << false;
        QTest::newRow((title + " hopping").c_str()) << WindowSpec { function, 0, Hopping, 3'600 * s, s } << false;
        QTest::newRow((title + " session").c_str()) << WindowSpec { function, 0, Session, 3'600 * s } << false;
        if (takesText(function))
            QTest::newRow((title + " of texts").c_str()) << WindowSpec { function, 0, Sliding, 3'600 * s } << true;
    }
}

void TestWindowStreams::staysWithinItsBounds()
{
    QFETCH(WindowSpec, spec);
    QFETCH(bool, texts);
    constexpr WindowLimits limits { 500, 1UL << 20 };
    SeededRandom random(3);
    const auto add = [&](Window &window, std::uint32_t slot, TimeNs time_ns, double value) {
        if (texts)
            window.addText(slot, time_ns, std::to_string(value) + std::string(300, '-'));
        else
            window.add(slot, time_ns, value);
    };
    // One key may take what the spec says (and the first chunk of keys and slab of blocks, which others would share).
    constexpr std::size_t shared_bytes = 64UL << 10;
    const auto one = Window::make(spec, { limits.most_samples_per_key });
    for (int i = 0; i < 5'000; ++i)
        add(**one, 0, i * s, std::copysign(std::exp(random.uniform(-700, 700)), random.normal()));
    QVERIFY2((*one)->memoryBytes() <= Window::mostBytesPerKey(spec, limits) + shared_bytes,
             QByteArray::number(quint64((*one)->memoryBytes())) + " over "
                 + QByteArray::number(quint64(Window::mostBytesPerKey(spec, limits))));

    const auto window = Window::make(spec, limits);
    for (int i = 0; i < 60'000; ++i) {
        add(**window, static_cast<std::uint32_t>(random.word() % 20'000), i * ms, random.normal());
        QVERIFY((*window)->memoryBytes() <= limits.most_bytes + 4'096);
    }
    QVERIFY((*window)->evictedSamples() > 0);
}

void TestWindowStreams::keepsAMillionKeysSmall_data()
{
    QTest::addColumn<WindowSpec>("spec");
    QTest::addColumn<int>("most_bytes_a_key");
    QTest::newRow("avg") << WindowSpec { Avg, 0, Sliding, 10 * s } << 100;
    QTest::newRow("max") << WindowSpec { Max, 0, Sliding, 10 * s } << 100;
    QTest::newRow("last") << WindowSpec { Last, 0, Sliding, 10 * s } << 100;
    QTest::newRow("ewma") << WindowSpec { Ewma, 0, Sliding, 10 * s } << 50;
}

void TestWindowStreams::keepsAMillionKeysSmall()
{
    QFETCH(WindowSpec, spec);
    QFETCH(int, most_bytes_a_key);
    constexpr std::uint32_t keys = 1'000'000;
    const auto window = Window::make(spec);
    for (std::uint32_t slot = 0; slot < keys; ++slot) {
        (*window)->add(slot, 0, 1);
        (*window)->add(slot, s, 2);
    }
    QCOMPARE((*window)->evictedSamples(), std::uint64_t { 0 });
    QVERIFY2((*window)->memoryBytes() / keys <= static_cast<std::size_t>(most_bytes_a_key),
             QByteArray::number(quint64((*window)->memoryBytes() / keys)));
    QVERIFY((*window)->value(keys - 1).has_value());
}

void TestWindowStreams::givesBurstsBack()
{
    const auto window = Window::make({ Avg, 0, Sliding, 10 * s });
    for (int i = 0; i < 50'000; ++i)
        (*window)->add(0, i, i);
    const std::size_t burst_bytes = (*window)->memoryBytes();
    for (int i = 0; i < 100; ++i)
        (*window)->add(0, 100 * s + i * s, i);
    QVERIFY((*window)->memoryBytes() < burst_bytes / 10);
    QCOMPARE((*window)->value(0), std::optional(94.5));
}

void TestWindowStreams::measures()
{
    const double events_per_second = measureWindow({ Avg, 0, Sliding, 10 * s }, 1'000, 100'000);
    QVERIFY(std::isfinite(events_per_second) && events_per_second > 0);
    QCOMPARE(windowBenchmark().name, std::string("windows"));
}

QTEST_GUILESS_MAIN(TestWindowStreams)
#include "tst_windowstreams.moc"
