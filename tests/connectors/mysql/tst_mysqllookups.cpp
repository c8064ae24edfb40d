// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysqlfactory.h"
#include "connectors/mysql/mysqllookupsource.h"
#include "engine/data/batchbuilder.h"
#include "engine/lookups/lookups.h"
#include "engine/run/engine.h"
#include "tests/support/mariadbserver.h"

#include <QTest>

#include <array>
#include <cmath>
#include <random>

using namespace streamgauge;

namespace {

const SystemClock system_clock;

LookupSpec patients()
{
    LookupSpec spec;
    spec.name = "patients";
    spec.source = "hospital";
    spec.table = "patients";
    spec.key = "id";
    return spec;
}

RuleSpec rule(const char *text)
{
    auto spec = parseRule(text);
    if (!spec)
        qFatal("%s", spec.error().text().c_str());
    return *spec;
}

/// As often as value k has it among n by Zipf's law with exponent 1.
class Zipf
{
public:
    explicit Zipf(int values)
    {
        for (int value = 1; value <= values; ++value)
            sums_.push_back((sums_.empty() ? 0 : sums_.back()) + 1.0 / value);
    }
    int next()
    {
        const double at = std::uniform_real_distribution<double>(0, sums_.back())(random_);
        return 1 + static_cast<int>(std::ranges::lower_bound(sums_, at) - sums_.begin());
    }

private:
    std::vector<double> sums_;
    std::mt19937 random_ { 42 };
};

BatchPtr vitals(const std::vector<int> &ids)
{
    static const auto schema = std::make_shared<const Schema>(
        Schema { "vitals", { { "patient_id", ValueKind::Int64 }, { "hr", ValueKind::Double } }, { 0 } });
    BatchBuilder builder(schema);
    for (const int id : ids) {
        builder.after(0).appendInt(id);
        builder.after(1).appendDouble(100);
        builder.endRow(Op::Created);
    }
    return builder.finish();
}

} // namespace

class TestMySqlLookups : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void rowsAreTyped();
    void keysAreComparedExactly_data();
    void keysAreComparedExactly();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void aSkewedLoadHits();
    void capturedChangesAreFollowed();
    void oldRowsAreReadAgain();
    void aServerThatComesBackIsAsked();

private:
    [[nodiscard]] std::unique_ptr<LookupSource> source() const;
    [[nodiscard]] std::shared_ptr<Lookups> lookups(const LookupSpec &spec, const Clock &clock = system_clock) const;
    [[nodiscard]] CelValue maxHr(const std::shared_ptr<Lookups> &from, int id) const;
    [[nodiscard]] int selects() { return std::stoi(sql_->rows("SHOW GLOBAL STATUS LIKE 'Com_select'").at(0).at(1).value()); }

    MariaDbServer server_;
    std::unique_ptr<SqlClient> sql_;
};

void TestMySqlLookups::initTestCase()
{
    server_.start();
    sql_ = std::make_unique<SqlClient>(server_.client());
    sql_->run("CREATE DATABASE hospital");
    sql_->run("CREATE TABLE hospital.patients (id INT PRIMARY KEY, code VARCHAR(20) UNIQUE, max_hr DOUBLE, "
              "weight DECIMAL(6,2), born DATETIME(3), notes JSON, ward VARCHAR(10), bed INT, UNIQUE (ward, bed))");
    sql_->run(
        "INSERT INTO hospital.patients SELECT seq, CONCAT('P', seq), 60 + seq MOD 90, 70.25, '2001-02-03 04:05:06.789', "
        "'{\"a\": [1, 2]}', 'ICU', seq FROM hospital.seq_1_to_2000");
    sql_->run("UPDATE hospital.patients SET max_hr = NULL, code = 'it''s \\\\ \"x\"' WHERE id = 3");
    sql_->run("CREATE TABLE hospital.vitals (id INT AUTO_INCREMENT PRIMARY KEY, patient_id INT, hr DOUBLE)");
}

std::unique_ptr<LookupSource> TestMySqlLookups::source() const
{
    auto made = MySqlLookupSourceFactory().create("hospital", server_.settings("hospital"));
    if (!made)
        qFatal("%s", made.error().text().c_str());
    return std::move(made.value());
}

std::shared_ptr<Lookups> TestMySqlLookups::lookups(const LookupSpec &spec, const Clock &clock) const
{
    auto made = std::make_shared<Lookups>(clock);
    made->addSource("hospital", [this]() -> Result<std::unique_ptr<LookupSource>> { return source(); });
    if (const auto added = made->add(spec, "hospital.patients"); !added)
        qFatal("%s", added.error().text().c_str());
    made->setRules({ rule("High: from vitals when lookup(\"patients\", event.patient_id).max_hr < event.hr") });
    return made;
}

CelValue TestMySqlLookups::maxHr(const std::shared_ptr<Lookups> &from, int id) const
{
    const std::array<CelValue, 2> arguments { CelValue::ofString("patients"), CelValue::ofInt(id) };
    const CelValue row = Lookups::function(from).call(arguments);
    const CelValue *cell = row.kind() == CelKind::Map ? row.find("max_hr") : nullptr;
    return cell == nullptr ? row : *cell;
}

void TestMySqlLookups::rowsAreTyped()
{
    const std::array<std::string, 3> keys { "1", "3", "99999" };
    const auto rows = source()->fetch(patients(), keys);
    QVERIFY2(rows.ok(), rows.ok() ? "" : rows.error().text().c_str());
    QCOMPARE(rows->size(), 2U);
    const CelValue &row = rows->front().key == "1" ? rows->front().row : rows->back().row;
    const CelValue &other = rows->front().key == "1" ? rows->back().row : rows->front().row;
    QCOMPARE(row.find("id")->kind(), CelKind::Int);
    QCOMPARE(row.find("max_hr")->number(), 61.0);
    QCOMPARE(row.find("weight")->number(), 70.25);
    QCOMPARE(row.find("born")->kind(), CelKind::Timestamp);
    QCOMPARE(celDisplayText(*row.find("notes")), std::string("{a: [1, 2]}"));
    QVERIFY(other.find("max_hr")->isNull());
}

void TestMySqlLookups::keysAreComparedExactly_data()
{
    QTest::addColumn<QByteArray>("column");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<bool>("found");
    QTest::newRow("text") << QByteArray("code") << QByteArray("P17") << true;
    QTest::newRow("quotes") << QByteArray("code") << QByteArray("it's \\ \"x\"") << true;
    QTest::newRow("injected") << QByteArray("code") << QByteArray("x') OR ('1'='1") << false;
    QTest::newRow("no UTF-8") << QByteArray("code") << QByteArray("\xff\xfe") << false;
    QTest::newRow("number") << QByteArray("id") << QByteArray("17") << true;
    QTest::newRow("number with more behind") << QByteArray("id") << QByteArray("17x") << false;
    QTest::newRow("number with zeros") << QByteArray("id") << QByteArray("017") << false;
    QTest::newRow("beyond every number") << QByteArray("id") << QByteArray("99999999999999999999") << false;
    QTest::newRow("nothing") << QByteArray("id") << QByteArray("") << false;
}

void TestMySqlLookups::keysAreComparedExactly()
{
    QFETCH(QByteArray, column);
    QFETCH(QByteArray, key);
    QFETCH(bool, found);
    LookupSpec spec = patients();
    spec.key = column.toStdString();
    const std::array<std::string, 1> keys { key.toStdString() };
    const auto rows = source()->fetch(spec, keys);
    QVERIFY2(rows.ok(), rows.ok() ? "" : rows.error().text().c_str());
    QCOMPARE(rows->size(), found ? 1U : 0U);
    if (found)
        QCOMPARE(rows->front().key, keys.front());
    // Another case is another key, whatever the collation says.
    if (key == "P17") {
        LookupCache cache(1 << 20, ns_per_s);
        const std::array<std::string, 1> lower { "p17" };
        static_cast<void>(cache.need(lower, 0));
        static_cast<void>(cache.store(lower, source()->fetch(spec, lower).value(), 0));
        QVERIFY(cache.find("p17", 0).row->entries().empty());
    }
}

void TestMySqlLookups::mistakesAreNamed_data()
{
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("fine") << QByteArray("hospital.patients") << QByteArray("code") << QByteArray();
    QTest::newRow("no table") << QByteArray("nothing") << QByteArray("id")
                              << QByteArray("lookup patients, hospital.nothing");
    QTest::newRow("no column") << QByteArray("patients") << QByteArray("name") << QByteArray("has no column \"name\"");
    QTest::newRow("part of a key") << QByteArray("patients") << QByteArray("bed") << QByteArray("is no key of its own");
    QTest::newRow("no kind of key") << QByteArray("patients") << QByteArray("weight")
                                    << QByteArray("cannot be looked up by column weight");
}

void TestMySqlLookups::mistakesAreNamed()
{
    QFETCH(QByteArray, table);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, error);
    LookupSpec spec = patients();
    spec.table = table.toStdString();
    spec.key = key.toStdString();
    const auto checked = source()->check(spec);
    QCOMPARE(checked.ok(), error.isEmpty());
    if (!checked)
        QVERIFY2(QByteArray::fromStdString(checked.error().text()).contains(error), checked.error().text().c_str());
}

void TestMySqlLookups::aSkewedLoadHits()
{
    const auto looked_up = lookups(patients());
    Zipf zipf(2'000);
    const auto batch = [&] {
        std::vector<int> ids(1'000);
        std::ranges::generate(ids, [&] { return zipf.next(); });
        return vitals(ids);
    };
    looked_up->taken("monitor", ConnectorInfo {}, batch());
    QTRY_COMPARE(looked_up->status().front().counts.pending, 0U);
    // Some 400 patients were missing, and one query brought them all.
    QVERIFY(looked_up->status().front().counts.rows > 200);
    QCOMPARE(looked_up->status().front().queries.queries, 1U);
    for (int turn = 0; turn < 10; ++turn)
        looked_up->taken("monitor", ConnectorInfo {}, batch());
    const LookupCounts warm = looked_up->status().front().counts;
    const int before = selects();
    for (int turn = 0; turn < 100; ++turn)
        looked_up->taken("monitor", ConnectorInfo {}, batch());
    QTRY_COMPARE(looked_up->status().front().counts.pending, 0U);
    const LookupCounts counts = looked_up->status().front().counts;
    const auto hits = static_cast<double>(counts.hits - warm.hits);
    const auto misses = static_cast<double>(counts.misses - warm.misses);
    qInfo("hit ratio %.4f, %d queries for 100,000 events", hits / (hits + misses), selects() - before);
    QVERIFY(hits / (hits + misses) >= 0.95);
    // At most one a batch, with the definition read now and then.
    QVERIFY(selects() - before <= 100 + 20);
    QVERIFY(counts.bytes <= patients().most_bytes);
    QCOMPARE(maxHr(looked_up, 5).number(), 65.0);
}

void TestMySqlLookups::capturedChangesAreFollowed()
{
    const auto looked_up = lookups(patients());
    const RuleSpec high = rule("High: from hospital.vitals when lookup(\"patients\", event.patient_id).max_hr < event.hr");
    looked_up->setRules({ high });
    Engine engine({}, system_clock);
    engine.setFunctions({ Lookups::function(looked_up) });
    engine.setTap(looked_up);
    QVERIFY(engine.setRule(high).ok());
    Settings settings = server_.settings("hospital");
    MySqlFactory factory;
    auto connector = factory.create("hospital", settings, system_clock);
    QVERIFY(connector.ok());
    QVERIFY(engine.addSource({ "hospital", factory.info() }, std::move(*connector)).ok());
    engine.start();
    QTRY_VERIFY_WITH_TIMEOUT(engine.status()->sources.front().state == SourceState::Streaming, 30'000);

    const auto firing = [&] { return engine.status()->rules.front().firing; };
    const auto judged = [&] { return engine.status()->rules.front().evaluations; };
    const auto errors = [&] { return engine.status()->rules.front().errors; };
    // Patient 10 has max_hr 70.
    sql_->run("INSERT INTO hospital.vitals (patient_id, hr) VALUES (10, 65)");
    QTRY_COMPARE_WITH_TIMEOUT(judged(), 1U, 30'000);
    QCOMPARE(firing(), 0U);
    // In one source the change comes before what is judged by it, always; where the row cannot be had in time, as on an
    // overloaded machine, the event is judged as an error and not by the old row.
    std::uint64_t in_time = 0;
    for (std::uint64_t turn = 1; turn <= 20; ++turn) {
        const std::uint64_t errors_before = errors();
        sql_->run("UPDATE hospital.patients SET max_hr = " + std::to_string(turn % 2 == 1 ? 60 : 70) + " WHERE id = 10");
        sql_->run("UPDATE hospital.vitals SET hr = 65 + " + std::to_string(turn) + " / 100 WHERE patient_id = 10");
        QTRY_COMPARE_WITH_TIMEOUT(judged(), 1 + turn, 30'000);
        if (errors() > errors_before)
            continue;
        QCOMPARE(firing(), turn % 2);
        ++in_time;
    }
    QVERIFY(in_time > 0);
    QVERIFY(looked_up->status().front().counts.invalidated >= 20);
    engine.stop();
}

void TestMySqlLookups::oldRowsAreReadAgain()
{
    VirtualClock clock(ns_per_s);
    LookupSpec spec = patients();
    spec.time_to_live_ns = 10 * ns_per_s;
    const auto looked_up = lookups(spec, clock);
    const auto take = [&] {
        looked_up->taken("monitor", ConnectorInfo {}, vitals({ 20 }));
        QTRY_COMPARE(looked_up->status().front().counts.pending, 0U);
    };
    take();
    QCOMPARE(maxHr(looked_up, 20).number(), 80.0);
    sql_->run("UPDATE hospital.patients SET max_hr = 81 WHERE id = 20");
    clock.advance(10 * ns_per_s);
    take();
    QCOMPARE(maxHr(looked_up, 20).number(), 80.0);
    clock.advance(1);
    take();
    QCOMPARE(maxHr(looked_up, 20).number(), 81.0);
}

void TestMySqlLookups::aServerThatComesBackIsAsked()
{
    const auto looked_up = lookups(patients());
    const auto take = [&](int id) {
        looked_up->taken("monitor", ConnectorInfo {}, vitals({ id }));
        QTRY_COMPARE_WITH_TIMEOUT(looked_up->status().front().counts.pending, 0U, 30'000);
    };
    take(30);
    QCOMPARE(maxHr(looked_up, 30).number(), 90.0);
    sql_.reset();
    server_.kill9();
    take(31);
    QVERIFY(maxHr(looked_up, 31).isError());
    QVERIFY(!looked_up->status().front().queries.last_error.empty());
    // What is known stays known.
    QCOMPARE(maxHr(looked_up, 30).number(), 90.0);
    server_.restart();
    sql_ = std::make_unique<SqlClient>(server_.client());
    const auto comesBack = [&] {
        take(31);
        return !maxHr(looked_up, 31).isError();
    };
    QTRY_VERIFY_WITH_TIMEOUT(comesBack(), 60'000);
    QCOMPARE(maxHr(looked_up, 31).number(), 91.0);
}

QTEST_GUILESS_MAIN(TestMySqlLookups)
#include "tst_mysqllookups.moc"
