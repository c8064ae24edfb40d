// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/timetext.h"
#include "engine/patterns/absencematcher.h"
#include "tests/engine/data/batchtext.h"

#include <QTest>

#include <random>

using namespace streamgauge;
using namespace streamgauge::test;

namespace {

class Notes final : public AbsenceSink
{
public:
    void absent(std::string_view key, TimeNs time_ns, TimeNs last_ns) override
    {
        add(key, "-", time_ns);
        gap_ns = time_ns - last_ns;
    }
    void over(std::string_view key, TimeNs time_ns) override { add(key, "+", time_ns); }

    std::string text;
    DurationNs gap_ns = 0;

private:
    void add(std::string_view key, const char *what, TimeNs time_ns)
    {
        text += (text.empty() ? "" : " ") + std::string(key) + what + durationText(time_ns);
    }
};

SchemaPtr hostSchema()
{
    static const SchemaPtr schema = schemaFrom("heartbeat", "host:string*, beat:int");
    return schema;
}

/// "a@1 b@2.5 updated:a@3 deleted:a@4 advance@10": events of hosts and what advance() is told, in seconds.
void play(AbsenceMatcher &matcher, const QString &script, Notes &notes)
{
    for (const QString &word : script.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const QStringList parts = word.split(QLatin1Char('@'));
        const auto time_ns = static_cast<TimeNs>(parts[1].toDouble() * static_cast<double>(ns_per_s));
        const QStringList what = parts[0].split(QLatin1Char(':'));
        if (what.back() == QStringLiteral("advance")) {
            matcher.advance(time_ns, notes);
            continue;
        }
        const Op op = what.size() > 1 ? opFrom(what[0].toStdString()) : Op::Created;
        BatchBuilder builder(hostSchema());
        builder.setTimes(time_ns, time_ns);
        if (isStreamWide(op)) {
            builder.addMark(op);
        } else if (op == Op::Deleted) {
            builder.appendMissingRow();
            builder.endRow(op, what.back().toStdString());
        } else {
            builder.after(0).appendText(what.back().toStdString());
            builder.after(1).appendInt(1);
            builder.endRow(op);
        }
        const BatchPtr batch = builder.finish();
        matcher.take(*batch, allRows(*batch), TimeBasis::Event, notes);
    }
}

} // namespace

class TestAbsenceMatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tells_data();
    void tells();
    void takesTheTimeItIsGiven();
    void expectsKeys();
    void countsWithoutKeys();
    void boundsItsKeys();
    void agreesWithASlowOne();
};

void TestAbsenceMatcher::tells_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("told");
    const auto row = [](const char *name, const char *script, const char *told) {
        QTest::newRow(name) << QString::fromUtf8(script) << QString::fromUtf8(told);
    };
    row("not yet", "a@1 advance@31", "");
    row("at last + 30 s", "a@1 advance@31.1", "a-31s");
    row("once a silence", "a@1 advance@40 advance@100", "a-31s");
    row("over with the next event, and armed again", "a@1 advance@40 a@50 advance@100", "a-31s a+50s a-1m20s");
    row("without a timer between", "a@1 a@50 advance@70", "a-31s a+50s");
    row("an event at the very end", "a@1 a@31 advance@32", "");
    row("each key by itself", "a@1 b@10 a@20 advance@200", "b-40s a-50s");
    row("in the order of time", "z@1 y@2 x@3 advance@100", "z-31s y-32s x-33s");
    row("never seen", "advance@100", "");
    row("a late event", "a@20 a@5 advance@49 advance@51", "a-50s");
    row("a late event while absent", "a@1 advance@40 a@30 advance@60 advance@62", "a-31s a+31s a-1m1s");
    row("a deleted row is forgotten", "a@1 deleted:a@5 advance@100", "");
    row("deleted while absent", "a@1 advance@40 deleted:a@45 advance@100", "a-31s a+45s");
    row("deleted after an untold silence", "a@1 deleted:a@45", "a-31s a+45s");
    row("emptied", "a@1 b@2 advance@31.5 reset:x@32 advance@100", "a-31s a+32s");
    row("a row that was there at the start", "snapshot:a@1 advance@40", "a-31s");
}

void TestAbsenceMatcher::tells()
{
    QFETCH(QString, script);
    QFETCH(QString, told);
    AbsenceMatcher matcher({ "heartbeat", { "host" }, 30 * ns_per_s, {} });
    Notes notes;
    play(matcher, script, notes);
    QCOMPARE(QString::fromStdString(notes.text), told);
    if (!told.isEmpty())
        QCOMPARE(notes.gap_ns, 30 * ns_per_s);
}

void TestAbsenceMatcher::takesTheTimeItIsGiven()
{
    AbsenceMatcher matcher({ "heartbeat", {}, 30 * ns_per_s, {} });
    Notes notes;
    BatchBuilder builder(hostSchema());
    builder.setTimes(ns_per_s, 100 * ns_per_s);
    builder.after(0).appendText("a");
    builder.after(1).appendInt(1);
    builder.endRow(Op::Created);
    const BatchPtr batch = builder.finish();
    matcher.take(*batch, allRows(*batch), TimeBasis::Arrival, notes);
    QCOMPARE(matcher.nextDue(), 130 * ns_per_s);
    matcher.advance(131 * ns_per_s, notes);
    QCOMPARE(notes.text, std::string("-2m10s"));
    QCOMPARE(matcher.status().absent, std::size_t { 1 });
}

void TestAbsenceMatcher::expectsKeys()
{
    AbsenceMatcher matcher({ "heartbeat", { "host" }, 30 * ns_per_s, { "a", "b", "a" } });
    Notes notes;
    play(matcher, QStringLiteral("advance@10 b@20 advance@45 a@46 advance@60"), notes);
    QCOMPARE(notes.text, std::string("a-40s a+46s b-50s"));
}

void TestAbsenceMatcher::countsWithoutKeys()
{
    AbsenceMatcher matcher({ "heartbeat", { "rack" }, 30 * ns_per_s, {} });
    Notes notes;
    play(matcher, QStringLiteral("a@1 b@2 advance@100"), notes);
    QCOMPARE(notes.text, std::string());
    QCOMPARE(matcher.status().without_key, std::uint64_t { 2 });
}

void TestAbsenceMatcher::boundsItsKeys()
{
    AbsenceMatcher matcher({ "heartbeat", { "host" }, 30 * ns_per_s, {} }, 3);
    Notes notes;
    play(matcher, QStringLiteral("a@1 b@2 c@3 d@4 a@5 e@6 advance@100"), notes);
    QCOMPARE(notes.text, std::string("b-32s c-33s a-35s"));
    QCOMPARE(matcher.status().keys, std::size_t { 3 });
    QCOMPARE(matcher.status().dropped, std::uint64_t { 2 });
    QVERIFY(matcher.status().memory_bytes > 0);
}

void TestAbsenceMatcher::agreesWithASlowOne()
{
    std::mt19937 random(8);
    for (int round = 0; round < 50; ++round) {
        AbsenceMatcher matcher({ "heartbeat", { "host" }, 30 * ns_per_s, {} });
        Notes notes;
        std::map<std::string, std::int64_t> last;
        std::vector<std::pair<std::int64_t, std::string>> expected;
        std::int64_t time = 0;
        QString script;
        for (int i = 0; i < 200; ++i) {
            time += random() % 12;
            const std::string key(1, static_cast<char>('a' + random() % 6));
            if (const auto before = last.find(key); before != last.end() && time > before->second + 30)
                expected.emplace_back(before->second + 30, key + "-" + durationText((before->second + 30) * ns_per_s));
            last[key] = time;
            script += QStringLiteral("advance@%1 %2@%1 ").arg(time).arg(QString::fromStdString(key));
        }
        play(matcher, script, notes);
        std::ranges::stable_sort(expected, {}, [](const auto &told) { return told.first; });
        QStringList absences;
        for (const QString &word : QString::fromStdString(notes.text).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            if (word.contains(QLatin1Char('-')))
                absences << word;
        }
        // A key still silent at the end may have been told as well.
        QStringList slow;
        for (const auto &told : expected)
            slow << QString::fromStdString(told.second);
        for (const auto &[key, seen] : last) {
            if (time > seen + 30)
                slow << QString::fromStdString(key + "-" + durationText((seen + 30) * ns_per_s));
        }
        absences.sort();
        slow.sort();
        QCOMPARE(absences, slow);
    }
}

QTEST_GUILESS_MAIN(TestAbsenceMatcher)
#include "tst_absencematcher.moc"
