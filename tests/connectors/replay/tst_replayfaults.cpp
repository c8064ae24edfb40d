// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/inputfile.h"
#include "engine/data/timetext.h"
#include "tests/connectors/replay/replayhelp.h"

#include <QFile>
#include <QTest>

using namespace streamgauge;

/// What a damaged or strange file makes of a replay.
class ReplayFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void badRowsAreNamed();
    void badRowsWithoutTimes();
    void lateMisfitIsMissing();
    void invalidBytesAreMarked();
    void byteOrderMark();
    void unusable_data();
    void unusable();
    void headerOnly();
    void quotedLineBreaks();
    void fieldsBeyondTheSample();
    void cutWhileReading();
    void replacedWhileReading();
    void grownWhileReading();

private:
    static bool hasProblem(const CollectingSink &sink, const std::string &text, const std::string &place_end = {});
    ReplayHelp help_;
};

bool ReplayFaultsTest::hasProblem(const CollectingSink &sink, const std::string &text, const std::string &place_end)
{
    return std::ranges::any_of(sink.problems, [&](const Problem &problem) {
        return problem.text.find(text) != std::string::npos && problem.place.ends_with(place_end);
    });
}

void ReplayFaultsTest::badRowsAreNamed()
{
    const std::string path =
        help_.write("bad.csv", "time,value\n2020-01-01,1\n2020-01-02\nsoon,3\n\n2020-01-04,4,5\n2020-01-05,5\n2020-01-06");
    CollectingSink sink;
    QCOMPARE(help_.play(path, { { "time", "time" } }, sink).reason, RunEnd::Reason::Failed);
    // "soon" makes the column no times at all; a column that is mostly times is named by the user's own cleaning.
    const std::string good =
        help_.write("good.csv", "time,value\n2020-01-01,1\n2020-01-02\n,3\n\n2020-01-04,4,5\n2020-01-05,5\n2020-01-06");
    QCOMPARE(help_.play(good, {}, sink).reason, RunEnd::Reason::Finished);
    QCOMPARE(columnTexts(sink, "value"), (std::vector<std::string> { "1", "5" }));
    QCOMPARE(sink.dropped, 4U);
    QVERIFY(hasProblem(sink, "1 cells where the header has 2", ":3"));
    QVERIFY(hasProblem(sink, "'' in column time is no time", ":4"));
    QVERIFY(hasProblem(sink, "3 cells where the header has 2", ":6"));
    QVERIFY(hasProblem(sink, "1 cells where the header has 2", ":8"));
}

void ReplayFaultsTest::badRowsWithoutTimes()
{
    std::string content = "a,b\n";
    for (int i = 0; i < 20; ++i)
        content += "1,2\n1\n";
    CollectingSink sink;
    QCOMPARE(help_.play(help_.write("rows.csv", content), { { "loop", "off" } }, sink).reason, RunEnd::Reason::Finished);
    QCOMPARE(sink.rows.load(), 20U);
    QCOMPARE(sink.dropped, 20U);
    QVERIFY(hasProblem(sink, "20 rows could not be read"));
    QVERIFY(hasProblem(sink, "No column of times"));
}

void ReplayFaultsTest::lateMisfitIsMissing()
{
    // The kinds come from the first 32 MB; what follows there does not fit.
    std::string content = "time,value,note\n";
    for (int i = 0; content.size() < (33U << 20); ++i)
        content += timeText(i * ns_per_s, 0) + ",7," + std::string(400, 'x') + "\n";
    const auto rows = static_cast<std::uint64_t>(std::ranges::count(content, '\n'));
    content += "2030-01-01 00:00:00,7.5,y\n2030-01-01 00:00:01,seven,y\n2030-01-01 00:00:02,8,y\n";
    CollectingSink sink;
    QCOMPARE(help_.play(help_.write("late.csv", content), {}, sink).reason, RunEnd::Reason::Finished);
    QCOMPARE(sink.rows.load(), rows + 2);
    const auto values = columnTexts(sink, "value");
    QCOMPARE(std::vector<std::string>(values.end() - 4, values.end()), (std::vector<std::string> { "7", "-", "-", "8" }));
    QVERIFY(hasProblem(sink, "'7.5' in column value is no", ":" + std::to_string(rows + 1)));
    QVERIFY(hasProblem(sink, "'seven' in column value is no", ":" + std::to_string(rows + 2)));
    QCOMPARE(sink.dropped, 0U);
}

void ReplayFaultsTest::invalidBytesAreMarked()
{
    CollectingSink sink;
    (void)help_.play(
        help_.write("latin1.csv", "time,name\n2020-01-01,Z\xfcrich\n2020-01-02,Z\xc3\xbcrich\n2020-01-03,cut\xe2\x82\n"), {},
        sink);
    QCOMPARE(columnTexts(sink, "name"),
             (std::vector<std::string> { "Z\xef\xbf\xbdrich", "Z\xc3\xbcrich", "cut\xef\xbf\xbd\xef\xbf\xbd" }));
}

void ReplayFaultsTest::byteOrderMark()
{
    CollectingSink csv;
    (void)help_.play(help_.write("bom.csv", "\xef\xbb\xbftime,value\n2020-01-01,1\n"), {}, csv);
    QCOMPARE(csv.batches.front()->schema().columns.front().name, std::string("time"));
    CollectingSink json;
    (void)help_.play(help_.write("bom.jsonl", "\xef\xbb\xbf{\"time\":\"2020-01-01\"}\n"), {}, json);
    QCOMPARE(json.rows.load(), 1U);
}

void ReplayFaultsTest::unusable_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("message");
    const auto add = [](const char *name, const QByteArray &content, const char *setting, const char *value,
                        const char *message) {
        QTest::newRow(name) << content << QString::fromUtf8(setting) << QString::fromUtf8(value)
                            << QString::fromUtf8(message);
    };
    add("empty", "", "loop", "off", "is empty");
    add("blank", "\n\n\n", "loop", "off", "no header");
    add("utf-16",
        QByteArray("\xff\xfe"
                   "a\0",
                   4),
        "loop", "off", "UTF-16");
    add("open header", "\"a,b\n", "loop", "off", "never closed");
    add("no objects", "[1]\n[2]\n", "format", "json", "no JSON objects");
    add("no such key", "a,b\n1,2\n", "key", "c", "no column 'c'");
    add("no such time", "a,b\n1,2\n", "time", "c", "no column 'c'");
    add("no times", "a,b\nx,2\n", "time", "a", "holds no times");
}

void ReplayFaultsTest::unusable()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, setting);
    QFETCH(QString, value);
    QFETCH(QString, message);
    CollectingSink sink;
    const std::string path = help_.write("unusable.csv", content.toStdString());
    const RunEnd end = help_.play(path, { { setting.toStdString(), value.toStdString() } }, sink);
    QCOMPARE(end.reason, RunEnd::Reason::Failed);
    QVERIFY2(end.error.message.find(message.toStdString()) != std::string::npos, end.error.message.c_str());
    QVERIFY(!end.error.remedy.empty());
    QVERIFY(end.error.kind != ErrorKind::Transient);
}

void ReplayFaultsTest::headerOnly()
{
    CollectingSink sink;
    QCOMPARE(help_.play(help_.write("header.csv", "time,value\n"), {}, sink).reason, RunEnd::Reason::Finished);
    QCOMPARE(sink.rows.load(), 0U);
    QCOMPARE(help_.play(help_.write("header.csv", "time,value\n"), { { "loop", "on" } }, sink).reason,
             RunEnd::Reason::Finished);
}

void ReplayFaultsTest::quotedLineBreaks()
{
    CollectingSink sink;
    (void)help_.play(
        help_.write("quotes.csv", "time,note\r\n2020-01-02,\"two\r\nlines, \"\"quoted\"\"\"\r\n2020-01-01,plain\r\n"), {},
        sink);
    QCOMPARE(columnTexts(sink, "note"), (std::vector<std::string> { "plain", "two\r\nlines, \"quoted\"" }));
}

void ReplayFaultsTest::fieldsBeyondTheSample()
{
    std::string content;
    const std::string filler(100'000, 'x');
    for (int i = 0; i < 340; ++i)
        content += R"({"ts":)" + std::to_string(1'700'000'000 + i) + R"(,"note":")" + filler + "\"}\n";
    content += R"({"ts":1800000000,"new":1})"
               "\n";
    CollectingSink sink;
    QCOMPARE(help_.play(help_.write("new.jsonl", content), {}, sink).reason, RunEnd::Reason::Finished);
    QCOMPARE(sink.rows.load(), 341U);
    QVERIFY(hasProblem(sink, "values are left out"));
}

void ReplayFaultsTest::cutWhileReading()
{
    std::string content = "time,value\n";
    for (int i = 0; i < 400'000; ++i)
        content += timeText(i * ns_per_s, 0) + ",1\n";
    const std::string path = help_.write("cut.csv", content);
    CollectingSink sink;
    class Cutting final : public Clock
    {
    public:
        explicit Cutting(std::string path)
            : path_(std::move(path))
        {
        }
        TimeNs now() const override
        {
            // Asked for the arrival of the first row: all has been scanned, little has been read.
            if (!path_.empty())
                QFile::resize(QString::fromStdString(std::exchange(path_, {})), 1'000'000);
            return 0;
        }
        DurationNs steady() const override { return 0; }

    private:
        mutable std::string path_;
    } clock(path);
    QCOMPARE(help_.make(path, {}, clock)->run({}, {}, sink).reason, RunEnd::Reason::Finished);
    QVERIFY(sink.rows.load() < 400'000U);
    QVERIFY(hasProblem(sink, "became shorter"));
}

void ReplayFaultsTest::replacedWhileReading()
{
    const std::string path = help_.write("old.csv", "time,value\n2020-01-01,1\n2020-01-02,2\n");
    const auto file = InputFile::open(path);
    QVERIFY(QFile::remove(QString::fromStdString(path)));
    QVERIFY((*file)->change()->text.find("removed") != std::string::npos);
    (void)help_.write("old.csv", "time,value\n2021-01-01,9\n");
    QVERIFY((*file)->change()->text.find("replaced") != std::string::npos);
    std::array<char, 20> bytes {};
    QCOMPARE((*file)->read(11, bytes), 20U);
    QCOMPARE(std::string_view(bytes.data(), 10), std::string_view("2020-01-01"));
}

void ReplayFaultsTest::grownWhileReading()
{
    const std::string path = help_.write("grow.csv", "time,value\n2020-01-01,1\n");
    const auto file = InputFile::open(path);
    std::ofstream(path, std::ios::app) << "2020-01-02,2\n";
    std::array<char, 100> bytes {};
    QCOMPARE((*file)->read(0, bytes), (*file)->size());
    QVERIFY((*file)->change()->text.find("grown") != std::string::npos);
}

QTEST_GUILESS_MAIN(ReplayFaultsTest)
#include "tst_replayfaults.moc"
