// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/keyfilter.h"

#include <QTest>

#include <random>
#include <set>

using namespace streamgauge;

class TestKeyFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neverMissesAKey();
    void forgetsRemovedKeys();
    void fullCellsStayFull();
};

void TestKeyFilter::neverMissesAKey()
{
    std::mt19937_64 random(9);
    KeyFilter filter;
    std::set<std::uint64_t> held;
    for (int round = 0; round < 100'000; ++round) {
        if (held.size() < 100 || random() % 3 > 0) {
            const std::uint64_t hash = random();
            held.insert(hash);
            filter.add(hash);
        } else {
            filter.remove(*held.begin());
            held.erase(held.begin());
        }
        if (filter.crowded()) {
            filter.reset(2 * held.size());
            for (const std::uint64_t hash : held)
                filter.add(hash);
            QVERIFY(!filter.crowded());
        }
    }
    for (const std::uint64_t hash : held)
        QVERIFY(filter.mayHold(hash));
    int wrong = 0;
    for (int round = 0; round < 10'000; ++round)
        wrong += filter.mayHold(random()) ? 1 : 0;
    QVERIFY2(wrong < 800, std::to_string(wrong).c_str());
    QVERIFY(filter.memoryBytes() <= 64 * held.size());
}

void TestKeyFilter::forgetsRemovedKeys()
{
    KeyFilter filter;
    filter.add(1);
    filter.add(1);
    filter.remove(1);
    QVERIFY(filter.mayHold(1));
    filter.remove(1);
    QVERIFY(!filter.mayHold(1));
}

void TestKeyFilter::fullCellsStayFull()
{
    KeyFilter filter;
    filter.reset(1'000);
    for (int i = 0; i < 300; ++i)
        filter.add(7);
    for (int i = 0; i < 299; ++i)
        filter.remove(7);
    QVERIFY(filter.mayHold(7));
    filter.reset(0);
    QVERIFY(!filter.mayHold(7));
}

QTEST_GUILESS_MAIN(TestKeyFilter)
#include "tst_keyfilter.moc"
