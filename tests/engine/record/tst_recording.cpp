// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/recorder.h"
#include "engine/record/recordingreader.h"
#include "tests/engine/record/randombatches.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>
#include <iostream>

using namespace streamgauge;

namespace {

ConnectorInfo liveInfo()
{
    ConnectorInfo info;
    info.kind = "scripted";
    info.title = "Scripted";
    return info;
}

SchemaPtr numbered()
{
    Schema schema;
    schema.stream = "numbers";
    schema.columns = { { "n", ValueKind::UInt64 }, { "noise", ValueKind::UInt64 } };
    return std::make_shared<const Schema>(std::move(schema));
}

/// Rows n = first, first + 1, ... with cells that do not compress.
BatchPtr numbers(const SchemaPtr &schema, std::uint64_t first, std::uint64_t rows)
{
    BatchBuilder builder(schema);
    for (std::uint64_t n = first; n < first + rows; ++n) {
        const auto time_ns = static_cast<TimeNs>(n) * ns_per_ms;
        builder.setTimes(time_ns, time_ns);
        builder.after(0).appendUInt(n);
        builder.after(1).appendUInt(keyHash(std::to_string(n)));
        builder.endRow(Op::Created);
    }
    return builder.finish();
}

/// Records on and on; says on standard output when rows are safe.
int recordUntilKilled(const char *file)
{
    const SystemClock clock;
    RecorderOptions options { file };
    options.flush_every_ns = 20 * ns_per_ms;
    auto recorder = Recorder::start(std::move(options), clock);
    if (!recorder)
        return 1;
    const SchemaPtr schema = numbered();
    std::uint64_t said = 0;
    for (std::uint64_t first = 0;; first += 100) {
        (*recorder)->taken("source", liveInfo(), numbers(schema, first, 100));
        (*recorder)->advanced("source", liveInfo(), static_cast<TimeNs>(first), {});
        const std::uint64_t safe = (*recorder)->status().rows;
        if (safe > said)
            std::cout << safe << std::endl;
        said = safe;
    }
}

/// Records into a file that may not grow beyond 2 MB, as on a full disk; says what became of it.
int recordUntilFull(const char *file)
{
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit { 2 << 20, 2 << 20 };
    const SystemClock clock;
    RecorderOptions options { file };
    options.flush_every_ns = 10 * ns_per_ms;
    auto recorder = Recorder::start(std::move(options), clock);
    if (!recorder || setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 1;
    const SchemaPtr schema = numbered();
    for (std::uint64_t first = 0; (*recorder)->status().recording; first += 100)
        (*recorder)->taken("source", liveInfo(), numbers(schema, first, 100));
    const bool failed = !(*recorder)->finish().ok();
    const RecorderStatus status = (*recorder)->status();
    // Standard output has the log.
    std::cerr << status.rows << ' ' << (status.dropped_rows > 0) << ' ' << failed << '\n'
              << status.error.text() << std::endl;
    return 0;
}

std::uint64_t checkNumbers(Recording &recording)
{
    RecordingReader reader(recording, {});
    RecordedStep step;
    std::uint64_t next = 0;
    while (true) {
        const auto more = reader.next(step);
        if (!more || !reader.faults().empty())
            return 0;
        if (!*more)
            return next;
        for (std::uint32_t row = 0; step.batch && row < step.rows; ++row, ++next) {
            if (step.batch->after(0).uintAt(step.first + row) != next)
                return 0;
        }
    }
}

} // namespace

class TestRecording : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { directory_ = std::make_unique<QTemporaryDir>(); }

    void keepsEverythingInOrder_data();
    void keepsEverythingInOrder();
    void clocksNeverGoBack_data();
    void clocksNeverGoBack();
    void keepsWhatIsNotRows();
    void isReadWhileWritten();
    void survivesAKill();
    void stopsOnAFullDisk();
    void namesADamagedChunk();
    void readsOnlyWantedStreams();
    void neverOverwrites();
    void refusesOtherFiles_data();
    void refusesOtherFiles();
    void countsWhatItCannotTake();

private:
    [[nodiscard]] std::string path(const char *name = "day.sgr") const
    {
        return directory_->filePath(QString::fromLatin1(name)).toStdString();
    }
    [[nodiscard]] std::shared_ptr<Recorder> recorder()
    {
        auto started = Recorder::start({ path(), "{}" }, clock_);
        return started.ok() ? *started : nullptr;
    }

    std::unique_ptr<QTemporaryDir> directory_;
    VirtualClock clock_ { 1'000 };
};

void TestRecording::keepsEverythingInOrder_data()
{
    QTest::addColumn<int>("streams");
    QTest::addColumn<int>("batches");
    QTest::addColumn<int>("most_rows");
    QTest::addColumn<bool>("with_before");
    QTest::newRow("one stream") << 1 << 20 << 300 << false;
    QTest::newRow("three streams, before-images") << 3 << 60 << 100 << true;
    QTest::newRow("single rows") << 2 << 2'000 << 1 << false;
    QTest::newRow("more than a chunk") << 1 << 3 << 50'000 << false;
}

void TestRecording::keepsEverythingInOrder()
{
    QFETCH(const int, streams);
    QFETCH(const int, batches);
    QFETCH(const int, most_rows);
    QFETCH(const bool, with_before);
    RandomBatches random(11);
    std::vector<SchemaPtr> schemas;
    for (int stream = 0; stream < streams; ++stream)
        schemas.push_back(everyKind("stream " + std::to_string(stream)));
    struct Expected {
        std::string source;
        BatchPtr batch;
        TimeNs time_ns = 0;
    };
    std::vector<Expected> expected;
    auto writer = recorder();
    QVERIFY(writer);
    for (int number = 0; number < batches; ++number) {
        const std::size_t stream = random.below(schemas.size());
        const std::string source = "source " + std::to_string(stream);
        const std::size_t rows = 1 + random.below(static_cast<std::size_t>(most_rows));
        expected.push_back({ source, random.make(schemas[stream], rows, with_before, 9), 0 });
        writer->taken(source, liveInfo(), expected.back().batch);
        if (random.below(3) == 0) {
            expected.push_back({ source, nullptr, number + 1 });
            writer->advanced(source, liveInfo(), number + 1, {});
        }
    }
    QVERIFY(writer->finish().ok());

    auto recording = Recording::open(path());
    QVERIFY2(recording.ok(), recording.ok() ? "" : recording.error().text().c_str());
    QVERIFY((*recording)->endedAt().has_value());
    RecordingReader reader(**recording, {});
    RecordedStep step;
    for (const Expected &one : expected) {
        std::size_t row = 0;
        do {
            const auto more = reader.next(step);
            QVERIFY2(more.ok() && *more, more.ok() ? "too short" : more.error().text().c_str());
            QCOMPARE((*recording)->sources()[step.source].name, one.source);
            if (!one.batch) {
                QVERIFY(!step.batch);
                QCOMPARE(step.time_ns, one.time_ns);
                continue;
            }
            QVERIFY(step.batch);
            QCOMPARE(step.batch->schema(), one.batch->schema());
            for (std::uint32_t at = 0; at < step.rows; ++at, ++row) {
                const std::string difference = rowDifference(*one.batch, row, *step.batch, step.first + at);
                QVERIFY2(difference.empty(), difference.c_str());
            }
        } while (!step.ends_batch);
        QCOMPARE(row, one.batch ? one.batch->rows() : 0);
    }
    const auto more = reader.next(step);
    QVERIFY(more.ok() && !*more);
    QVERIFY(reader.faults().empty());
}

void TestRecording::clocksNeverGoBack_data()
{
    QTest::addColumn<QList<qint64>>("told");
    QTest::newRow("once") << QList<qint64> { 30 };
    QTest::newRow("on") << QList<qint64> { 10, 20, 30 };
    QTest::newRow("back") << QList<qint64> { 30, 20 };
    QTest::newRow("back and forth") << QList<qint64> { 10, 30, 20, 25 };
}

/// Between two batches timers may run past the arrival of the second, which is told next.
void TestRecording::clocksNeverGoBack()
{
    QFETCH(const QList<qint64>, told);
    RandomBatches random(3);
    const SchemaPtr schema = everyKind("s");
    auto writer = recorder();
    QVERIFY(writer);
    writer->taken("source", liveInfo(), random.make(schema, 1, false, 9));
    for (const qint64 time_ns : told)
        writer->advanced("source", liveInfo(), time_ns, {});
    writer->taken("source", liveInfo(), random.make(schema, 1, false, 9));
    QVERIFY(writer->finish().ok());

    auto recording = Recording::open(path());
    QVERIFY(recording.ok());
    RecordingReader reader(**recording, {});
    RecordedStep step;
    std::vector<std::string> steps;
    for (auto more = reader.next(step); more.ok() && *more; more = reader.next(step))
        steps.push_back(step.batch ? "row" : std::to_string(step.time_ns));
    QCOMPARE(steps, (std::vector<std::string> { "row", "30", "row" }));
}

void TestRecording::keepsWhatIsNotRows()
{
    const RecordedProblem problem { "source", { Problem::Severity::Serious, "text", "place", "remedy" } };
    const RecordedGap gap { "source", { 5, 9, "lost \xff" } };
    const RecordingNote note { 100, 200, "bed 1", "arrest" };
    Alert alert;
    alert.episode = 3;
    alert.rule = "Fast";
    alert.stream = "vitals";
    alert.key = "bed 1";
    alert.severity = Severity::Critical;
    alert.state = AlertState::Firing;
    alert.active_at_ns = 1'700'000'000'000'000'001;
    alert.fired_at_ns = 1'700'000'000'000'000'002;
    alert.labels = { { "team", "icu" } };
    {
        auto writer = recorder();
        QVERIFY(writer);
        writer->taken("source", liveInfo(), numbers(numbered(), 0, 3));
        writer->gap("source", gap.gap);
        writer->alerted(alert);
        writer->addProblem("source", problem.problem);
        writer->addNote(note);
        clock_.set(2'000);
        QVERIFY(writer->finish().ok());
        QVERIFY(writer->finish().ok());
        QCOMPARE(writer->status().rows, std::uint64_t { 3 });
    }
    auto recording = Recording::open(path());
    QVERIFY(recording.ok());
    QCOMPARE((*recording)->startedAt(), TimeNs { 1'000 });
    QCOMPARE((*recording)->endedAt(), std::optional<TimeNs>(2'000));
    QCOMPARE((*recording)->workspace(), std::string("{}"));
    QCOMPARE((*recording)->sources(), std::vector { recordedSource("source", liveInfo()) });
    QCOMPARE((*recording)->alerts().value(), std::vector { alert });
    QCOMPARE((*recording)->gaps().value(), std::vector { gap });
    QCOMPARE((*recording)->problems().value(), std::vector { problem });
    QCOMPARE((*recording)->notes().value(), std::vector { note });
    QCOMPARE((*recording)->streams().size(), std::size_t { 1 });
    QCOMPARE((*recording)->streams()[0].rows, std::uint64_t { 3 });
    QCOMPARE((*recording)->streams()[0].event_to_ns, 2 * ns_per_ms);
    // One complete file, nothing beside it.
    QVERIFY(!std::filesystem::exists(path() + "-wal"));
}

void TestRecording::isReadWhileWritten()
{
    RecorderOptions options { path() };
    options.flush_every_ns = ns_per_ms;
    auto writer = Recorder::start(std::move(options), clock_);
    QVERIFY(writer.ok());
    const SchemaPtr schema = numbered();
    std::uint64_t next = 0;
    for (int round = 1; round <= 3; ++round) {
        for (int batch = 0; batch < 50; ++batch, next += 10)
            (*writer)->taken("source", liveInfo(), numbers(schema, next, 10));
        QTRY_COMPARE((*writer)->status().rows, next);
        auto recording = Recording::open(path());
        QVERIFY2(recording.ok(), recording.ok() ? "" : recording.error().text().c_str());
        // What comes while it is being read does not disturb.
        (*writer)->taken("source", liveInfo(), numbers(schema, next, 1));
        QTRY_COMPARE((*writer)->status().rows, next + 1);
        QCOMPARE(checkNumbers(**recording), next);
        QVERIFY(!(*recording)->endedAt());
        ++next;
    }
    QVERIFY((*writer)->finish().ok());
}

void TestRecording::survivesAKill()
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(),
                  { QStringLiteral("record-until-killed"), QString::fromStdString(path()) });
    std::uint64_t safe = 0;
    while (safe < 20'000) {
        QVERIFY2(process.canReadLine() || process.waitForReadyRead(60'000), process.readAllStandardError().constData());
        if (process.canReadLine())
            safe = process.readLine().trimmed().toULongLong();
    }
    ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
    QVERIFY(process.waitForFinished(60'000));
    auto recording = Recording::open(path());
    QVERIFY2(recording.ok(), recording.ok() ? "" : recording.error().text().c_str());
    QVERIFY(!(*recording)->endedAt());
    QVERIFY(checkNumbers(**recording) >= safe);
}

void TestRecording::stopsOnAFullDisk()
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(),
                  { QStringLiteral("record-until-full"), QString::fromStdString(path()) });
    QVERIFY(process.waitForFinished(120'000));
    QCOMPARE(process.exitCode(), 0);
    const QByteArray said = process.readAllStandardError();
    const QList<QByteArray> counted = said.left(said.indexOf('\n')).split(' ');
    QVERIFY2(counted.size() == 3, said.constData());
    QCOMPARE(counted[1], QByteArray("1"));
    QCOMPARE(counted[2], QByteArray("1"));
    QVERIFY2(said.contains("the disk is full or fails") && said.contains("day.sgr"), said.constData());
    auto recording = Recording::open(path());
    QVERIFY2(recording.ok(), recording.ok() ? "" : recording.error().text().c_str());
    QVERIFY(counted[0].toULongLong() > 0);
    QCOMPARE(checkNumbers(**recording), counted[0].toULongLong());
}

void TestRecording::namesADamagedChunk()
{
    auto writer = recorder();
    QVERIFY(writer);
    const SchemaPtr schema = numbered();
    for (std::uint64_t first = 0; first < 200'000; first += 1'000)
        writer->taken("source", liveInfo(), numbers(schema, first, 1'000));
    QVERIFY(writer->finish().ok());
    sqlite3 *database = nullptr;
    QCOMPARE(sqlite3_open(path().c_str(), &database), SQLITE_OK);
    const int changed = sqlite3_exec(database,
                                     "UPDATE part SET content = zeroblob(length(content)) "
                                     "WHERE id = (2 << 16) + 16",
                                     nullptr, nullptr, nullptr);
    sqlite3_close(database);
    QCOMPARE(changed, SQLITE_OK);

    auto recording = Recording::open(path());
    QVERIFY(recording.ok());
    RecordingReader reader(**recording, {});
    RecordedStep step;
    std::uint64_t rows = 0;
    std::uint64_t last = 0;
    while (true) {
        const auto more = reader.next(step);
        QVERIFY(more.ok());
        if (!*more)
            break;
        rows += step.rows;
        last = step.batch->after(0).uintAt(step.first + step.rows - 1);
    }
    QCOMPARE(last, std::uint64_t { 199'999 });
    QCOMPARE(reader.faults().size(), std::size_t { 1 });
    QVERIFY(reader.faults()[0].place.ends_with("chunk 2 of numbers"));
    QCOMPARE(rows + reader.lostRows(), std::uint64_t { 200'000 });
    QCOMPARE(reader.lostRows(), std::uint64_t { most_chunk_rows });
}

void TestRecording::readsOnlyWantedStreams()
{
    auto writer = recorder();
    QVERIFY(writer);
    RandomBatches random(3);
    writer->taken("one", liveInfo(), numbers(numbered(), 0, 100));
    writer->taken("two", liveInfo(), random.make(everyKind("orders"), 100, false, 5));
    writer->taken("one", liveInfo(), numbers(numbered(), 100, 100));
    QVERIFY(writer->finish().ok());
    auto recording = Recording::open(path());
    QVERIFY(recording.ok());
    RecordingReader reader(**recording, { std::vector<std::string> { "n" }, { "numbers" } });
    RecordedStep step;
    std::uint64_t rows = 0;
    for (auto more = reader.next(step); more.ok() && *more; more = reader.next(step)) {
        QCOMPARE(step.batch->schema().columns.size(), std::size_t { 1 });
        for (std::uint32_t row = 0; row < step.rows; ++row, ++rows)
            QCOMPARE(step.batch->after(0).uintAt(step.first + row), rows);
    }
    QCOMPARE(rows, std::uint64_t { 200 });
}

void TestRecording::neverOverwrites()
{
    QVERIFY(recorder()->finish().ok());
    const auto again = Recorder::start({ path() }, clock_);
    QVERIFY(!again.ok());
    QCOMPARE(again.error().kind, ErrorKind::Configuration);
    QVERIFY(!Recorder::start({ path("no/such/directory.sgr") }, clock_).ok());
}

void TestRecording::refusesOtherFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("time,value\n1,2\n");
    QTest::newRow("half a header") << QByteArray("SQLite format 3");
    QTest::newRow("zeros") << QByteArray(100'000, '\0');
}

void TestRecording::refusesOtherFiles()
{
    QFETCH(const QByteArray, content);
    QFile file(QString::fromStdString(path()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    const auto recording = Recording::open(path());
    QVERIFY(!recording.ok());
    QVERIFY(!recording.error().message.empty() && !recording.error().place.empty());
    QVERIFY(!Recording::open(path("missing.sgr")).ok());
}

void TestRecording::countsWhatItCannotTake()
{
    RecorderOptions options { path() };
    options.queue_rows = 10;
    auto writer = Recorder::start(std::move(options), clock_);
    QVERIFY(writer.ok());
    ConnectorInfo cannot_wait = liveInfo();
    cannot_wait.can_ask_again = false;
    const SchemaPtr schema = numbered();
    constexpr std::uint64_t batches = 20'000;
    for (std::uint64_t number = 0; number < batches; ++number)
        (*writer)->taken("source", cannot_wait, numbers(schema, number * 10, 10));
    QVERIFY((*writer)->finish().ok());
    const RecorderStatus status = (*writer)->status();
    QCOMPARE(status.rows + status.dropped_rows, batches * 10);
    auto recording = Recording::open(path());
    QVERIFY(recording.ok());
    QCOMPARE((*recording)->gaps().value().empty(), status.dropped_rows == 0);
}

int main(int argc, char **argv)
{
    const std::string_view task = argc == 3 ? argv[1] : "";
    if (task == "record-until-killed")
        return recordUntilKilled(argv[2]);
    if (task == "record-until-full")
        return recordUntilFull(argv[2]);
    QCoreApplication app(argc, argv);
    TestRecording test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_recording.moc"
