// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/eventlog.h"
#include "engine/stores/keyindex.h"
#include "tests/engine/data/batchtext.h"

#include <QTest>

#include <map>
#include <random>

using namespace streamgauge;
using namespace streamgauge::test;

class EventLogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsByStream();
    void leavesOutMarksAndDropped();
    void keepsItsBudget();
    void indexAgreesWithAMap();
};

void EventLogTest::findsByStream()
{
    EventLog log(1U << 20);
    const SchemaPtr a = schemaFrom("a", "id:int*");
    const SchemaPtr b = schemaFrom("b", "id:int*");
    for (int i = 0; i < 10; ++i)
        log.add(
            batchFrom(i % 2 == 0 ? a : b, { "created@" + std::to_string(i) + " 1", "created@" + std::to_string(i) + " 2" }));
    QCOMPARE(log.nextNumber(), 10U);
    QCOMPARE(log.eventCount(""), 20U);
    QCOMPARE(log.eventCount("b"), 10U);
    const auto newest = log.newestBelow("b", EventLog::end, 2);
    QCOMPARE(newest.size(), std::size_t(2));
    QCOMPARE(newest[0].number, 9U);
    QCOMPARE(newest[1].number, 7U);
    QCOMPARE(newest[1].stream_events, 8U);
    QCOMPARE(newest[1].all_events, 16U);
    const auto oldest = log.oldestFrom("a", 3, 10);
    QCOMPARE(oldest.size(), std::size_t(3));
    QCOMPARE(oldest[0].number, 4U);
    QCOMPARE(log.oldestFrom("", 8, 10).size(), std::size_t(2));
    QVERIFY(log.newestBelow("c", EventLog::end, 10).empty());
}

void EventLogTest::leavesOutMarksAndDropped()
{
    EventLog log(1U << 20);
    const SchemaPtr schema = schemaFrom("a", "id:int*");
    log.add(batchFrom(schema, { "snapshot begins@1", "snapshot@1 1", "snapshot@1 2", "snapshot ends@1", "reset@2" }), { 2 });
    const auto entries = log.oldestFrom("a", 0, 1);
    QCOMPARE(entries[0].events, 2U);
    QVERIFY(!entries[0].isEvent(0) && entries[0].isEvent(1) && !entries[0].isEvent(2) && entries[0].isEvent(4));
}

void EventLogTest::keepsItsBudget()
{
    constexpr std::size_t bound = 100'000;
    EventLog log(bound);
    const SchemaPtr a = schemaFrom("a", "id:int*, text:string");
    const SchemaPtr b = schemaFrom("b", "id:int*, text:string");
    for (int i = 0; i < 1'000; ++i) {
        log.add(batchFrom(i % 10 == 0 ? b : a, { "created@1 1 | some text" }));
        QVERIFY(log.memoryBytes() <= bound);
    }
    const auto held = log.oldestFrom("", 0, 10'000);
    QVERIFY(held.size() > 20 && held.size() < 900);
    QCOMPARE(held.back().number, 999U);
    const auto of_b = log.oldestFrom("b", 0, 10'000);
    QCOMPARE(of_b.front().number, (held.front().number + 9) / 10 * 10);
    QCOMPARE(log.eventCount("b"), 100U);
    log.add(batchFrom(a, { "created@1 1 | " + std::string(bound, 'x') }));
    QCOMPARE(log.memoryBytes(), std::size_t(0));
}

void EventLogTest::indexAgreesWithAMap()
{
    KeyIndex index;
    std::map<std::uint32_t, std::uint64_t> model;
    std::mt19937_64 random(5);
    for (int i = 0; i < 100'000; ++i) {
        const auto id = static_cast<std::uint32_t>(random() % 2'000);
        // Few distinct hashes, so that entries crowd each other.
        const std::uint64_t hash = id * 0x9E3779B9ULL % 257;
        if (model.contains(id)) {
            index.erase(hash, id);
            model.erase(id);
        } else {
            index.insert(hash, id);
            model.emplace(id, hash);
        }
        const auto wanted = static_cast<std::uint32_t>(random() % 2'000);
        const std::uint32_t found =
            index.find(wanted * 0x9E3779B9ULL % 257, [&](std::uint32_t other) { return other == wanted; });
        QCOMPARE(found, model.contains(wanted) ? wanted : KeyIndex::none);
    }
    QCOMPARE(index.size(), model.size());
}

QTEST_GUILESS_MAIN(EventLogTest)
#include "tst_eventlog.moc"
