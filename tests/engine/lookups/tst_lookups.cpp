// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "engine/lookups/lookupbenchmark.h"
#include "engine/lookups/lookups.h"
#include "engine/lookups/modelfunction.h"
#include "engine/rules/ruleshard.h"
#include "tests/engine/rules/alertrecorder.h"

#include <QSemaphore>
#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>

using namespace streamgauge;

namespace {

const SystemClock system_clock;

CelValue rowWith(double max_hr)
{
    return CelValue::ofMap({ { CelValue::ofString("max_hr"), CelValue::ofDouble(max_hr) } });
}

/// A table in memory: the row of key "17" has max_hr 17; keys above 1000 have none.
struct Server {
    std::mutex mutex;
    std::vector<std::vector<std::string>> queries;
    std::atomic<bool> down = false;
    std::atomic<bool> slow = false;
    QSemaphore let_go; ///< one answer each, while slow

    static Result<std::vector<LookupRow>> answer(std::span<const std::string> keys)
    {
        std::vector<LookupRow> rows;
        for (const std::string &key : keys) {
            if (std::stoi(key) <= 1'000)
                rows.push_back({ key, rowWith(std::stod(key)) });
        }
        return rows;
    }
    std::size_t count()
    {
        const std::scoped_lock lock(mutex);
        return queries.size();
    }
};

class ServerSource final : public LookupSource
{
public:
    explicit ServerSource(Server &server)
        : server_(server)
    {
    }
    Result<std::vector<LookupRow>> fetch(const LookupSpec &, std::span<const std::string> keys) override
    {
        {
            const std::scoped_lock lock(server_.mutex);
            server_.queries.emplace_back(keys.begin(), keys.end());
        }
        if (server_.slow)
            server_.let_go.acquire();
        if (server_.down)
            return Error { ErrorKind::Transient, "the server is gone", "db:3306", "" };
        return Server::answer(keys);
    }
    Result<std::vector<std::string>> check(const LookupSpec &) override { return std::vector<std::string>(); }

private:
    Server &server_;
};

SchemaPtr vitalsSchema()
{
    Schema schema;
    schema.stream = "vitals";
    schema.columns = { { "patient_id", ValueKind::Int64 }, { "bed", ValueKind::String }, { "hr", ValueKind::Double } };
    schema.key_columns = { 0 };
    return std::make_shared<const Schema>(schema);
}

BatchPtr vitals(const std::vector<int> &patients, double hr = 100)
{
    static const SchemaPtr schema = vitalsSchema();
    BatchBuilder builder(schema);
    for (const int patient : patients) {
        builder.setTimes(ns_per_s, ns_per_s);
        builder.after(0).appendInt(patient);
        builder.after(1).appendText("bed " + std::to_string(patient));
        builder.after(2).appendDouble(hr);
        builder.endRow(Op::Created);
    }
    return builder.finish();
}

BatchPtr changedPatient(int id, Op op)
{
    static const auto schema =
        std::make_shared<const Schema>(Schema { "hospital.patients", { { "id", ValueKind::Int64 } }, { 0 } });
    BatchBuilder builder(schema);
    builder.after(0).appendInt(id);
    builder.endRow(op);
    return builder.finish();
}

RuleSpec rule(const char *text)
{
    auto spec = parseRule(text);
    if (!spec)
        qFatal("%s", spec.error().text().c_str());
    return *spec;
}

LookupSpec patients()
{
    LookupSpec spec;
    spec.name = "patients";
    spec.source = "db";
    spec.table = "hospital.patients";
    spec.key = "id";
    return spec;
}

/// A shard with the rule "hr above the patient's own", whose lookups are fetched from the server.
struct Ward {
    explicit Ward(Server &server, const Clock &clock = system_clock, LookupSpec spec = patients())
        : lookups(std::make_shared<Lookups>(clock))
    {
        lookups->addSource("db", [&server]() -> Result<std::unique_ptr<LookupSource>> {
            return std::unique_ptr<LookupSource>(std::make_unique<ServerSource>(server));
        });
        if (!lookups->add(spec, "hospital.patients").ok())
            qFatal("the lookup was refused");
        const RuleSpec high = rule("High: from vitals when lookup(\"patients\", event.patient_id).max_hr < event.hr");
        lookups->setRules({ high });
        shard.setFunctions(std::make_shared<const std::vector<CelFunction>>(std::vector { Lookups::function(lookups) }));
        if (!shard.setRule(high, 0, told).ok())
            qFatal("the rule was refused");
    }
    void take(const BatchPtr &batch)
    {
        lookups->taken("monitor", ConnectorInfo {}, batch);
        std::vector<std::uint32_t> rows(batch->rows());
        for (std::uint32_t row = 0; row < rows.size(); ++row)
            rows[row] = row;
        shard.evaluate(batch, rows, TimeBasis::Event, told);
    }
    [[nodiscard]] LookupCounts counts() const { return lookups->status().front().counts; }
    [[nodiscard]] RuleStatus judged() const { return shard.status().front(); }

    std::shared_ptr<Lookups> lookups;
    RuleShard shard;
    AlertRecorder told;
};

std::vector<std::string> names(std::initializer_list<const char *> keys)
{
    return { keys.begin(), keys.end() };
}

} // namespace

class TestLookups : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cacheKnowsWhatIsAndWhatIsNot();
    void cacheForgetsTheLongestUnused();
    void cacheGivesOldRowsUntilNewOnesAreThere();
    void cacheAsksAgainForWhatChangedMeanwhile();
    void cacheRefusesWhenTooManyWait();
    void keysAreTexts_data();
    void keysAreTexts();
    void planFindsKeys_data();
    void planFindsKeys();
    void manyMissesAreOneQuery();
    void changesAreReadAgain_data();
    void changesAreReadAgain();
    void whatComesTooLateIsAnError();
    void aServerThatIsGoneIsLeftAlone();
    void mistakesAreErrors_data();
    void mistakesAreErrors();
    void specsAreChecked_data();
    void specsAreChecked();
    void modelsScore_data();
    void modelsScore();
    void measures();
};

void TestLookups::cacheKnowsWhatIsAndWhatIsNot()
{
    LookupCache cache(1 << 20, 10 * ns_per_s);
    QVERIFY(!cache.find("1", 0).row);
    QCOMPARE(cache.need(names({ "1", "1", "2" }), 0), names({ "1", "2" }));
    QCOMPARE(cache.need(names({ "2" }), 0), names({}));
    QCOMPARE(cache.counts().pending, 2U);
    QVERIFY(cache.store(names({ "1", "2" }), { { "1", rowWith(50) } }, 0).empty());
    QVERIFY(cache.await(names({ "1", "2" }), 0));
    QCOMPARE(cache.find("1", 0).row->find("max_hr")->number(), 50.0);
    QVERIFY(cache.find("2", 0).row->entries().empty());
    QCOMPARE(cache.need(names({ "1", "2", "2" }), 0), names({}));
    const LookupCounts counts = cache.counts();
    QCOMPARE(counts.hits, 3U);
    QCOMPARE(counts.misses, 4U);
    QCOMPARE(counts.rows, 2U);
    QCOMPARE(counts.pending, 0U);
}

void TestLookups::cacheForgetsTheLongestUnused()
{
    constexpr std::size_t most = 64 << 10;
    LookupCache cache(most, 10 * ns_per_s);
    for (int key = 0; key < 10'000; ++key) {
        const std::array<std::string, 1> keys { std::to_string(key) };
        QCOMPARE(cache.need(keys, 0).size(), 1U);
        static_cast<void>(cache.store(keys, { { keys[0], rowWith(key) } }, 0));
        // Used all the time, it stays.
        QVERIFY(cache.find("0", 0).row);
        QVERIFY(cache.counts().bytes <= most);
    }
    QVERIFY(cache.find("9999", 0).row);
    QVERIFY(!cache.find("5000", 0).row);
    const LookupCounts counts = cache.counts();
    QCOMPARE(counts.evicted + counts.rows, 10'000U);
    cache.invalidateAll();
    QCOMPARE(cache.counts().invalidated, counts.rows);
    QVERIFY(!cache.find("9999", 0).current);
}

void TestLookups::cacheGivesOldRowsUntilNewOnesAreThere()
{
    LookupCache cache(1 << 20, 10 * ns_per_s);
    const auto key = names({ "1" });
    static_cast<void>(cache.need(key, 0));
    static_cast<void>(cache.store(key, { { "1", rowWith(50) } }, 0));
    QCOMPARE(cache.need(key, 10 * ns_per_s), names({}));
    QCOMPARE(cache.need(key, 11 * ns_per_s), key);
    QVERIFY(!cache.await(key, 0));
    QCOMPARE(cache.find("1", 0).row->find("max_hr")->number(), 50.0);
    cache.fail(key);
    QCOMPARE(cache.find("1", 0).row->find("max_hr")->number(), 50.0);
    QCOMPARE(cache.need(key, 12 * ns_per_s), key);
    static_cast<void>(cache.store(key, { { "1", rowWith(60) } }, 12 * ns_per_s));
    QCOMPARE(cache.find("1", 0).row->find("max_hr")->number(), 60.0);
}

void TestLookups::cacheAsksAgainForWhatChangedMeanwhile()
{
    LookupCache cache(1 << 20, 10 * ns_per_s);
    const auto key = names({ "1" });
    static_cast<void>(cache.need(key, 0));
    cache.invalidate("1");
    QCOMPARE(cache.store(key, { { "1", rowWith(50) } }, 0), key);
    QVERIFY(!cache.find("1", 0).row);
    QVERIFY(cache.store(key, { { "1", rowWith(60) } }, 0).empty());
    QCOMPARE(cache.find("1", 0).row->find("max_hr")->number(), 60.0);
    QVERIFY(cache.find("1", 0).current);
    cache.invalidate("1");
    // For events that were taken before the change.
    QCOMPARE(cache.find("1", 0).row->find("max_hr")->number(), 60.0);
    QVERIFY(!cache.find("1", 0).current);
    QCOMPARE(cache.need(key, 0), key);
    cache.fail(key);
    QCOMPARE(cache.need(key, 0), key);
    static_cast<void>(cache.store(key, { { "1", rowWith(70) } }, 0));
    QVERIFY(cache.find("1", 0).current);
    QCOMPARE(cache.counts().invalidated, 1U);
}

void TestLookups::cacheRefusesWhenTooManyWait()
{
    LookupCache cache(1 << 30, 10 * ns_per_s);
    std::vector<std::string> keys;
    for (std::size_t key = 0; key < LookupCache::most_pending + 5; ++key)
        keys.push_back(std::to_string(key));
    QCOMPARE(cache.need(keys, 0).size(), LookupCache::most_pending);
    QCOMPARE(cache.counts().refused, 5U);
    cache.fail(keys);
    QCOMPARE(cache.counts().pending, 0U);
    QCOMPARE(cache.counts().bytes, 0U);
}

void TestLookups::keysAreTexts_data()
{
    QTest::addColumn<CelValue>("value");
    QTest::addColumn<QString>("key");
    QTest::newRow("int") << CelValue::ofInt(-17) << "-17";
    QTest::newRow("uint") << CelValue::ofUint(18'446'744'073'709'551'615ULL) << "18446744073709551615";
    QTest::newRow("whole double") << CelValue::ofDouble(17) << "17";
    QTest::newRow("text") << CelValue::ofString("a b") << "a b";
    QTest::newRow("fraction") << CelValue::ofDouble(17.5) << QString();
    QTest::newRow("beyond exact") << CelValue::ofDouble(1e18) << QString();
    QTest::newRow("null") << CelValue() << QString();
}

void TestLookups::keysAreTexts()
{
    QFETCH(CelValue, value);
    QFETCH(QString, key);
    const auto found = lookupKey(value);
    QCOMPARE(found ? QString::fromStdString(*found) : QString(), key);
}

void TestLookups::planFindsKeys_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QString>("keys");
    QTest::newRow("none") << QByteArray("R: from vitals when event.hr > 1.0") << "";
    QTest::newRow("condition") << QByteArray("R: from vitals when lookup('p', event.patient_id).x > 1.0") << "7 8 7";
    QTest::newRow("condition and clear, once") << QByteArray(
        "R: from vitals when lookup('p', event.patient_id).x > 1.0 clear lookup('p', event.patient_id).x < 1.0")
                                               << "7 8 7";
    QTest::newRow("let") << QByteArray("R: from vitals let p = lookup('p', event.bed) when p.x > 1.0")
                         << "bed 7,bed 8,bed 7";
    QTest::newRow("where of a window") << QByteArray(
        "R: from vitals let n = count() over 10s where lookup('p', event.patient_id).x when n > 1.0")
                                       << "7 8 7";
    QTest::newRow("the stream's key") << QByteArray("R: from vitals when lookup('p', key).x > 1.0") << "7 8 7";
    QTest::newRow("the rule's key") << QByteArray("R: from vitals key bed when lookup('p', key).x > 1.0")
                                    << "bed 7,bed 8,bed 7";
    QTest::newRow("computed") << QByteArray("R: from vitals when lookup('p', event.patient_id + 1).x > 1.0") << "8 9 8";
    QTest::newRow("joined") << QByteArray("R: from vitals as v, beds as b key bed within 10s when "
                                          "lookup('p', v.patient_id).x > b.y")
                            << "7 8 7";
    QTest::newRow("pattern") << QByteArray("rule R pattern every a: vitals[lookup('p', a.patient_id).x > 1.0] -> b: vitals "
                                           "within 10s")
                             << "7 8 7";
    QTest::newRow("another stream") << QByteArray("R: from beds when lookup('p', event.patient_id).x > 1.0") << "";
    QTest::newRow("needs a window") << QByteArray(
        "R: from vitals let m = max(event.hr) over 10s when lookup('p', m).x > 1.0")
                                    << "";
}

void TestLookups::planFindsKeys()
{
    QFETCH(QByteArray, rule);
    QFETCH(QString, keys);
    const std::array<RuleSpec, 1> rules { ::rule(rule.constData()) };
    const BatchPtr batch = vitals({ 7, 8, 7 });
    const LookupPlan plan(rules, batch->schemaPtr());
    const LookupNeeds needs = plan.needs(*batch);
    QStringList found;
    for (const auto &[lookup, needed] : needs) {
        QCOMPARE(QString::fromStdString(lookup), QStringLiteral("p"));
        for (const std::string &key : needed)
            found << QString::fromStdString(key);
    }
    const QString separator = keys.contains(u',') ? QStringLiteral(",") : QStringLiteral(" ");
    QCOMPARE(found, keys.split(separator, Qt::SkipEmptyParts));
    QCOMPARE(plan.empty(), keys.isEmpty());
}

void TestLookups::manyMissesAreOneQuery()
{
    Server server;
    Ward ward(server);
    std::vector<int> all;
    for (int patient = 1; patient <= 500; ++patient)
        all.push_back(patient);
    all.push_back(2'000);
    ward.take(vitals(all));
    QCOMPARE(server.count(), 1U);
    QCOMPARE(server.queries.front().size(), 501U);
    // Of patients 1 to 99 the limit is below 100; 2000 has none.
    QCOMPARE(ward.judged().firing, 99U);
    QCOMPARE(ward.judged().errors, 0U);
    for (int turn = 0; turn < 20; ++turn)
        ward.take(vitals(all));
    QCOMPARE(server.count(), 1U);
    QCOMPARE(ward.counts().misses, 501U);
    QCOMPARE(ward.counts().hits, 20U * 501);
    QVERIFY(ward.counts().hitRatio() > 0.95);
}

void TestLookups::changesAreReadAgain_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<Op>("op");
    QTest::addColumn<bool>("asked_again");
    QTest::newRow("updated") << "db" << Op::Updated << true;
    QTest::newRow("deleted") << "db" << Op::Deleted << true;
    QTest::newRow("created") << "db" << Op::Created << true;
    QTest::newRow("in a snapshot") << "db" << Op::Snapshot << false;
    QTest::newRow("of another source") << "other" << Op::Updated << false;
}

void TestLookups::changesAreReadAgain()
{
    QFETCH(QString, source);
    QFETCH(Op, op);
    QFETCH(bool, asked_again);
    Server server;
    Ward ward(server);
    ward.take(vitals({ 7, 8 }));
    ward.lookups->taken(source.toStdString(), ConnectorInfo {}, changedPatient(7, op));
    ward.take(vitals({ 7, 8 }));
    QCOMPARE(server.count(), asked_again ? 2U : 1U);
    if (asked_again)
        QCOMPARE(server.queries.back(), names({ "7" }));
}

void TestLookups::whatComesTooLateIsAnError()
{
    Server server;
    server.slow = true;
    Ward ward(server);
    ward.take(vitals({ 7 }));
    QCOMPARE(ward.judged().errors, 1U);
    QCOMPARE(ward.judged().last_error, std::string("lookup patients is not there"));
    // The fetch goes on.
    server.slow = false;
    server.let_go.release(LookupPool::connections);
    QTRY_COMPARE(ward.counts().pending, 0U);
    ward.take(vitals({ 7 }));
    QCOMPARE(ward.judged().errors, 1U);
    QCOMPARE(ward.judged().firing, 1U);
    QCOMPARE(server.count(), 1U);
}

void TestLookups::aServerThatIsGoneIsLeftAlone()
{
    VirtualClock clock(ns_per_s);
    Server server;
    server.down = true;
    Ward ward(server, clock);
    for (int turn = 0; turn < 10; ++turn)
        ward.take(vitals({ 7 }));
    QCOMPARE(server.count(), 1U);
    QCOMPARE(ward.judged().errors, 10U);
    QVERIFY2(ward.judged().last_error.find("the server is gone") != std::string::npos, ward.judged().last_error.c_str());
    server.down = false;
    clock.advance(LookupPool::first_pause_ns);
    ward.take(vitals({ 7 }));
    QCOMPARE(server.count(), 2U);
    QCOMPARE(ward.judged().firing, 1U);
    QCOMPARE(ward.lookups->status().front().queries.last_error, std::string());
}

void TestLookups::mistakesAreErrors_data()
{
    QTest::addColumn<std::vector<CelValue>>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown") << std::vector { CelValue::ofString("beds"), CelValue::ofInt(1) }
                             << "there is no lookup named \"beds\"";
    QTest::newRow("no name") << std::vector { CelValue::ofInt(1), CelValue::ofInt(1) }
                             << "lookup() takes a name and a key: lookup(\"patients\", event.patient_id)";
    QTest::newRow("null") << std::vector { CelValue::ofString("patients"), CelValue() } << "the key to look up is null";
    QTest::newRow("no key") << std::vector { CelValue::ofString("patients"), CelValue::ofBool(true) }
                            << "the key to look up must be a text or a whole number";
}

void TestLookups::mistakesAreErrors()
{
    QFETCH(std::vector<CelValue>, arguments);
    QFETCH(QString, message);
    Server server;
    const Ward ward(server);
    const CelValue found = Lookups::function(ward.lookups).call(arguments);
    QVERIFY(found.isError());
    QCOMPARE(QString::fromStdString(std::string(found.message())), message);
    QCOMPARE(server.count(), 0U);
}

void TestLookups::specsAreChecked_data()
{
    QTest::addColumn<QString>("wrong");
    QTest::addColumn<QString>("message");
    QTest::newRow("name") << "name"
                          << "the lookup has no name";
    QTest::newRow("table") << "table"
                           << "the lookup has no table";
    QTest::newRow("key") << "key"
                         << "the lookup has no key column";
    QTest::newRow("bytes") << "bytes"
                           << "the most bytes are out of range";
    QTest::newRow("time") << "time"
                          << "the time to live is out of range";
    QTest::newRow("source") << "source"
                            << "there is no source \"elsewhere\" to look up in";
    QTest::newRow("twice") << "twice"
                           << "there are two lookups of this name";
}

void TestLookups::specsAreChecked()
{
    QFETCH(QString, wrong);
    QFETCH(QString, message);
    Server server;
    const Ward ward(server);
    LookupSpec spec = patients();
    if (wrong != u"twice")
        spec.name = wrong == u"name" ? "" : "other";
    if (wrong == u"table")
        spec.table.clear();
    if (wrong == u"key")
        spec.key.clear();
    if (wrong == u"bytes")
        spec.most_bytes = 0;
    if (wrong == u"time")
        spec.time_to_live_ns = 0;
    if (wrong == u"source")
        spec.source = "elsewhere";
    const auto added = ward.lookups->add(spec, "");
    QVERIFY(!added.ok());
    QCOMPARE(QString::fromStdString(added.error().message), message);
}

void TestLookups::modelsScore_data()
{
    QTest::addColumn<std::vector<CelValue>>("arguments");
    QTest::addColumn<QString>("result");
    const CelValue name = CelValue::ofString("risk");
    QTest::newRow("values") << std::vector { name, CelValue::ofInt(2), CelValue::ofDouble(3.5) } << "11.5";
    QTest::newRow("a missing value with a default") << std::vector { name, CelValue(), CelValue::ofDouble(3.5) } << "13.5";
    QTest::newRow("a missing value without")
        << std::vector { name, CelValue::ofInt(2), CelValue() } << "a value that model risk cannot do without is missing";
    QTest::newRow("too few") << std::vector { name, CelValue::ofInt(2) } << "model risk takes 2 values, not 1";
    QTest::newRow("a text") << std::vector { name, CelValue::ofInt(2), CelValue::ofString("x") }
                            << "a value for model risk is no number";
    QTest::newRow("unknown") << std::vector { CelValue::ofString("x"), CelValue::ofInt(2) }
                             << "there is no model named \"x\"";
}

void TestLookups::modelsScore()
{
    QFETCH(std::vector<CelValue>, arguments);
    QFETCH(QString, result);
    auto model = ScoringModel::parse(R"({"model": "linear", "intercept": 1, "features": [
        {"name": "a", "weight": 2, "missing": 3}, {"name": "b", "weight": 2, "mean": 0.25}]})");
    QVERIFY2(model.ok(), model.ok() ? "" : model.error().text().c_str());
    const CelFunction function = modelFunction({ { "risk", *model } });
    const CelValue scored = function.call(arguments);
    QCOMPARE(QString::fromStdString(scored.isError() ? std::string(scored.message()) : celDisplayText(scored)), result);
}

void TestLookups::measures()
{
    constexpr std::uint64_t events = 50'000;
    const LookupSpeed much = measureLookups(events, 64UL << 20);
    const LookupSpeed little = measureLookups(events, LookupSpec::least_bytes);
    QVERIFY(much.rows_per_second > 0 && little.rows_per_second > 0);
    QVERIFY(little.hit_percent > 0 && little.hit_percent < much.hit_percent && much.hit_percent < 100);
}

QTEST_GUILESS_MAIN(TestLookups)
#include "tst_lookups.moc"
