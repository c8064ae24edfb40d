// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/notifyservice.h"
#include "app/core/notifysettingsfile.h"
#include "app/core/sqlite.h"
#include "app/core/workspacefile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace streamgauge {

namespace {

Alert alertOf(std::uint64_t episode, AlertState state, const std::string &key = "a")
{
    Alert alert;
    alert.episode = episode;
    alert.rule = "hot";
    alert.stream = "plant";
    alert.key = key;
    alert.state = state;
    alert.active_at_ns = 100 * ns_per_s;
    alert.fired_at_ns = state == AlertState::Pending ? 0 : 110 * ns_per_s;
    alert.notify = { "mail" };
    return alert;
}

/// What all senders of a test were given, and how they answer.
struct Post {
    std::mutex mutex;
    std::vector<Notice> sent;
    std::vector<Result<std::string>> answers; ///< the last one stays
    std::size_t next_answer = 0;

    [[nodiscard]] QStringList said()
    {
        const std::scoped_lock lock(mutex);
        QStringList lines;
        for (const Notice &notice : sent)
            lines += QString::fromStdString(std::string(name(notice.reason)) + " " + notice.title());
        return lines;
    }
};

class FakeSender final : public NoticeSender
{
public:
    explicit FakeSender(Post &post)
        : post_(post)
    {
    }
    Result<std::string> send(const Notice &notice, const std::string & /*body*/, std::stop_token /*stop*/) override
    {
        const std::scoped_lock lock(post_.mutex);
        post_.sent.push_back(notice);
        if (post_.answers.empty())
            return std::string("taken");
        return post_.answers[std::min(post_.next_answer++, post_.answers.size() - 1)];
    }

private:
    Post &post_;
};

NotifySetup setup(bool trusted = true)
{
    NotifySettings settings;
    settings.receivers = { { "mail", "email" } };
    settings.grouping.wait_ns = 0;
    return { "/plant.sgw", settings, {}, trusted };
}

Error transient()
{
    return { ErrorKind::Transient, "server is away", "", "" };
}

} // namespace

class NotifyServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        directory_ = std::make_unique<QTemporaryDir>();
        post_ = std::make_unique<Post>();
        problems_.clear();
        clock_.set(1'000 * ns_per_s);
        begin(directory_->filePath(QStringLiteral("1")));
    }
    void cleanup() { end(); }

    void tellsAndRemembers()
    {
        QVERIFY(service_->open(setup()).ok());
        change(AlertState::Pending, AlertState::Normal);
        change(AlertState::Firing, AlertState::Pending);
        QTRY_COMPARE(post_->said(), QStringList({ QStringLiteral("first Warning: hot for a") }));
        clock_.advance(60 * ns_per_s);
        Alert acknowledged = alertOf(1, AlertState::Firing);
        acknowledged.acknowledged = Acknowledgement { "Ada", "on it", clock_.now() };
        service_->desk().alertChanged(acknowledged, AlertState::Firing);
        clock_.advance(60 * ns_per_s);
        change(AlertState::Resolved, AlertState::Firing);
        QTRY_COMPARE(post_->said().size(), 2);
        QTRY_COMPARE(service_->store().sent(10).size(), std::size_t(2));
        service_->flush();

        const auto episodes = service_->store().episodes(0, 10'000 * ns_per_s, 10);
        QCOMPARE(episodes.size(), std::size_t(1));
        QCOMPARE(episodes[0].fired_ns, 1'000 * ns_per_s);
        QCOMPARE(episodes[0].ended_ns, 1'120 * ns_per_s);
        QCOMPARE(episodes[0].acknowledged_by, std::string("Ada"));
        QCOMPARE(service_->store().changes(1).size(), std::size_t(4));
        QCOMPARE(service_->store().changes(1)[2].comment, std::string("on it"));
        QCOMPARE(service_->store().sent(10)[0].reason, std::string("all resolved"));
        QCOMPARE(service_->store().sent(10)[0].detail, std::string("taken"));
        QCOMPARE(service_->store().lastEpisode(), std::uint64_t(1));
    }

    void forgetsWhatNeverFired()
    {
        QVERIFY(service_->open(setup()).ok());
        change(AlertState::Pending, AlertState::Normal);
        service_->flush();
        QCOMPARE(service_->store().load().open.size(), std::size_t(1));
        change(AlertState::Normal, AlertState::Pending);
        service_->flush();
        QVERIFY(service_->store().load().open.empty());
        QVERIFY(service_->store().changes(1).empty());
    }

    void survivesAKillInEachState_data()
    {
        QTest::addColumn<QStringList>("before");
        QTest::addColumn<bool>("answered");
        QTest::addColumn<QStringList>("told_before");
        QTest::addColumn<QStringList>("told_after");
        const QString first = QStringLiteral("first Warning: hot for a");
        const QString resolved = QStringLiteral("all resolved Resolved: hot for a");
        const auto row = [](const char *name, const char *before, bool answered, const QStringList &told_before,
                            const QStringList &told_after) {
            QTest::newRow(name) << QString::fromLatin1(before).split(QLatin1Char(' ')) << answered << told_before
                                << told_after;
        };
        // After the restart the alert resolves, whatever it was.
        row("pending", "pending", true, {}, {});
        row("firing and told", "firing", true, { first }, { resolved });
        row("firing, the notice still in the queue", "firing", false, { first }, { first, resolved });
        row("recovering", "firing recovering", true, { first }, { resolved });
        row("resolved and told", "firing resolved", true, { first, resolved }, {});
        row("resolved, the notice still in the queue", "firing resolved", false, { first }, { first, resolved });
    }
    void survivesAKillInEachState()
    {
        QFETCH(QStringList, before);
        QFETCH(bool, answered);
        QFETCH(QStringList, told_before);
        QFETCH(QStringList, told_after);
        if (!answered)
            post_->answers = { transient() };
        QVERIFY(service_->open(setup()).ok());
        AlertState previous = AlertState::Normal;
        for (const QString &name : before) {
            const AlertState state = name == QLatin1StringView("pending") ? AlertState::Pending
                : name == QLatin1StringView("firing")                     ? AlertState::Firing
                : name == QLatin1StringView("recovering")                 ? AlertState::Recovering
                                                                          : AlertState::Resolved;
            change(state, previous);
            previous = state;
            service_->flush();
        }
        QTRY_VERIFY(service_->store().sent(10).size() >= std::size_t(told_before.size()));
        QCOMPARE(post_->said().mid(0, told_before.size()), told_before);
        const QString killed = filesAsTheyAre();
        end();

        post_ = std::make_unique<Post>();
        begin(killed);
        clock_.advance(600 * ns_per_s);
        const auto opened = service_->open(setup());
        QVERIFY(opened.ok());
        const bool open = previous != AlertState::Resolved;
        QCOMPARE(opened->open.size(), std::size_t(open ? 1 : 0));
        if (open) {
            QVERIFY(opened->open[0] == alertOf(1, previous));
            QVERIFY(opened->down_since_ns >= 1'000 * ns_per_s && opened->down_since_ns < 1'600 * ns_per_s);
            // As the engine does when it takes the alert up.
            service_->desk().alertChanged(opened->open[0], previous);
            service_->flush();
            change(previous == AlertState::Pending ? AlertState::Normal : AlertState::Resolved, previous);
        }
        service_->flush();
        QTRY_COMPARE(post_->said(), told_after);
        QTRY_COMPARE(service_->waiting(), std::size_t(0));
        service_->flush();
        QCOMPARE(post_->said(), told_after);
        QVERIFY(service_->lastEpisode() == 1);
    }

    void keepsOverlaysThroughARestart()
    {
        QVERIFY(service_->open(setup()).ok());
        const auto id = service_->setSilence({ {},
                                               { { "rule", MatchOperator::Equal, "hot" } },
                                               clock_.now(),
                                               clock_.now() + 900 * ns_per_s,
                                               "Ada",
                                               "drill" });
        QVERIFY(id.ok());
        QVERIFY(service_->shelve({ "wet", "b", clock_.now() + 900 * ns_per_s, "Ada", "" }).ok());
        const QString killed = filesAsTheyAre();
        end();
        begin(killed);
        QVERIFY(service_->open(setup()).ok());
        QCOMPARE(service_->desk().silences().size(), std::size_t(1));
        QCOMPARE(service_->desk().shelves().size(), std::size_t(1));
        change(AlertState::Firing, AlertState::Normal);
        service_->flush();
        QVERIFY(post_->said().isEmpty());
        QVERIFY(service_->expireSilence(*id).ok());
        QTRY_COMPARE(post_->said(), QStringList({ QStringLiteral("no longer withheld Warning: hot for a") }));
    }

    void writesBeforeAPositionIsSaved()
    {
        QVERIFY(service_->open(setup()).ok());
        change(AlertState::Firing, AlertState::Normal);
        QVERIFY(state_->save("plant", { "12", "" }).ok());
        QCOMPARE(service_->store().load().open.size(), std::size_t(1));
    }

    void triesAgainAndGivesUp()
    {
        post_->answers = { transient(), std::string("taken"),
                           Error { ErrorKind::Configuration, "unknown address", "", "" } };
        QVERIFY(service_->open(setup()).ok());
        change(AlertState::Firing, AlertState::Normal);
        QTRY_COMPARE(service_->store().sent(10).size(), std::size_t(2));
        auto log = service_->store().sent(10);
        QCOMPARE(log[1].outcome, SentOutcome::Retried);
        QCOMPARE(log[0].outcome, SentOutcome::Sent);
        QCOMPARE(log[0].attempts, std::uint32_t(2));
        QCOMPARE(log[0].notice, log[1].notice);
        change(AlertState::Resolved, AlertState::Firing);
        QTRY_COMPARE(service_->store().sent(10).size(), std::size_t(3));
        QCOMPARE(service_->store().sent(10)[0].outcome, SentOutcome::GivenUp);
        QVERIFY(service_->store().load().outgoing.empty());
        QVERIFY(!problems().isEmpty());
    }

    void isOffUntilTrusted()
    {
        QVERIFY(service_->open(setup(false)).ok());
        QCOMPARE(service_->untrusted(), std::vector<std::string>({ "mail" }));
        change(AlertState::Firing, AlertState::Normal);
        service_->flush();
        QVERIFY(service_->store().load().outgoing.empty());
        QVERIFY(service_->reconfigure(setup().settings, true).ok());
        QTRY_COMPARE(post_->said(), QStringList({ QStringLiteral("first Warning: hot for a") }));
        QVERIFY(service_->untrusted().empty());
    }

    void listensOnlyWhileOpen()
    {
        QVERIFY(service_->open(setup()).ok());
        change(AlertState::Firing, AlertState::Normal);
        service_->close();
        change(AlertState::Resolved, AlertState::Firing);
        const auto again = service_->open(setup());
        QVERIFY(again.ok());
        QCOMPARE(again->open.size(), std::size_t(1));
    }

    void beginsAfreshWhenAsked()
    {
        QVERIFY(service_->open(setup()).ok());
        change(AlertState::Firing, AlertState::Normal);
        QTRY_COMPARE(post_->said().size(), 1);
        NotifySetup fresh = setup();
        fresh.fresh = true;
        const auto opened = service_->open(fresh);
        QVERIFY(opened.ok() && opened->open.empty());
        change(AlertState::Resolved, AlertState::Firing);
        service_->flush();
        QCOMPARE(post_->said().size(), 1);
        QVERIFY(service_->store().load().logs.empty());
    }

    void dropsWhatIsForNobody()
    {
        post_->answers = { transient() };
        QVERIFY(service_->open(setup()).ok());
        change(AlertState::Firing, AlertState::Normal);
        QTRY_VERIFY(!service_->store().load().outgoing.empty());
        NotifySettings none = setup().settings;
        none.receivers.clear();
        QVERIFY(service_->reconfigure(none, true).ok());
        QVERIFY(service_->store().load().outgoing.empty());
        QCOMPARE(service_->store().sent(10)[0].outcome, SentOutcome::Dropped);
    }

    void boundsItsQueues()
    {
        Post post;
        post.answers = { transient() };
        std::vector<SentEntry> log;
        std::mutex mutex;
        CourierLimits limits;
        limits.most_waiting = 5;
        limits.first_wait_ns = 3'600 * ns_per_s;
        limits.most_wait_ns = 3'600 * ns_per_s;
        NotifyCourier courier(
            "mail",
            [&post]() -> Result<std::unique_ptr<NoticeSender>> {
                return std::unique_ptr<NoticeSender>(std::make_unique<FakeSender>(post));
            },
            [&](const SentEntry &entry) {
                const std::scoped_lock lock(mutex);
                log.push_back(entry);
            },
            clock_, limits);
        for (int count = 0; count < 20; ++count) {
            Notice notice;
            notice.id = std::to_string(count);
            notice.time_ns = clock_.now();
            courier.put({ notice, 0 });
        }
        QCOMPARE(courier.waiting(), std::size_t(5));
        const std::scoped_lock lock(mutex);
        QVERIFY(std::ranges::count(log, SentOutcome::Dropped, &SentEntry::outcome) >= 14);
    }

    void saysThatTheDiskIsFull_data()
    {
        QTest::addColumn<QByteArray>("refused"); // the table that nothing can be written to
        QTest::addColumn<bool>("answered");
        QTest::newRow("alerts") << QByteArray("alert") << true;
        QTest::newRow("alerts, and the receiver is away") << QByteArray("alert") << false;
        QTest::newRow("the queue") << QByteArray("outgoing") << true;
        QTest::newRow("the queue, and the receiver is away") << QByteArray("outgoing") << false;
        QTest::newRow("the log of notices") << QByteArray("sent") << true;
        QTest::newRow("the log of notices, and the receiver is away") << QByteArray("sent") << false;
    }
    void saysThatTheDiskIsFull()
    {
        QFETCH(QByteArray, refused);
        QFETCH(bool, answered);
        const auto run = [this](const QByteArray &sql) {
            return state_->transact([&](sqlite3 *database) { return executeSql(database, sql.constData()); }).ok();
        };
        if (!answered)
            post_->answers = { transient() };
        QVERIFY(service_->open(setup()).ok());
        QVERIFY(run("CREATE TRIGGER full BEFORE INSERT ON " + refused + " BEGIN SELECT RAISE(ABORT, 'disk full'); END"));
        change(AlertState::Firing, AlertState::Normal);
        QTRY_VERIFY(!problems().isEmpty());
        // What cannot be written is told all the same, once.
        const QStringList once { QStringLiteral("first Warning: hot for a") };
        QTRY_COMPARE(post_->said().mid(0, 1), once);
        QTRY_VERIFY(!answered || service_->waiting() == 0);
        QVERIFY(run("DROP TRIGGER full"));
        service_->flush();
        QCOMPARE(service_->store().load().open.size(), std::size_t(1));
        QTRY_VERIFY(!service_->store().sent(10).empty());
        const QString killed = filesAsTheyAre();
        end();

        const QStringList told_before = post_->said();
        post_ = std::make_unique<Post>();
        begin(killed);
        QVERIFY(service_->open(setup()).ok());
        service_->flush();
        QTRY_COMPARE(service_->waiting(), std::size_t(0));
        QCOMPARE(post_->said(), answered ? QStringList() : once);
        QVERIFY(!answered || told_before == once);
    }

    void sendsTests()
    {
        QVERIFY(service_->open(setup(false)).ok());
        const auto said = service_->sendTest({ "mail", "email" });
        QVERIFY(said.ok());
        QCOMPARE(post_->said(), QStringList({ QStringLiteral("test Test: Test for test") }));
        QCOMPARE(service_->store().sent(1)[0].reason, std::string("test"));
    }

    void worksWithoutAStateDatabase()
    {
        end();
        begin({});
        QVERIFY(service_->open(setup()).ok());
        change(AlertState::Firing, AlertState::Normal);
        QTRY_COMPARE(post_->said().size(), 1);
    }

    void keepsSettingsInAWorkspace()
    {
        Workspace workspace;
        workspace.name = "plant";
        workspace.sources = { { "db", "mysql", { { "host", "h" } } }, { "other", "sim", {} } };
        NotifySettings &settings = workspace.notifications;
        settings.receivers = { { "mail",
                                 "email",
                                 { { "password", "keychain:mail" } },
                                 { { "severity", MatchOperator::Matches, "critical|warning" } },
                                 false,
                                 5 },
                               { "log", "sql", { { "source", "db" } } },
                               { "horn", "sound" } };
        settings.grouping = { { "rule", "key" }, ns_per_s, 0, 3'600 * ns_per_s };
        settings.inhibitions = { { "down",
                                   { { "rule", MatchOperator::Equal, "down" } },
                                   { { "rule", MatchOperator::NotEqual, "down" } },
                                   { "key" } } };
        settings.mute_times = {
            { "night", {}, { true, false, true }, 22 * 60, 6 * 60 + 30, "Europe/Berlin" },
            { "month ends", {}, { true }, 0, 60, "UTC", { { 1, 3 }, { 20, -1 } }, { true, false, true } }
        };
        const auto text = workspaceText(workspace);
        QVERIFY2(text.ok(), text.ok() ? "" : text.error().text().c_str());
        const WorkspaceReading reading = readWorkspace(*text);
        QVERIFY2(reading.faults.empty(), reading.faults.empty() ? "" : reading.faults[0].text().c_str());
        QVERIFY(reading.warnings.empty());
        QVERIFY(reading.workspace.notifications == settings);

        const std::string content = actingContent(workspace);
        QVERIFY(content.find("mail") != std::string::npos && content.find("\"h\"") != std::string::npos);
        QVERIFY(content.find("sound") == std::string::npos);
        Workspace changed = workspace;
        changed.sources[0].settings["host"] = "elsewhere";
        QVERIFY(actingContent(changed) != content);
        changed = workspace;
        changed.sources[1].settings["rate"] = "5";
        QCOMPARE(actingContent(changed), content);
        settings.receivers[0].settings["password"] = "clear";
        QVERIFY(!workspaceText(workspace).ok());
    }

    void findsFaultsInSettings_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("place");
        const auto row = [](const char *json, const char *place) {
            QTest::newRow(place) << QString::fromLatin1(json) << QString::fromLatin1(place);
        };
        row("[]", "/n");
        row("{\"receivers\": [{\"kind\": \"email\"}]}", "/n/receivers/0/name");
        row("{\"receivers\": [{\"name\": \"a\", \"kind\": \"pigeon\"}]}", "/n/receivers/0/kind");
        row("{\"receivers\": [{\"name\": \"a\", \"kind\": \"email\", \"settings\": {\"password\": \"clear\"}}]}",
            "/n/receivers/0/settings/password");
        row("{\"receivers\": [{\"name\": \"a\", \"kind\": \"email\", \"matchers\": \"key=~\\\"(\\\"\"}]}",
            "/n/receivers/0/matchers");
        row("{\"receivers\": [{\"name\": \"a\", \"kind\": \"email\", \"most_per_minute\": -1}]}",
            "/n/receivers/0/most_per_minute");
        row("{\"grouping\": {\"wait\": \"soon\"}}", "/n/grouping/wait");
        row("{\"inhibitions\": [{\"name\": \"a\", \"source\": \"\", \"target\": \"rule=x\"}]}", "/n/inhibitions/0");
        row("{\"mute_times\": [{\"name\": \"a\", \"days\": \"mon\", \"from\": \"25:00\"}]}", "/n/mute_times/0");
        row("{\"mute_times\": [{\"name\": \"a\", \"days\": \"mon\", \"month_days\": \"0\"}]}", "/n/mute_times/0/month_days");
    }
    void findsFaultsInSettings()
    {
        QFETCH(QString, json);
        std::vector<Error> faults;
        static_cast<void>(readNotifySettings(nlohmann::json::parse(json.toStdString()), "/n", faults));
        QVERIFY(!faults.empty());
        QTEST(QString::fromStdString(faults[0].place), "place");
    }

    void remembersTrust()
    {
        AlertStore store(*state_);
        QVERIFY(!store.trusted("/a.sgw"));
        QVERIFY(store.trust("/a.sgw", "content").ok());
        QCOMPARE(*store.trusted("/a.sgw"), std::string("content"));
        QVERIFY(!store.trusted("/b.sgw"));
    }

private:
    void begin(const QString &folder)
    {
        if (!folder.isEmpty()) {
            auto opened = StateDb::open(std::filesystem::path(folder.toStdString()) / "state.db");
            QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
            state_ = std::move(opened.value());
            folder_ = folder;
        }
        service_ = std::make_unique<NotifyService>(
            clock_, state_.get(),
            [this](const Receiver &) -> Result<std::unique_ptr<NoticeSender>> {
                return std::unique_ptr<NoticeSender>(std::make_unique<FakeSender>(*post_));
            },
            [this](const Problem &problem) {
                const std::scoped_lock lock(problems_mutex_);
                problems_ += QString::fromStdString(problem.text);
            });
    }
    void end()
    {
        service_.reset();
        state_.reset();
    }
    QStringList problems()
    {
        const std::scoped_lock lock(problems_mutex_);
        return problems_;
    }
    void change(AlertState state, AlertState previous) { service_->desk().alertChanged(alertOf(1, state), previous); }
    /// What a kill -9 would leave: the files as the system has them now.
    QString filesAsTheyAre()
    {
        const QString copy = directory_->filePath(QStringLiteral("killed"));
        QDir().mkpath(copy);
        for (const QString &name : QDir(folder_).entryList({ QStringLiteral("state.db*") }))
            QFile::copy(folder_ + QLatin1Char('/') + name, copy + QLatin1Char('/') + name);
        return copy;
    }

    std::unique_ptr<QTemporaryDir> directory_;
    QString folder_;
    VirtualClock clock_;
    std::unique_ptr<Post> post_;
    std::mutex problems_mutex_;
    QStringList problems_;
    std::unique_ptr<StateDb> state_;
    std::unique_ptr<NotifyService> service_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::NotifyServiceTest)
#include "tst_notifyservice.moc"
