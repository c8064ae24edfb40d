// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/timeindex.h"

#include "engine/source/seededrandom.h"

#include <QTest>

#include <algorithm>

using namespace streamgauge;

class TimeIndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sorts_data();
    void sorts();
    void empty();
};

void TimeIndexTest::sorts_data()
{
    QTest::addColumn<int>("in_memory");
    QTest::newRow("in memory") << 1'000'000;
    QTest::newRow("two runs") << 60'000;
    QTest::newRow("many runs") << 1'000;
    QTest::newRow("a run exactly full") << 50'000;
}

void TimeIndexTest::sorts()
{
    QFETCH(int, in_memory);
    SeededRandom random(1);
    TimeIndex index(static_cast<std::size_t>(in_memory));
    std::vector<TimeIndex::Entry> expected;
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        // Few different times: ties must keep the file's order.
        expected.push_back({ static_cast<TimeNs>(random.word() % 500) - 250, i * 10, i + 1, 9 });
        QVERIFY(index.add(expected.back()));
    }
    std::ranges::stable_sort(expected, {}, &TimeIndex::Entry::time_ns);
    QVERIFY(index.sort());
    for (int round = 0; round < 2; ++round) {
        TimeIndex::Entry entry {};
        for (const TimeIndex::Entry &wanted : expected) {
            QVERIFY(*index.next(entry));
            QVERIFY(entry == wanted);
        }
        QVERIFY(!*index.next(entry));
        index.rewind();
    }
}

void TimeIndexTest::empty()
{
    TimeIndex index;
    QVERIFY(index.sort());
    TimeIndex::Entry entry {};
    QVERIFY(!*index.next(entry));
}

QTEST_GUILESS_MAIN(TimeIndexTest)
#include "tst_timeindex.moc"
