// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/seriesreader.h"
#include "engine/stores/seriesstore.h"
#include "tests/engine/data/batchtext.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace streamgauge;
using namespace streamgauge::test;

namespace {

/// What the pyramid must say, said by looking at every sample.
std::vector<SeriesCell> bruteForce(const std::vector<Sample> &samples, const SeriesGrid &grid, std::uint32_t pixels)
{
    std::vector<Sample> inside;
    for (const Sample &sample : samples) {
        if (sample.time_ns >= grid.from_ns && sample.time_ns < grid.to_ns)
            inside.push_back(sample);
    }
    std::vector<SeriesCell> cells;
    TimeNs cell_end = no_time;
    for (const Sample &sample : inside) {
        if (inside.size() <= pixels || sample.time_ns >= cell_end) {
            cells.push_back(
                { sample.time_ns, sample.time_ns, sample.value, sample.value, sample.value, sample.value, 0, false });
            cell_end = cells.size() == pixels ? grid.to_ns : grid.cellEnd(sample.time_ns);
        }
        SeriesCell &cell = cells.back();
        cell.last_time_ns = sample.time_ns;
        cell.last = sample.value;
        cell.min = std::min(cell.min, sample.value);
        cell.max = std::max(cell.max, sample.value);
        ++cell.count;
    }
    return cells;
}

QByteArray text(const std::vector<SeriesCell> &cells)
{
    QByteArray out;
    for (const SeriesCell &cell : cells) {
        out += QByteArray::number(static_cast<qlonglong>(cell.time_ns)) + ".."
            + QByteArray::number(static_cast<qlonglong>(cell.last_time_ns)) + ":" + QByteArray::number(cell.first) + "/"
            + QByteArray::number(cell.min) + "/" + QByteArray::number(cell.max) + "/" + QByteArray::number(cell.last) + "x"
            + QByteArray::number(cell.count) + (cell.after_gap ? "!" : "") + " ";
    }
    return out.trimmed();
}

std::vector<SeriesCell> read(const Series &series, const SeriesGrid &grid, std::uint32_t pixels)
{
    SeriesReader reader(grid, pixels);
    while (!reader.step(series)) { }
    return reader.take().cells;
}

void insertInOrder(std::vector<Sample> &samples, const Sample &sample)
{
    const auto place = std::upper_bound(samples.begin(), samples.end(), sample.time_ns,
                                        [](TimeNs time_ns, const Sample &other) { return time_ns < other.time_ns; });
    samples.insert(place, sample);
}

} // namespace

class SeriesStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsCells_data();
    void readsCells();
    void agreesWithEverySample_data();
    void agreesWithEverySample();
    void cellsStayWhileTheWindowScrolls();
    void takesOnlyNumbers();
    void takesFieldsThatComeLater();
    void countsLateRows();
    void forgetsOldestChunksFirst();
    void forgetsKeysOfAFlood();
    void marksGaps();
};

void SeriesStoreTest::readsCells_data()
{
    QTest::addColumn<QVector<int>>("times");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<int>("pixels");
    QTest::addColumn<QByteArray>("cells");
    QTest::newRow("nothing") << QVector<int> {} << 0 << 100 << 10 << QByteArray("");
    QTest::newRow("as many as pixels") << QVector<int> { 1, 2, 3 } << 0 << 100 << 3
                                       << QByteArray("1..1:1/1/1/1x1 2..2:2/2/2/2x1 3..3:3/3/3/3x1");
    QTest::newRow("end is excluded") << QVector<int> { 1, 2, 3 } << 1 << 3 << 9
                                     << QByteArray("1..1:1/1/1/1x1 2..2:2/2/2/2x1");
    QTest::newRow("late one is put right")
        << QVector<int> { 1, 3, 2 } << 0 << 9 << 9 << QByteArray("1..1:1/1/1/1x1 2..2:2/2/2/2x1 3..3:3/3/3/3x1");
    QTest::newRow("summed up") << QVector<int> { 0, 5, 9, 10, 15, 25 } << 0 << 30 << 4
                               << QByteArray("0..9:0/0/9/9x3 10..15:10/10/15/15x2 25..25:25/25/25/25x1");
    QTest::newRow("before 1970") << QVector<int> { -11, -10, -1, 0, 1 } << -20 << 10 << 4
                                 << QByteArray("-11..-11:-11/-11/-11/-11x1 -10..-1:-10/-10/-1/-1x2 0..1:0/0/1/1x2");
    QTest::newRow("one pixel") << QVector<int> { -5, 3, 70 } << -10 << 100 << 1 << QByteArray("-5..70:-5/-5/70/70x3");
}

void SeriesStoreTest::readsCells()
{
    QFETCH(QVector<int>, times);
    QFETCH(int, from);
    QFETCH(int, to);
    QFETCH(int, pixels);
    QFETCH(QByteArray, cells);
    Series series;
    for (const int time : times)
        series.append({ time, static_cast<double>(time) }, 0, 1);
    const auto width = static_cast<std::uint32_t>(pixels);
    QCOMPARE(text(read(series, SeriesGrid::between(from, to, width), width)), cells);
}

void SeriesStoreTest::agreesWithEverySample_data()
{
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("late_percent");
    QTest::addColumn<bool>("evict");
    QTest::newRow("few") << 1U << 50 << 0 << false;
    QTest::newRow("one chunk") << 2U << 1'024 << 10 << false;
    QTest::newRow("chunks") << 3U << 20'000 << 0 << false;
    QTest::newRow("chunks, late") << 4U << 20'000 << 20 << false;
    QTest::newRow("levels") << 5U << 400'000 << 0 << false;
    QTest::newRow("levels, late, evicted") << 6U << 120'000 << 1 << true;
}

void SeriesStoreTest::agreesWithEverySample()
{
    QFETCH(unsigned, seed);
    QFETCH(int, count);
    QFETCH(int, late_percent);
    QFETCH(bool, evict);
    std::mt19937_64 random(seed);
    Series series;
    std::vector<Sample> samples;
    TimeNs time_ns = -1'000'000;
    for (int i = 0; i < count; ++i) {
        // Many equal times, and now and then a long silence.
        time_ns += static_cast<TimeNs>(random() % 100 == 0 ? random() % 1'000'000 : random() % 3);
        Sample sample { time_ns, static_cast<double>(random() % 100'000) };
        const bool late = static_cast<int>(random() % 100) < late_percent;
        if (late)
            sample.time_ns -= static_cast<TimeNs>(random() % 400);
        const Series::Appended appended = series.append(sample, 0, 1);
        QVERIFY(late || appended == Series::Appended::InOrder);
        if (appended != Series::Appended::TooLate)
            insertInOrder(samples, sample);
        if (evict && series.chunks() > 40 && random() % 500 == 0) {
            const std::uint64_t before = series.count();
            series.dropOldestChunk();
            samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(before - series.count()));
        }
    }
    QCOMPARE(series.count(), static_cast<std::uint64_t>(samples.size()));
    const TimeNs begin_ns = samples.front().time_ns;
    const TimeNs end_ns = samples.back().time_ns + 1;
    for (int query = 0; query < 200; ++query) {
        const auto span = static_cast<std::uint64_t>(end_ns - begin_ns);
        const TimeNs from_ns = query == 0 ? begin_ns : begin_ns + static_cast<TimeNs>(random() % span) - 5;
        const TimeNs to_ns = query == 0 ? end_ns : from_ns + 1 + static_cast<TimeNs>(random() % (span >> (random() % 20)));
        const auto pixels = static_cast<std::uint32_t>(1 + random() % 300);
        const SeriesGrid grid = SeriesGrid::between(from_ns, to_ns, pixels);
        const std::vector<SeriesCell> cells = read(series, grid, pixels);
        QVERIFY(cells.size() <= pixels);
        QCOMPARE(text(cells), text(bruteForce(samples, grid, pixels)));
    }
}

void SeriesStoreTest::cellsStayWhileTheWindowScrolls()
{
    Series series;
    for (int i = 0; i < 100'000; ++i)
        series.append({ i * 7, static_cast<double>(i % 977) }, 0, 1);
    std::map<TimeNs, QByteArray> seen;
    for (TimeNs now_ns = 300'000; now_ns < 600'000; now_ns += 1'111) {
        const SeriesGrid grid = SeriesGrid::upTo(now_ns, 250'000, 100);
        QVERIFY(grid.from_ns <= now_ns - 250'000 && grid.to_ns > now_ns);
        const std::vector<SeriesCell> cells = read(series, grid, 100);
        QVERIFY(cells.size() <= 100);
        for (const SeriesCell &cell : cells) {
            const QByteArray now = text({ cell });
            const auto [known, added] = seen.emplace(cell.time_ns, now);
            QCOMPARE(known->second, now);
        }
    }
    QVERIFY(seen.size() > 150);
}

void SeriesStoreTest::takesOnlyNumbers()
{
    ByteBudget budget(1U << 20);
    SeriesStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:int*, pulse:double, name:string, price:decimal, on:bool");
    const BatchPtr batch = batchFrom(schema,
                                     { "created@10 1 | 60 | a | 1.50 | true", "updated@20 1 | null | a | - | false",
                                       "snapshot@30 1 | nan | a | 2.25 | null", "deleted@40 1 | 99 | a | 9 | true",
                                       "created@50 2 | - | b | - | -", "reset@60" });
    QCOMPARE(store.append(*batch, allRows(*batch)), 0U);
    const auto count = [&](const char *key, const char *field) {
        const Series *series = store.find({ "s", key, field });
        return series == nullptr ? 0U : series->count();
    };
    QCOMPARE(count("1", "pulse"), 1U);
    QCOMPARE(count("1", "price"), 2U);
    QCOMPARE(count("1", "on"), 2U);
    QCOMPARE(count("1", "name"), 0U);
    QCOMPARE(count("1", "id"), 3U);
    QCOMPARE(count("2", "pulse"), 0U);
    QCOMPARE(count("2", "id"), 1U);
    QCOMPARE(store.keyCount("s"), 2U);
    const Series *price = store.find({ "s", "1", "price" });
    QCOMPARE(price->latest(), (Sample { 30, 2.25 }));
    QCOMPARE(price->oldest(), (Sample { 10, 1.5 }));
    QCOMPARE(price->latestArrival(), TimeNs(1'030));
}

void SeriesStoreTest::takesFieldsThatComeLater()
{
    ByteBudget budget(1U << 20);
    SeriesStore store(budget);
    const BatchPtr first = batchFrom(schemaFrom("s", "id:string*, a:int"), { "created@1 k | 5" });
    const BatchPtr second = batchFrom(schemaFrom("s", "b:double, id:string*, a:int", 2), { "updated@2 0.5 | k | 6" });
    store.append(*first, allRows(*first));
    store.append(*second, allRows(*second));
    QCOMPARE(store.find({ "s", "k", "a" })->count(), 2U);
    QCOMPARE(store.find({ "s", "k", "b" })->latest(), (Sample { 2, 0.5 }));
}

void SeriesStoreTest::countsLateRows()
{
    ByteBudget budget(1U << 22);
    SeriesStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:string*, a:int, b:int");
    BatchBuilder builder(schema);
    for (int i = 0; i < 5'000; ++i)
        appendRow(builder, "created@" + std::to_string(1'000 + i) + " k | 1 | 2");
    appendRow(builder, "created@900 k | 1 | 2");
    appendRow(builder, "created@5990 k | 1 | 2");
    const BatchPtr batch = builder.finish();
    QCOMPARE(store.append(*batch, allRows(*batch)), 1U);
    QCOMPARE(store.find({ "s", "k", "a" })->count(), 5'001U);
}

void SeriesStoreTest::forgetsOldestChunksFirst()
{
    constexpr std::size_t bound = 256U << 10;
    ByteBudget budget(bound);
    SeriesStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:string*, a:int");
    BatchBuilder builder(schema);
    const auto append = [&] {
        const BatchPtr batch = builder.finish();
        store.append(*batch, allRows(*batch));
    };
    for (int i = 0; i < 3'000; ++i)
        appendRow(builder, "created@" + std::to_string(i) + " quiet | 1");
    append();
    for (int i = 0; i < 60'000; ++i) {
        appendRow(builder, "created@" + std::to_string(i) + " busy | 1");
        if (i % 500 == 0) {
            append();
            appendRow(builder, "created@" + std::to_string(i) + " slow | 1");
        }
    }
    append();
    QVERIFY(budget.usedBytes() <= bound);
    QCOMPARE(store.memoryBytes(), budget.usedBytes());
    QVERIFY(store.find({ "s", "quiet", "a" }) == nullptr);
    QCOMPARE(store.find({ "s", "slow", "a" })->count(), 120U);
    const Series *busy = store.find({ "s", "busy", "a" });
    QVERIFY(busy->count() > 5'000 && busy->count() < 20'000);
    QCOMPARE(busy->latest().time_ns, TimeNs(59'999));
    QCOMPARE(busy->oldest().time_ns, TimeNs(60'000 - static_cast<TimeNs>(busy->count())));
}

void SeriesStoreTest::forgetsKeysOfAFlood()
{
    constexpr std::size_t bound = 512U << 10;
    ByteBudget budget(bound);
    SeriesStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:int*, a:double");
    for (int round = 0; round < 100; ++round) {
        BatchBuilder builder(schema);
        for (int i = 0; i < 200; ++i)
            appendRow(builder, "created@" + std::to_string(round) + " " + std::to_string(round * 200 + i) + " | 1");
        const BatchPtr batch = builder.finish();
        store.append(*batch, allRows(*batch));
        QVERIFY(budget.usedBytes() <= bound);
    }
    QVERIFY(store.keyCount("s") > 300 && store.keyCount("s") < 5'000);
    QVERIFY(store.find({ "s", "19999", "a" }) != nullptr);
    QVERIFY(store.find({ "s", "0", "a" }) == nullptr);
    std::size_t keys = 0;
    std::size_t slot = 0;
    do {
        slot = store.forEachKey("s", slot, 100, [&](const std::string &) { ++keys; });
    } while (slot != 0);
    QCOMPARE(keys, store.keyCount("s"));
}

void SeriesStoreTest::marksGaps()
{
    Series series;
    for (const TimeNs time_ns : { 10, 20, 30, 100, 110 })
        series.append({ time_ns, 1 }, 0, 1);
    std::vector<SeriesCell> cells = read(series, SeriesGrid::between(0, 200, 50), 50);
    markGaps(cells, { { 40, 90, "lost" }, { 200, 300, "later" }, { 0, 5, "earlier" } });
    QCOMPARE(text(cells),
             QByteArray("10..10:1/1/1/1x1 20..20:1/1/1/1x1 30..30:1/1/1/1x1 100..100:1/1/1/1x1! 110..110:1/1/1/1x1"));
}

QTEST_GUILESS_MAIN(SeriesStoreTest)
#include "tst_seriesstore.moc"
