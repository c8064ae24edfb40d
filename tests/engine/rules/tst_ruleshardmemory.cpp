// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/ruleshard.h"

#include "engine/data/batchbuilder.h"
#include "engine/patterns/compositejoin.h"
#include "engine/rules/letstates.h"

#include <QTest>

#include <numeric>
#include <string>

using namespace streamgauge;

namespace {

constexpr std::uint32_t batch_rows = 10'000;
/// A million keys and somewhat more come in slices.
constexpr std::uint64_t slices = 11;
constexpr std::uint64_t slice = RuleShard::most_keys / (slices - 1);

class CountingOutput final : public AlertOutput
{
public:
    void changed(const Alert &, AlertState) override { ++changes; }
    std::uint64_t nextEpisode() override { return ++episodes; }
    std::uint64_t changes = 0;
    std::uint64_t episodes = 0;
};

/// Feeds `keys` keys, from `first` on, one event each.
void feed(RuleShard &shard, std::uint64_t first, std::uint64_t keys, double value, TimeNs time_ns, AlertOutput &out,
          const std::string &stream = "s")
{
    Schema schema;
    schema.stream = stream;
    schema.columns = { { "id", ValueKind::UInt64 }, { "v", ValueKind::Double } };
    schema.key_columns = { 0 };
    BatchBuilder builder(std::make_shared<const Schema>(schema));
    builder.setTimes(time_ns, time_ns);
    std::vector<std::uint32_t> rows(batch_rows);
    std::iota(rows.begin(), rows.end(), 0U);
    for (std::uint64_t key = first; key < first + keys; ++key) {
        builder.after(0).appendUInt(key);
        builder.after(1).appendDouble(value);
        builder.endRow(Op::Updated);
        if (builder.rows() == batch_rows || key + 1 == first + keys) {
            const BatchPtr batch = builder.finish();
            shard.evaluate(batch, std::span(rows).first(batch->rows()), TimeBasis::Event, out);
        }
    }
}

} // namespace

class TestRuleShardMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysThatAreNormalCostNothing();
    void aMillionFiringKeysStayWithinTheBound();
    void resolvedKeysMakeRoom();
    void windowsOfAMillionKeysStayWithinTheBound();
    void rulesOfEveryKindStayWithinTheirBound_data();
    void rulesOfEveryKindStayWithinTheirBound();
};

void TestRuleShardMemory::keysThatAreNormalCostNothing()
{
    RuleShard shard;
    CountingOutput out;
    QVERIFY(shard.setRule(*parseRule("A: from s when event.v > 50"), 0, out).ok());
    feed(shard, 0, batch_rows, 10, 1, out);
    const std::size_t before = shard.status()[0].memory_bytes;
    feed(shard, 0, RuleShard::most_keys, 10, 1, out);
    QCOMPARE(shard.status()[0].keys, std::size_t { 0 });
    QCOMPARE(shard.status()[0].memory_bytes, before);
    QCOMPARE(shard.status()[0].evaluations, std::uint64_t { RuleShard::most_keys + batch_rows });
    QCOMPARE(out.changes, std::uint64_t { 0 });
}

void TestRuleShardMemory::aMillionFiringKeysStayWithinTheBound()
{
    constexpr std::size_t bytes_per_key = 256;
    RuleShard shard;
    CountingOutput out;
    QVERIFY(shard.setRule(*parseRule("A: from s when event.v > 50 no_data keep after 1h"), 0, out).ok());
    feed(shard, 0, RuleShard::most_keys, 75, 1, out);
    RuleStatus status = shard.status()[0];
    QCOMPARE(status.firing, std::uint64_t { RuleShard::most_keys });
    QCOMPARE(status.errors, std::uint64_t { 0 });
    QVERIFY2(status.memory_bytes < RuleShard::most_keys * bytes_per_key, std::to_string(status.memory_bytes).c_str());

    // The keys beyond are not judged, and that is said; those known go on.
    feed(shard, RuleShard::most_keys, 10, 75, 2, out);
    feed(shard, 0, 10, 10, 3, out);
    status = shard.status()[0];
    QCOMPARE(status.keys, RuleShard::most_keys);
    QCOMPARE(status.errors, std::uint64_t { 10 });
    QCOMPARE(QString::fromStdString(status.last_error), u"state for 1000000 keys is held: further keys are not judged"_qs);
    QCOMPARE(status.resolved, std::uint64_t { 10 });

    // All is given back once nothing is left to remember.
    feed(shard, 0, RuleShard::most_keys, 10, 4, out);
    shard.advance("s", 4 + RuleShard::resolved_retention_ns + 1, out);
    status = shard.status()[0];
    QCOMPARE(status.keys, std::size_t { 0 });
    QCOMPARE(status.firing, std::uint64_t { 0 });
    QVERIFY2(status.memory_bytes < 1'000'000, std::to_string(status.memory_bytes).c_str());
}

void TestRuleShardMemory::resolvedKeysMakeRoom()
{
    RuleShard shard;
    CountingOutput out;
    QVERIFY(shard.setRule(*parseRule("A: from s when event.v > 50"), 0, out).ok());
    feed(shard, 0, RuleShard::most_keys, 75, 1, out);
    feed(shard, 0, RuleShard::most_keys / 2, 10, 2, out);
    QCOMPARE(shard.status()[0].keys, RuleShard::most_keys);
    feed(shard, RuleShard::most_keys, 10, 75, 3, out);
    const RuleStatus status = shard.status()[0];
    QCOMPARE(status.errors, std::uint64_t { 0 });
    QCOMPARE(status.firing, std::uint64_t { RuleShard::most_keys / 2 + 10 });
    QCOMPARE(status.keys, RuleShard::most_keys / 2 + 10);
}

void TestRuleShardMemory::windowsOfAMillionKeysStayWithinTheBound()
{
    constexpr std::size_t bytes_per_key = 640;
    RuleShard shard;
    CountingOutput out;
    QVERIFY(shard.setRule(*parseRule("A: from s let n = count() over 10s when n > 5.0"), 0, out).ok());
    feed(shard, 0, RuleShard::most_keys, 10, 1, out);
    RuleStatus status = shard.status()[0];
    QCOMPARE(status.keys, RuleShard::most_keys);
    QCOMPARE(status.errors, std::uint64_t { 0 });
    QVERIFY2(status.memory_bytes < RuleShard::most_keys * bytes_per_key, std::to_string(status.memory_bytes).c_str());
    QVERIFY(status.bytes_per_key > 0);
    feed(shard, RuleShard::most_keys, 10, 10, 2, out);
    QCOMPARE(shard.status()[0].errors, std::uint64_t { 10 });
    // A key is forgotten once its window is empty.
    shard.advance("s", 2 + 10 * ns_per_s, out);
    QCOMPARE(shard.status()[0].keys, std::size_t { 0 });
    feed(shard, RuleShard::most_keys, 10, 10, 20 * ns_per_s, out);
    QCOMPARE(shard.status()[0].keys, std::size_t { 10 });
    QCOMPARE(shard.status()[0].errors, std::uint64_t { 10 });
}

void TestRuleShardMemory::rulesOfEveryKindStayWithinTheirBound_data()
{
    constexpr std::size_t alert_bytes = 256;
    constexpr std::size_t fed_bytes = 160;
    constexpr std::size_t join_bytes = CompositeLimits().most_bytes / 10 * 11 + (1U << 20);
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<quint64>("bytes_per_key");
    QTest::addColumn<quint64>("bytes_beside");
    QTest::addColumn<quint64>("firing");

    QTest::newRow("expression") << QByteArray("A: from s let twice = event.v * 2.0 when twice > 100.0 && event.v < 90.0")
                                << quint64 { alert_bytes } << quint64 { 0 } << quint64 { RuleShard::most_keys };
    QTest::newRow("levels") << QByteArray("A: from s when event.v > 50.0 clear event.v < 40.0 "
                                          "level critical when event.v > 70.0 clear event.v < 60.0")
                            << quint64 { alert_bytes } << quint64 { 0 } << quint64 { RuleShard::most_keys };
    QTest::newRow("absence") << QByteArray("A: absence of s by id for 30s") << quint64 { alert_bytes } << quint64 { 0 }
                             << quint64 { RuleShard::most_keys };
    // An alert whose events were given up has no data, which keeps it.
    QTest::newRow("composite") << QByteArray("A: from s as a, t as b key id within 10s when a.v > 50.0 && b.v > 50.0")
                               << quint64 { alert_bytes } << quint64 { join_bytes }
                               << quint64 { CompositeLimits().most_keys + slice };
    QTest::newRow("detector") << QByteArray("A: from s let odd = anomaly(\"robust_z\", event.v) when odd > 2.0")
                              << quint64 { fed_bytes } << quint64 { LetStates::most_detector_bytes } << quint64 { 0 };
}

void TestRuleShardMemory::rulesOfEveryKindStayWithinTheirBound()
{
    QFETCH(QByteArray, rule);
    QFETCH(quint64, bytes_per_key);
    QFETCH(quint64, bytes_beside);
    QFETCH(quint64, firing);
    const quint64 most_bytes = RuleShard::most_keys * bytes_per_key + bytes_beside;

    RuleShard shard;
    CountingOutput out;
    const auto spec = parseRule(rule.toStdString());
    QVERIFY2(spec.ok(), spec.ok() ? "" : spec.error().text().c_str());
    QVERIFY(shard.setRule(*spec, 0, out).ok());
    for (std::uint64_t part = 0; part < slices; ++part) {
        const auto time_ns = static_cast<TimeNs>(part + 1);
        feed(shard, part * slice, slice, 75, time_ns, out);
        // Somewhat more than the join holds, so that events of alerts are given up too.
        const bool joined = !spec->joined.empty() && (slices - part) * slice <= CompositeLimits().most_keys + slice;
        if (joined)
            feed(shard, part * slice, slice, 75, time_ns, out, "t");
        const RuleStatus status = shard.status()[0];
        QVERIFY2(status.memory_bytes <= most_bytes, std::to_string(status.memory_bytes).c_str());
        QVERIFY(status.keys <= RuleShard::most_keys);
    }
    constexpr TimeNs silence_ns = 31 * ns_per_s;
    if (spec->kind == RuleKind::Absence)
        shard.advance("s", silence_ns, out);
    const RuleStatus status = shard.status()[0];
    QVERIFY2(status.memory_bytes <= most_bytes, std::to_string(status.memory_bytes).c_str());
    QCOMPARE(quint64 { status.firing }, firing);
    // What was left out is counted.
    const std::uint64_t left_out = status.errors + status.dropped + status.evicted;
    QVERIFY2(left_out >= slice, std::to_string(left_out).c_str());
}

QTEST_GUILESS_MAIN(TestRuleShardMemory)
#include "tst_ruleshardmemory.moc"
