// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/summary.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <vector>

namespace streamgauge {

class SummaryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasExactlyTheDocumentedKeys()
    {
        const QJsonObject root = parsed(sample());
        QCOMPARE(root.keys(),
                 QStringList({ QStringLiteral("duration_us"), QStringLiteral("latency_us"), QStringLiteral("peak_rss_bytes"),
                               QStringLiteral("rules"), QStringLiteral("sources"), QStringLiteral("streams") }));
        QCOMPARE(root[QStringLiteral("sources")].toArray()[0].toObject().keys().join(QLatin1Char(' ')),
                 QStringLiteral("created deleted dropped duplicates gaps kind late name position problems reconnects "
                                "snapshot state updated"));
        QCOMPARE(root[QStringLiteral("streams")].toArray()[0].toObject().keys().join(QLatin1Char(' ')),
                 QStringLiteral("events keys name"));
        QCOMPARE(root[QStringLiteral("rules")].toArray()[0].toObject().keys().join(QLatin1Char(' ')),
                 QStringLiteral("errors evaluations fired firing name pending resolved"));
        const QJsonObject latency = root[QStringLiteral("latency_us")].toObject();
        QCOMPARE(latency.keys().join(QLatin1Char(' ')), QStringLiteral("commit_to_rule"));
        QCOMPARE(latency[QStringLiteral("commit_to_rule")].toObject().keys().join(QLatin1Char(' ')),
                 QStringLiteral("count max p50 p99"));
    }

    void carriesTheNumbers()
    {
        const QJsonObject root = parsed(sample());
        QCOMPARE(root[QStringLiteral("duration_us")].toInteger(), 1'500'000);
        const QJsonObject source = root[QStringLiteral("sources")].toArray()[0].toObject();
        QCOMPARE(source[QStringLiteral("created")].toInteger(), 5);
        QCOMPARE(source[QStringLiteral("gaps")].toInteger(), 1);
        QCOMPARE(source[QStringLiteral("position")].toString(), QStringLiteral("bin.1:4"));
        QCOMPARE(source[QStringLiteral("problems")].toArray()[0].toString(), QStringLiteral("odd (shop.a): mend it"));
        QCOMPARE(root[QStringLiteral("rules")].toArray()[0].toObject()[QStringLiteral("fired")].toInteger(), 2);
        QCOMPARE(root[QStringLiteral("latency_us")]
                     .toObject()[QStringLiteral("commit_to_rule")]
                     .toObject()[QStringLiteral("p99")]
                     .toDouble(),
                 1200.5);
    }

    void saysThatNoLatencyWasMeasured()
    {
        Summary summary = sample();
        auto status = std::make_shared<Snapshot>(*summary.status);
        status->commit_to_rule = {};
        summary.status = status;
        const QJsonObject latency =
            parsed(summary)[QStringLiteral("latency_us")].toObject()[QStringLiteral("commit_to_rule")].toObject();
        QCOMPARE(latency[QStringLiteral("count")].toInteger(-1), 0);
        for (const char *figure : { "p50", "p99", "max" })
            QVERIFY2(latency[QLatin1String(figure)].isNull(), figure);
        const std::string text = summaryText(summary);
        QVERIFY2(text.find("no latency measured") != std::string::npos, text.c_str());
        QVERIFY2(text.find("p99") == std::string::npos, text.c_str());
    }

    void survivesNamesThatAreNoUtf8()
    {
        Summary summary = sample();
        auto status = std::make_shared<Snapshot>(*summary.status);
        status->sources[0].position = "\xC3\x28";
        summary.status = status;
        QVERIFY(!parsed(summary).isEmpty());
    }

    void isEmptyButWholeWithoutAnything()
    {
        const QJsonObject root = parsed({ 0, 0, std::make_shared<Snapshot>() });
        QCOMPARE(root.size(), 6);
        QVERIFY(root[QStringLiteral("sources")].toArray().isEmpty());
    }

    void readsWell()
    {
        const std::string text = summaryText(sample());
        for (const char *part : { "Ran for 1s500ms", "Source shop (mysql)", "5 created", "1 gaps", "odd (shop.a): mend it",
                                  "Stream shop.a (SIM): 9 events, 3 keys", "Rule Low: fired 2",
                                  "8 given up at a bound, 4 late\n", "p99 1200.5 us" })
            QVERIFY2(text.find(part) != std::string::npos, (std::string(part) + " in\n" + text).c_str());
    }

    void measuresItsOwnMemory()
    {
        const std::uint64_t before = peakResidentBytes();
        QVERIFY(before > 1'000'000);
        std::vector<char> block(50'000'000, 1);
        QVERIFY(peakResidentBytes() >= before + 40'000'000);
        QVERIFY(block[1'000] == 1);
    }

private:
    static Summary sample()
    {
        auto status = std::make_shared<Snapshot>();
        SourceStatus source;
        source.name = "shop";
        source.kind = "mysql";
        source.state = SourceState::Streaming;
        source.created = 5;
        source.gaps = { {} };
        source.position = "bin.1:4";
        source.problems = { { Problem::Severity::Warning, "odd", "shop.a", "mend it" } };
        status->sources = { source };
        auto schema = std::make_shared<Schema>();
        schema->stream = "shop.a";
        schema->simulated = true;
        StreamStatus stream;
        stream.schema = schema;
        stream.events = 9;
        stream.keys = 3;
        status->streams = { stream };
        RuleStatus rule;
        rule.spec.name = "Low";
        rule.fired = 2;
        rule.dropped = 7;
        rule.evicted = 1;
        rule.late = 4;
        status->rules = { rule };
        status->commit_to_rule = { 300, 800, 1200.5, 5000, 9 };
        return { 1'500'000, 20'000'000, status };
    }
    static QJsonObject parsed(const Summary &summary)
    {
        return QJsonDocument::fromJson(QByteArray::fromStdString(summaryJson(summary))).object();
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::SummaryTest)
#include "tst_summary.moc"
