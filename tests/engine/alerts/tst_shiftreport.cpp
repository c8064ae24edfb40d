// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/shiftreport.h"

#include <QTest>

namespace streamgauge {

namespace {

PastEpisode episode(const char *rule, const char *key, TimeNs fired_s, TimeNs ended_s, Severity severity = Severity::Warning)
{
    static std::uint64_t number = 0;
    return { ++number, rule, key, severity, fired_s * ns_per_s, ended_s * ns_per_s, "", "", 0 };
}

} // namespace

class ShiftReportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counts()
    {
        std::vector<PastEpisode> episodes {
            episode("hot", "a", 100, 160), episode("hot", "a", 200, 205),    episode("wet", "b", 700, 0, Severity::Critical),
            episode("old", "c", -500, 50), episode("gone", "d", -500, -400), episode("later", "e", 5'000, 5'100)
        };
        episodes[0].acknowledged_by = "Ada";
        const ShiftReport report = shiftReport(episodes, 0, 3'600 * ns_per_s, 1'000 * ns_per_s);
        QCOMPARE(report.count, std::uint64_t(3));
        QCOMPARE(report.by_severity[static_cast<std::size_t>(Severity::Critical)], std::uint64_t(1));
        QCOMPARE(report.still_firing, std::uint64_t(1));
        QCOMPARE(report.unacknowledged, std::uint64_t(2));
        QCOMPARE(report.total_firing_ns, (60 + 5 + 300 + 50) * ns_per_s);
        QCOMPARE(report.longest.size(), std::size_t(4));
        QCOMPARE(report.longest[0].rule, std::string("old"));
        QCOMPARE(report.longest[1].rule, std::string("wet"));
        QCOMPARE(report.per_slot, std::vector<std::uint32_t>({ 2, 1, 0, 0, 0, 0 }));
        QCOMPARE(report.most_often.size(), std::size_t(1));
        QCOMPARE(report.most_often[0].times, std::uint32_t(2));
        QVERIFY(!report.most_often[0].chattering());
    }

    void findsChatteringAndFloods()
    {
        std::vector<PastEpisode> episodes;
        for (int count = 0; count < 11; ++count)
            episodes.push_back(episode("chat", "a", 600 + count * 25, 601 + count * 25));
        for (int count = 0; count < 5; ++count)
            episodes.push_back(episode("slow", "b", 1'200 + count * 60, 1'201 + count * 60));
        const ShiftReport report = shiftReport(episodes, 0, 1'800 * ns_per_s, 1'800 * ns_per_s);
        QCOMPARE(report.most_often.size(), std::size_t(2));
        QCOMPARE(report.most_often[0].rule, std::string("chat"));
        QCOMPARE(report.most_often[0].most_in_a_minute, std::uint32_t(3));
        QVERIFY(report.most_often[0].chattering());
        QVERIFY(!report.most_often[1].chattering());
        QCOMPARE(report.per_slot, std::vector<std::uint32_t>({ 0, 11, 5 }));
        QCOMPARE(report.floods, std::uint32_t(1));
    }

    void isNothingWithoutAlerts()
    {
        const ShiftReport report = shiftReport({}, 0, 0, 0);
        QCOMPARE(report.count, std::uint64_t(0));
        QVERIFY(report.per_slot.empty());
        QVERIFY(!shiftReportCsv(report).empty());
    }

    void writesCsv()
    {
        const std::vector<PastEpisode> episodes { episode("say \"hi\", now", "a", 10, 70) };
        const std::string csv = shiftReportCsv(shiftReport(episodes, 0, 600 * ns_per_s, 600 * ns_per_s));
        QVERIFY2(csv.find("1970-01-01 00:00:00,1970-01-01 00:10:00,1,0,1,0,0,1,60,0\n") != std::string::npos, csv.c_str());
        QVERIFY(csv.find("\"say \"\"hi\"\", now\",a,warning,1970-01-01 00:00:10,1970-01-01 00:01:10,60,,,\n")
                != std::string::npos);
        QVERIFY(csv.ends_with("ten minutes from,alarms\n1970-01-01 00:00:00,1\n"));
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::ShiftReportTest)
#include "tst_shiftreport.moc"
