// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/timerheap.h"

#include <QTest>

#include <map>
#include <random>
#include <set>

using namespace streamgauge;

class TestTimerHeap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsOneTimerEach();
    void agreesWithASortedSet();
    void postponesManyAtOnce();
};

void TestTimerHeap::keepsOneTimerEach()
{
    TimerHeap heap;
    QVERIFY(heap.empty());
    QCOMPARE(heap.due(3), TimerHeap::never);
    heap.set(3, 50);
    heap.set(1, 40);
    heap.set(3, 10);
    QCOMPARE(heap.firstId(), 3U);
    QCOMPARE(heap.firstDue(), TimeNs { 10 });
    heap.set(3, 60);
    QCOMPARE(heap.firstId(), 1U);
    heap.set(1, TimerHeap::never);
    heap.set(1, TimerHeap::never);
    QCOMPARE(heap.firstId(), 3U);
    heap.set(3, TimerHeap::never);
    QVERIFY(heap.empty());
    QVERIFY(heap.memoryBytes() > 0);
    heap.clear();
    QCOMPARE(heap.memoryBytes(), std::size_t { 0 });
}

void TestTimerHeap::agreesWithASortedSet()
{
    std::mt19937 random(11);
    TimerHeap heap;
    std::map<std::uint32_t, TimeNs> due;
    std::set<std::pair<TimeNs, std::uint32_t>> sorted;
    for (int round = 0; round < 200'000; ++round) {
        const std::uint32_t id = random() % 300;
        const TimeNs at = random() % 4 == 0 ? TimerHeap::never : static_cast<TimeNs>(random() % 1'000);
        if (const auto old = due.find(id); old != due.end()) {
            sorted.erase({ old->second, id });
            due.erase(old);
        }
        if (at != TimerHeap::never) {
            due[id] = at;
            sorted.emplace(at, id);
        }
        heap.set(id, at);
        QCOMPARE(heap.empty(), sorted.empty());
        QCOMPARE(heap.due(id), at);
        if (!sorted.empty()) {
            QCOMPARE(heap.firstDue(), sorted.begin()->first);
            QCOMPARE(heap.firstId(), sorted.begin()->second);
        }
    }
}

void TestTimerHeap::postponesManyAtOnce()
{
    std::mt19937 random(12);
    TimerHeap heap;
    std::set<std::pair<TimeNs, std::uint32_t>> sorted;
    for (int round = 0; round < 50; ++round) {
        for (std::uint32_t id = 0; id < 200; ++id) {
            if (heap.due(id) == TimerHeap::never && random() % 2 == 0)
                heap.set(id, 100 * round + static_cast<TimeNs>(random() % 200));
        }
        const TimeNs now_ns = 100 * (round + 1);
        const auto later = [&](std::uint32_t id) {
            return id % 7 == 0 ? std::nullopt : std::optional<TimeNs>(now_ns + (id * 31 + 5) % 90);
        };
        sorted.clear();
        for (std::uint32_t id = 0; id < 200; ++id) {
            const TimeNs due_ns = heap.due(id);
            if (due_ns != TimerHeap::never)
                sorted.emplace(due_ns < now_ns ? later(id).value_or(due_ns) : due_ns, id);
        }
        heap.postpone(now_ns, later);
        QCOMPARE(heap.size(), sorted.size());
        while (!heap.empty() && heap.firstDue() < now_ns) {
            QCOMPARE(std::make_pair(heap.firstDue(), heap.firstId()), *sorted.begin());
            sorted.erase(sorted.begin());
            heap.set(heap.firstId(), TimerHeap::never);
        }
        for (const auto &[due_ns, id] : sorted)
            QCOMPARE(heap.due(id), due_ns);
    }
    QVERIFY(!heap.empty());
    for (const auto &[due_ns, id] : sorted) {
        QCOMPARE(std::make_pair(heap.firstDue(), heap.firstId()), std::make_pair(due_ns, id));
        heap.set(id, TimerHeap::never);
    }
    QVERIFY(heap.empty());
}

QTEST_GUILESS_MAIN(TestTimerHeap)
#include "tst_timerheap.moc"
