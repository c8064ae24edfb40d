// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/keytable.h"

#include <QTest>

#include <random>
#include <unordered_map>

using namespace streamgauge;

class TestKeyTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsKeysOfOneHashApart();
    void findsAKeyByItsHash();
    void tellsKeysOfAnyLengthApart();
    void agreesWithAMap();
    void countsAndFreesItsMemory();
};

void TestKeyTable::tellsKeysOfOneHashApart()
{
    KeyTable table;
    const auto a = table.insert(42, "a");
    const auto b = table.insert(42, "b");
    QVERIFY(a != b);
    QCOMPARE(table.find(42, "a"), a);
    QCOMPARE(table.find(42, "b"), b);
    QCOMPARE(table.find(42, "c"), KeyTable::none);
    QCOMPARE(table.find(43, "a"), KeyTable::none);
    QVERIFY(table.holds(a, 42, "a"));
    QVERIFY(!table.holds(a, 42, "b"));
    QVERIFY(!table.holds(KeyTable::none, 42, "a"));
}

void TestKeyTable::findsAKeyByItsHash()
{
    constexpr std::uint64_t other_part = std::uint64_t { 1 } << 60U;
    KeyTable table;
    QCOMPARE(table.findLike(42), KeyTable::none);
    const auto a = table.insert(42, "a");
    const auto b = table.insert(42 + other_part, "b");
    QCOMPARE(table.findLike(42), a);
    QCOMPARE(table.findLike(42 + other_part), b);
    QCOMPARE(table.findLike(43), KeyTable::none);
    table.erase(a);
    QCOMPARE(table.findLike(42), KeyTable::none);
    QVERIFY(!table.holds(a, 42, "a"));
}

void TestKeyTable::tellsKeysOfAnyLengthApart()
{
    constexpr std::size_t longest = 40;
    for (std::size_t length = 0; length <= longest; ++length) {
        KeyTable table;
        const std::string key(length, 'k');
        const auto slot = table.insert(7, key);
        QCOMPARE(table.find(7, std::string(length, 'k')), slot);
        QCOMPARE(table.find(7, key + "k"), KeyTable::none);
        for (std::size_t place = 0; place < length; ++place) {
            std::string other = key;
            other[place] = 'x';
            QCOMPARE(table.find(7, other), KeyTable::none);
        }
    }
}

void TestKeyTable::agreesWithAMap()
{
    std::mt19937 random(3);
    KeyTable table;
    std::unordered_map<std::string, KeyTable::Slot> map;
    for (int round = 0; round < 200'000; ++round) {
        const std::string key = "key " + std::to_string(random() % 500);
        // Few hashes, so that keys collide.
        const std::uint64_t hash = keyHash(key) % 16;
        const auto known = map.find(key);
        const auto slot = table.find(hash, key);
        QCOMPARE(slot, known == map.end() ? KeyTable::none : known->second);
        if (slot == KeyTable::none) {
            map[key] = table.insert(hash, key);
            QVERIFY(table[map[key]].key == key);
        } else if (random() % 2 == 0) {
            table.erase(slot);
            map.erase(key);
        }
        QCOMPARE(table.size(), map.size());
    }
    for (const auto &[key, slot] : map)
        QVERIFY(slot < table.slotEnd() && table[slot].used && table[slot].key == key);
}

void TestKeyTable::countsAndFreesItsMemory()
{
    KeyTable table;
    const std::size_t empty = table.memoryBytes();
    const std::string long_text(1'000, 'x');
    for (std::uint64_t i = 0; i < 1'000; ++i)
        table.setValue(table.insert(i, std::to_string(i)), long_text);
    QVERIFY(table.memoryBytes() > 1'000 * (long_text.size() + sizeof(KeySlot)));
    for (std::uint64_t i = 0; i < 1'000; ++i)
        table.erase(table.find(i, std::to_string(i)));
    QCOMPARE(table.size(), std::size_t { 0 });
    QCOMPARE(table.memoryBytes(), empty);
    QCOMPARE(table.slotEnd(), KeyTable::Slot { 0 });
}

QTEST_GUILESS_MAIN(TestKeyTable)
#include "tst_keytable.moc"
