// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/trialprobe.h"
#include "engine/data/batchbuilder.h"
#include "tests/engine/run/scriptedconnector.h"

#include <QTest>

#include <atomic>

using namespace streamgauge;
using namespace streamgauge::test;

namespace {

constexpr int beds = 4;
constexpr std::size_t rows_a_batch = 4'000;

const SystemClock system_clock;

/// "bed-0" to "bed-3" in turn, one each millisecond; the number of the event is its value.
BatchPtr readings(std::size_t first, std::size_t rows)
{
    static const auto schema = std::make_shared<const Schema>(
        Schema { "vitals", { { "bed", ValueKind::String }, { "n", ValueKind::Double } }, { 0 } });
    BatchBuilder builder(schema);
    for (std::size_t at = first; at < first + rows; ++at) {
        const auto time_ns = static_cast<TimeNs>(at + 1) * ns_per_ms;
        builder.setTimes(time_ns, time_ns);
        builder.after(0).appendText("bed-" + std::to_string(at % beds));
        builder.after(1).appendDouble(static_cast<double>(at));
        builder.endRow(Op::Created);
    }
    return builder.finish();
}

/// An engine that is given readings when the test says so.
class Ward
{
public:
    Ward()
    {
        engine_.start();
        const auto added =
            engine_.addSource(spec("monitor"),
                              std::make_unique<ScriptedConnector>([this](const std::stop_token &stop, const RunStart &,
                                                                         EventSink &sink) { serve(stop, sink); }));
        if (!added.ok())
            qFatal("%s", added.error().text().c_str());
    }
    ~Ward() { engine_.stop(); }

    /// Returns when they are held.
    void send(std::size_t rows)
    {
        {
            const std::scoped_lock lock(mutex_);
            wanted_ += rows;
        }
        woken_.notify_all();
        QTRY_VERIFY(heldRows() == wanted_);
    }
    [[nodiscard]] std::size_t heldRows() const
    {
        std::size_t rows = 0;
        engine_.forEachEntry(0, [&](const EventLog::Entry &entry) {
            rows += entry.batch->rows();
            return true;
        });
        return rows;
    }
    [[nodiscard]] const Engine &engine() const { return engine_; }

private:
    void serve(const std::stop_token &stop, EventSink &sink)
    {
        std::size_t sent = 0;
        std::unique_lock lock(mutex_);
        while (woken_.wait(lock, stop, [&] { return sent < wanted_; })) {
            const std::size_t rows = std::min(rows_a_batch, wanted_ - sent);
            lock.unlock();
            if (!sink.push(readings(sent, rows)))
                return;
            lock.lock();
            sent += rows;
        }
    }

    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::size_t wanted_ = 0;
    Engine engine_ { EngineOptions(), system_clock };
};

/// Rows {"limit": 7} of a table, once they may come.
class LateSource final : public LookupSource
{
public:
    explicit LateSource(Gate &gate)
        : gate_(gate)
    {
    }
    Result<std::vector<LookupRow>> fetch(const LookupSpec &, std::span<const std::string> keys) override
    {
        gate_.pass();
        std::vector<LookupRow> rows;
        for (const std::string &key : keys)
            rows.push_back({ key, CelValue::ofMap({ { CelValue::ofString("limit"), CelValue::ofDouble(7) } }) });
        return rows;
    }
    Result<std::vector<std::string>> check(const LookupSpec &) override { return std::vector<std::string>(); }

private:
    Gate &gate_;
};

LiveFunctions::Set lateBeds(Gate &gate)
{
    auto lookups = std::make_shared<Lookups>(system_clock);
    lookups->addSource("db", [&gate]() -> Result<std::unique_ptr<LookupSource>> {
        return std::unique_ptr<LookupSource>(std::make_unique<LateSource>(gate));
    });
    LookupSpec spec;
    spec.name = "beds";
    spec.source = "db";
    spec.table = "ward.beds";
    spec.key = "id";
    if (!lookups->add(spec, {}).ok())
        qFatal("the lookup was refused");
    RuleFunctionSet set { lookups, { Lookups::function(lookups) } };
    return std::make_shared<const RuleFunctionSet>(std::move(set));
}

TrialQuestion question(const char *rule, const char *key, LiveFunctions::Set functions = nullptr)
{
    const auto spec = parseRule(rule);
    if (!spec)
        qFatal("%s", spec.error().text().c_str());
    return { *spec, key, TimeBasis::Event, std::move(functions) };
}

std::vector<CelFunction> none()
{
    return {};
}

QString value(const Result<RuleProbe> &probe, std::size_t let = 0)
{
    if (!probe)
        return QString::fromStdString(probe.error().text());
    return probe->lets.size() > let ? QString::fromStdString(probe->lets[let].value) : QStringLiteral("no let");
}

constexpr const char *counting = "Trial: from vitals let n = count() over 1h let last = last(event.n) over 1h when n > 0";

} // namespace

class TestTrialProbe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesOnWithWhatArrived();
    void beginsAnew_data();
    void beginsAnew();
    void isBoundedInOneStep();
    void waitsForLookups();
    void letsOtherKeysMakeTimePass();
};

void TestTrialProbe::goesOnWithWhatArrived()
{
    Ward ward;
    TrialProbe trial(ward.engine());
    int asked = 0;
    const auto further = [&asked] {
        ++asked;
        return std::vector<CelFunction>();
    };
    QCOMPARE(value(trial.probe(question(counting, "bed-1"), 0, further)), QString());
    int sent = 0;
    for (const int rows : { 40, 4, 20'000 }) {
        ward.send(static_cast<std::size_t>(rows));
        sent += rows;
        const auto probe = trial.probe(question(counting, "bed-1"), 0, further);
        QCOMPARE(value(probe), QString::number(sent / beds));
        QCOMPARE(value(probe, 1), QString::number(sent - 3));
        QCOMPARE(probe->judged, 1.0);
    }
    QCOMPARE(asked, 1);
}

void TestTrialProbe::beginsAnew_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("n");
    QTest::newRow("other key") << QString::fromUtf8(counting) << QStringLiteral("bed-2") << QStringLiteral("100");
    QTest::newRow("no such key") << QString::fromUtf8(counting) << QStringLiteral("bed-9") << QString();
    QTest::newRow("other rule") << QStringLiteral("Trial: from vitals let n = count() over 2 events when n > 0")
                                << QStringLiteral("bed-1") << QStringLiteral("2");
    QTest::newRow("a key of its own") << QStringLiteral(
        "Trial: from vitals key bed let n = count() over 1h where event.n >= 200.0 when n > 0")
                                      << QStringLiteral("bed-3") << QStringLiteral("50");
    QTest::newRow("unsound") << QStringLiteral("Trial: from vitals let n = lookup() when n > 0") << QStringLiteral("bed-1")
                             << QStringLiteral("rule Trial, let n, line 1, column 1: lookup() takes 2 arguments, not 0 "
                                               "(expected lookup(name, key))");
}

void TestTrialProbe::beginsAnew()
{
    QFETCH(QString, rule);
    QFETCH(QString, key);
    QFETCH(QString, n);
    Ward ward;
    ward.send(400);
    Gate gate;
    gate.open();
    const LiveFunctions::Set functions = lateBeds(gate);
    TrialProbe trial(ward.engine());
    QCOMPARE(value(trial.probe(question(counting, "bed-1", functions), 0, none)), QStringLiteral("100"));
    const auto other = question(rule.toUtf8().constData(), key.toUtf8().constData(), functions);
    QCOMPARE(value(trial.probe(other, 0, none)), n);
    trial.end();
    QCOMPARE(value(trial.probe(question(counting, "bed-1", functions), 0, none)), QStringLiteral("100"));
}

void TestTrialProbe::isBoundedInOneStep()
{
    Ward ward;
    ward.send(TrialProbe::most_rows_a_step + 10 * rows_a_batch);
    TrialProbe trial(ward.engine());
    const auto first = trial.probe(question(counting, "bed-1"), 0, none);
    QVERIFY(first.ok());
    QVERIFY2(first->judged > 0.5 && first->judged < 1, std::to_string(first->judged).c_str());
    const auto second = trial.probe(question(counting, "bed-1"), 0, none);
    QCOMPARE(second->judged, 1.0);
    QCOMPARE(value(second, 1), QString::number(TrialProbe::most_rows_a_step + 10 * rows_a_batch - 3));
}

void TestTrialProbe::waitsForLookups()
{
    Ward ward;
    ward.send(400);
    Gate gate;
    const auto asked =
        question("Trial: from vitals let limit = lookup(\"beds\", event.bed).limit "
                 "let above = count() over 1h where event.n > lookup(\"beds\", event.bed).limit when above > 0",
                 "bed-1", lateBeds(gate));
    TrialProbe trial(ward.engine());
    const auto before = trial.probe(asked, 0, none);
    QCOMPARE(QString::fromStdString(before->waiting_for), QStringLiteral("beds"));
    QCOMPARE(value(before), QString());
    gate.open();
    QTRY_VERIFY(trial.probe(asked, 0, none)->waiting_for.empty());
    const auto after = trial.probe(asked, 0, none);
    QCOMPARE(value(after), QStringLiteral("7"));
    // 5 lies below, and the events that came before the row did are counted.
    QCOMPARE(value(after, 1), QStringLiteral("98"));
}

void TestTrialProbe::letsOtherKeysMakeTimePass()
{
    Ward ward;
    ward.send(400);
    TrialProbe trial(ward.engine());
    // One event in four milliseconds: the windows of a key that is silent run on with the others.
    const auto probe = trial.probe(
        question("Trial: from vitals let n = count() over 10ms where event.n < 200.0 when n > 0", "bed-1"), 0, none);
    QCOMPARE(value(probe), QStringLiteral("0"));
}

QTEST_GUILESS_MAIN(TestTrialProbe)
#include "tst_trialprobe.moc"
