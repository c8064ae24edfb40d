// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/boundedqueue.h"

#include <QTest>

#include <atomic>
#include <numeric>
#include <thread>

using namespace streamgauge;

class BoundedQueueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void boundsRowsAndBytes_data();
    void boundsRowsAndBytes();
    void dropsTheOldestAndCounts();
    void keepsWhatMayNotBeDropped();
    void oneHugeItemPasses();
    void finishDrains();
    void abortThrowsAway();
    void stopTokenEndsTheWait();
    void popWaits();
    void losesNothingUnderThreads();
};

void BoundedQueueTest::boundsRowsAndBytes_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<int>("taken");
    QTest::newRow("rows") << 4 << 1 << 2;
    QTest::newRow("bytes") << 1 << 30 << 3;
    QTest::newRow("either") << 3 << 50 << 2;
}

void BoundedQueueTest::boundsRowsAndBytes()
{
    QFETCH(int, rows);
    QFETCH(int, bytes);
    QFETCH(int, taken);
    BoundedQueue<int> queue(10, 100);
    std::stop_source stopped;
    stopped.request_stop();
    int pushed = 0;
    while (queue.push(pushed, { static_cast<std::size_t>(rows), static_cast<std::size_t>(bytes) }, stopped.get_token()))
        ++pushed;
    QCOMPARE(pushed, taken);
    QCOMPARE(queue.rows(), static_cast<std::size_t>(rows * taken));
    QCOMPARE(queue.bytes(), static_cast<std::size_t>(bytes * taken));
    QCOMPARE(queue.droppedRows(), 0U);
}

void BoundedQueueTest::dropsTheOldestAndCounts()
{
    BoundedQueue<int> queue(10, 1'000, WhenFull::DropOldest);
    std::vector<int> dropped;
    queue.onDrop([&](int item) { dropped.push_back(item); });
    for (int i = 0; i < 10; ++i)
        QVERIFY(queue.push(i, { 3, 1 }));
    QCOMPARE(dropped, (std::vector<int> { 0, 1, 2, 3, 4, 5, 6 }));
    QCOMPARE(queue.droppedRows(), 21U);
    QCOMPARE(queue.pop(), std::optional<int>(7));
}

void BoundedQueueTest::keepsWhatMayNotBeDropped()
{
    BoundedQueue<int> queue(2, 1'000, WhenFull::DropOldest);
    QVERIFY(queue.push(1, { 1, 1, false }));
    QVERIFY(queue.push(2, { 0, 1 }));
    QVERIFY(queue.push(3, { 1, 1 }));
    QVERIFY(queue.push(4, { 1, 1 }));
    std::vector<int> left;
    while (const std::optional<int> item = queue.pop())
        left.push_back(*item);
    QCOMPARE(left, (std::vector<int> { 1, 2, 4 }));
}

void BoundedQueueTest::oneHugeItemPasses()
{
    BoundedQueue<int> queue(10, 100);
    QVERIFY(queue.push(1, { 1, 20U << 20 }));
    std::jthread producer([&] { QVERIFY(queue.push(2, { 1'000, 1 })); });
    QCOMPARE(queue.pop(ns_per_s * 60), std::optional<int>(1));
    QCOMPARE(queue.pop(ns_per_s * 60), std::optional<int>(2));
}

void BoundedQueueTest::finishDrains()
{
    BoundedQueue<int> queue(10, 100);
    QVERIFY(queue.push(1, { 1, 1 }));
    queue.finish();
    QVERIFY(!queue.push(2, { 1, 1 }));
    QVERIFY(!queue.finished());
    QCOMPARE(queue.pop(), std::optional<int>(1));
    QVERIFY(queue.finished());
    QCOMPARE(queue.pop(ns_per_s * 60), std::optional<int>());
}

void BoundedQueueTest::abortThrowsAway()
{
    BoundedQueue<int> queue(2, 100);
    QVERIFY(queue.push(1, { 2, 1 }));
    std::atomic<bool> refused = false;
    std::jthread producer([&] { refused = !queue.push(2, { 2, 1 }); });
    QCOMPARE(queue.abort(), 2U);
    producer.join();
    QVERIFY(refused);
    QVERIFY(queue.finished());
}

void BoundedQueueTest::stopTokenEndsTheWait()
{
    BoundedQueue<int> queue(1, 100);
    QVERIFY(queue.push(1, { 1, 1 }));
    bool taken = true;
    std::jthread producer([&](const std::stop_token &stop) { taken = queue.push(2, { 1, 1 }, stop); });
    producer.request_stop();
    producer.join();
    QVERIFY(!taken);
}

void BoundedQueueTest::popWaits()
{
    BoundedQueue<int> queue(1, 100);
    QCOMPARE(queue.pop(1), std::optional<int>());
    std::jthread producer([&] { queue.push(5, { 1, 1 }); });
    QCOMPARE(queue.pop(ns_per_s * 60), std::optional<int>(5));
}

void BoundedQueueTest::losesNothingUnderThreads()
{
    constexpr int producers = 3;
    constexpr int items = 20'000;
    BoundedQueue<std::pair<int, int>> queue(16, 1'000);
    std::vector<std::jthread> threads;
    for (int producer = 0; producer < producers; ++producer) {
        threads.emplace_back([&queue, producer] {
            for (int i = 0; i < items; ++i)
                queue.push({ producer, i }, { static_cast<std::size_t>(i % 5), 1 });
        });
    }
    std::array<int, producers> next {};
    for (int taken = 0; taken < producers * items; ++taken) {
        const auto item = queue.pop(ns_per_s * 60);
        QVERIFY(item);
        QCOMPARE(item->second, next[static_cast<std::size_t>(item->first)]++);
        QVERIFY(queue.rows() <= 16);
    }
    QVERIFY(queue.empty());
}

QTEST_GUILESS_MAIN(BoundedQueueTest)
#include "tst_boundedqueue.moc"
