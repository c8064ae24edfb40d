// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/replayposition.h"
#include "engine/source/connectorworker.h"
#include "tests/connectors/replay/replayhelp.h"

#include <QTest>

using namespace streamgauge;

namespace {

constexpr std::size_t all_rows = 10'000;
constexpr int wait_ms = 60'000;

/// Rows whose only sense is to be told apart, in the form that `kind` names.
std::string contentOf(const QString &kind)
{
    std::string content = kind == QStringLiteral("csv") || kind == QStringLiteral("late") ? "time,value\n"
        : kind == QStringLiteral("no times")                                              ? "value\n"
                                                                                          : "";
    for (std::size_t row = 0; row < all_rows; ++row) {
        const std::string number = std::to_string(row);
        // Each third row of "late" stands behind ones later than it.
        const std::size_t second = kind == QStringLiteral("late") && row % 3 == 0 ? row / 2 : row;
        const std::string time = std::to_string(1'700'000'000 + second);
        if (kind == QStringLiteral("json"))
            content += R"({"time":)" + time + R"(,"value":")" + number + "\"}\n";
        else if (kind == QStringLiteral("timed json"))
            content += "02:46:" + std::to_string(10 + row % 50) + R"({"value":")" + number + "\"}\n";
        else
            content += (kind == QStringLiteral("no times") ? "" : time + ",") + "r" + number + "\n";
    }
    return content;
}

Settings settingsOf(const QString &kind)
{
    return kind == QStringLiteral("no times") ? Settings { { "time", "row" } } : Settings {};
}

} // namespace

/// A replay that is interrupted goes on where it stood, in the file it stood in.
class ReplayResumeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesOn_data();
    void goesOn();
    void countsLoops();
    void beginsAnewAtTheEnd();
    void judgesTheFile_data();
    void judgesTheFile();
    void saysThatTheFileIsAnother();
    void printsAndReads();

private:
    /// Plays until `rows` were handed over, or to the end.
    CollectingSink &play(CollectingSink &sink, const std::string &path, const Settings &settings,
                         const std::string &position = {});
    ReplayHelp help_;
    SystemClock clock_;
};

CollectingSink &ReplayResumeTest::play(CollectingSink &sink, const std::string &path, const Settings &settings,
                                       const std::string &position)
{
    RunStart start;
    start.position = position;
    (void)help_.make(path, settings, clock_)->run({}, start, sink);
    return sink;
}

void ReplayResumeTest::goesOn_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : { "csv", "no times", "late", "json", "timed json" })
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void ReplayResumeTest::goesOn()
{
    QFETCH(QString, kind);
    const std::string path = help_.write("rows.txt", contentOf(kind));
    const Settings settings = settingsOf(kind);
    CollectingSink whole;
    play(whole, path, settings);
    QCOMPARE(whole.rows.load(), all_rows);

    std::vector<std::string> values;
    std::vector<TimeNs> times_ns;
    std::string position;
    int processes = 0;
    do {
        CollectingSink part;
        // The batch that is refused was handed over, and comes again, as behind a crash.
        part.refuse_after_rows = 5'000;
        play(part, path, settings, position);
        const bool finished = part.checkpoints.empty() || part.checkpoints.back().empty();
        if (!finished)
            part.batches.pop_back();
        for (const std::string &value : columnTexts(part, "value"))
            values.push_back(value);
        for (const TimeNs time_ns : eventTimes(part))
            times_ns.push_back(time_ns);
        position = part.checkpoints.empty() ? "" : part.checkpoints.back();
        QVERIFY(++processes < 10);
    } while (!position.empty());
    QVERIFY(processes > 1);
    QCOMPARE(values.size(), all_rows);
    QVERIFY(values == columnTexts(whole, "value"));
    QVERIFY(times_ns == eventTimes(whole));
}

void ReplayResumeTest::countsLoops()
{
    const std::string path = help_.write("loop.csv", "time,value\n2020-01-01 00:00:00,a\n2020-01-01 00:00:10,b\n");
    const Settings settings { { "loop", "on" } };
    CollectingSink first;
    first.refuse_after_rows = 5;
    play(first, path, settings);
    const auto position = ReplayPosition::parse(first.checkpoints.back());
    QVERIFY(position.has_value());
    QCOMPARE(position->loop, std::uint64_t(1));
    CollectingSink second;
    second.refuse_after_rows = 3;
    play(second, path, settings, first.checkpoints.back());
    // The third loop, and its times go on from those of the second.
    QCOMPARE(eventTimes(second).front() - eventTimes(first).front(), 2 * 20 * ns_per_s);
    QCOMPARE(ReplayPosition::parse(second.checkpoints.back())->loop, std::uint64_t(2));
}

void ReplayResumeTest::beginsAnewAtTheEnd()
{
    CollectingSink sink;
    play(sink, help_.write("few.csv", "time,value\n2020-01-01,a\n2020-01-02,b\n"), {});
    QVERIFY(sink.checkpoints.size() >= 2);
    QCOMPARE(sink.checkpoints.back(), std::string());
}

void ReplayResumeTest::judgesTheFile_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("change");
    QTest::addColumn<bool>("goes_on");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *kind, const char *change, bool goes_on, const char *said) {
        QTest::addRow("%s: %s", kind, change)
            << QString::fromLatin1(kind) << QString::fromLatin1(change) << goes_on << QString::fromLatin1(said);
    };
    row("csv", "nothing", true, "");
    row("csv", "grown", true, "not before that place");
    row("csv", "touched", true, "not before that place");
    row("csv", "cut", false, "not the one");
    row("csv", "first row", false, "not the one");
    row("csv", "row before the place", false, "not the one");
    row("csv", "settings", false, "read in another way");
    row("csv", "position", false, "none of a replay");
    row("late", "nothing", true, "");
    row("late", "grown", false, "sorted by time");
    row("late", "touched", false, "sorted by time");
}

void ReplayResumeTest::judgesTheFile()
{
    QFETCH(QString, kind);
    QFETCH(QString, change);
    QFETCH(bool, goes_on);
    QFETCH(QString, said);
    std::string content = contentOf(kind);
    const std::string path = help_.write("rows.txt", content);
    Settings settings;
    CollectingSink first;
    first.refuse_after_rows = 5'000;
    play(first, path, settings);
    std::string position = first.checkpoints.back();
    const std::uint64_t place = ReplayPosition::parse(position)->offset;
    if (change == QStringLiteral("grown"))
        content += "1800000000,new\n";
    else if (change == QStringLiteral("cut"))
        content.resize(place / 2);
    else if (change == QStringLiteral("first row"))
        content[content.find("r0")] = 'x';
    else if (change == QStringLiteral("row before the place"))
        content[place - 2] = 'x';
    else if (change == QStringLiteral("settings"))
        settings["time"] = "row";
    else if (change == QStringLiteral("position"))
        position = "bin.000001:4";
    if (change != QStringLiteral("nothing"))
        (void)help_.write("rows.txt", content);

    CollectingSink second;
    RunStart start;
    start.position = position;
    const RunEnd end = help_.make(path, settings, clock_)->run({}, start, second);
    const bool gap = end.reason == RunEnd::Reason::Failed && end.error.kind == ErrorKind::Gap;
    QCOMPARE(gap, !goes_on);
    QCOMPARE(second.rows.load() > 0, goes_on);
    std::string words = end.error.message;
    for (const Problem &problem : second.problems)
        words += problem.text.find("sorted by time") == std::string::npos ? problem.text : "";
    QVERIFY2(QString::fromStdString(words).contains(said), words.c_str());
    QCOMPARE(words.empty(), said.isEmpty());
}

/// As the program lives it: the change is a gap, and the other file is replayed from its start.
void ReplayResumeTest::saysThatTheFileIsAnother()
{
    const std::string path = help_.write("rows.txt", contentOf(QStringLiteral("csv")));
    CollectingSink first;
    first.refuse_after_rows = 5'000;
    play(first, path, {});
    (void)help_.write("rows.txt", "time,value\n2020-01-01,a\n2020-01-02,b\n");
    CollectingSink second;
    ConnectorWorkerOptions options;
    options.info = ReplayConnectorFactory().info();
    ConnectorWorker worker(options, help_.make(path, {}, clock_), second, clock_,
                           PositionStore::Entry { first.checkpoints.back(), "" });
    worker.start();
    QTRY_VERIFY_WITH_TIMEOUT(worker.status().state == SourceState::Finished, wait_ms);
    worker.stop();
    QCOMPARE(second.gaps, std::uint64_t(1));
    QCOMPARE(columnTexts(second, "value"), (std::vector<std::string> { "a", "b" }));
    const auto gaps = worker.status().gaps;
    QVERIFY(gaps.front().reason.find("not the one whose replay was interrupted") != std::string::npos);
}

void ReplayResumeTest::printsAndReads()
{
    ReplayPosition position;
    position.offset = 12;
    position.line = 3;
    position.shift_ns = -5;
    position.passed = UINT64_MAX;
    QVERIFY(ReplayPosition::parse(position.text()) == position);
    for (const char *text : { "", "byte=1", "byte=1;line=2;taken=x", "byte=;line=" })
        QVERIFY(!ReplayPosition::parse(text).has_value());
    QVERIFY(!ReplayPosition::parse(position.text() + ";more=1").has_value());
}

QTEST_GUILESS_MAIN(ReplayResumeTest)
#include "tst_replayresume.moc"
