// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/notificationplanner.h"

#include <QStringList>
#include <QTest>

#include <cmath>

namespace streamgauge {

namespace {

constexpr TimeNs origin_ns = 1'000'000 * ns_per_s;

QStringList lines(std::initializer_list<const char *> texts)
{
    QStringList list;
    for (const char *text : texts)
        list += QString::fromLatin1(text);
    return list;
}

Severity severityFrom(const QString &text)
{
    for (const Severity severity : { Severity::Info, Severity::Warning, Severity::Critical }) {
        if (text == QLatin1StringView(name(severity)))
            return severity;
    }
    return Severity::Warning;
}

QString listed(const std::vector<Alert> &alerts, QChar sign)
{
    QString text;
    for (const Alert &alert : alerts)
        text += QLatin1Char(' ') + sign + QString::fromStdString(alert.rule) + QLatin1Char('/')
            + QString::fromStdString(alert.key) + (alert.severity == Severity::Critical ? QStringLiteral("!") : QString());
    return text;
}

/// Plays a script of "SECONDS ACTION ARGUMENT..." lines and notes every notice as "SECONDS RECEIVER: REASON +firing
/// -resolved".
class Stage
{
public:
    explicit Stage(std::vector<Receiver> receivers = { { "mail", "email" } }, Grouping grouping = {})
        : receivers_(std::move(receivers))
        , grouping_(std::move(grouping))
    {
        begin();
    }

    QStringList play(const QString &script)
    {
        for (const QString &line : script.split(QLatin1Char(';'), Qt::SkipEmptyParts)) {
            const QStringList words = line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
            const TimeNs time_ns = origin_ns + static_cast<TimeNs>(std::llround(words[0].toDouble() * 1e3)) * ns_per_ms;
            runTo(time_ns);
            act(words, time_ns);
            tick(time_ns);
        }
        return transcript_;
    }
    NotificationPlanner &planner() { return *planner_; }
    OverlayBook &overlays() { return overlays_; }

private:
    void begin()
    {
        planner_ = std::make_unique<NotificationPlanner>(overlays_);
        const auto configured = planner_->configure(receivers_, grouping_, origin_ns);
        QVERIFY2(configured.ok(), configured.ok() ? "" : configured.error().text().c_str());
    }

    void runTo(TimeNs time_ns)
    {
        while (planner_->nextDue() < time_ns) {
            const TimeNs due_ns = planner_->nextDue();
            tick(due_ns);
            QVERIFY(planner_->nextDue() > due_ns);
        }
    }

    void tick(TimeNs time_ns)
    {
        for (const Notice &notice : planner_->tick(time_ns))
            transcript_ += QString::number(static_cast<double>((time_ns - origin_ns) / ns_per_ms) / 1e3) + QLatin1Char(' ')
                + QString::fromStdString(notice.receiver) + QStringLiteral(": ") + QLatin1StringView(name(notice.reason))
                + listed(notice.firing, QLatin1Char('+')) + listed(notice.resolved, QLatin1Char('-'));
        for (const GroupLog &log : planner_->takeChangedLogs()) {
            if (log.empty())
                logs_.erase({ log.receiver, log.group });
            else
                logs_.insert_or_assign({ log.receiver, log.group }, log);
        }
    }

    Alert &alert(const QString &name)
    {
        const QStringList parts = name.split(QLatin1Char('/'));
        Alert &found = alerts_[name];
        if (found.episode == 0) {
            found.episode = ++episodes_;
            found.rule = parts[0].toStdString();
            found.key = parts[1].toStdString();
            found.notify = { "mail" };
        }
        return found;
    }

    void act(const QStringList &words, TimeNs time_ns)
    {
        const QString &verb = words[1];
        const QString argument = words.value(2);
        if (verb == QLatin1StringView("look"))
            return;
        if (verb == QLatin1StringView("restart")) {
            std::vector<GroupLog> logs;
            for (const auto &[key, log] : logs_)
                logs.push_back(log);
            std::vector<Alert> known;
            for (const auto &[key, kept] : alerts_)
                known.push_back(kept);
            const std::uint64_t last = planner_->lastNotice();
            begin();
            planner_->restore(known, logs, last, time_ns);
            return;
        }
        if (verb == QLatin1StringView("silence")) {
            const auto matchers = parseMatchers(argument.toStdString());
            Silence silence { {}, *matchers, time_ns, time_ns + words.value(3).toInt() * ns_per_s, "Ada", "" };
            QVERIFY(overlays_.setSilence(silence, time_ns).ok());
            return;
        }
        if (verb == QLatin1StringView("unsilence")) {
            QVERIFY(overlays_.expireSilence(overlays_.silences().front().id, time_ns).ok());
            return;
        }
        if (verb == QLatin1StringView("inhibit")) {
            QVERIFY(overlays_
                        .setInhibitions({ { "down",
                                            { { "rule", MatchOperator::Equal, "down" } },
                                            { { "rule", MatchOperator::NotEqual, "down" } },
                                            { "key" } } })
                        .ok());
            return;
        }
        change(verb, words, time_ns);
    }

    void change(const QString &verb, const QStringList &words, TimeNs time_ns)
    {
        const QString &name = words[2];
        if (verb == QLatin1StringView("fire") && alerts_.count(name) > 0 && !alerts_[name].firing())
            alerts_.erase(name);
        Alert &changed = alert(name);
        if (verb == QLatin1StringView("fire")) {
            changed.state = AlertState::Firing;
            changed.severity = severityFrom(words.value(3));
            changed.flapping = words.value(4) == QLatin1StringView("flapping");
        } else if (verb == QLatin1StringView("resolve")) {
            changed.state = AlertState::Resolved;
        } else if (verb == QLatin1StringView("pending")) {
            changed.state = AlertState::Pending;
        } else if (verb == QLatin1StringView("recover")) {
            changed.state = AlertState::Recovering;
        } else if (verb == QLatin1StringView("level")) {
            if (severityFrom(words[3]) > changed.severity && changed.acknowledged && !changed.acknowledged->sticky)
                changed.acknowledged.reset();
            changed.severity = severityFrom(words[3]);
        } else if (verb == QLatin1StringView("flap")) {
            changed.flapping = words[3] == QLatin1StringView("on");
        } else if (verb == QLatin1StringView("ack")) {
            const TimeNs until_ns = words.size() > 3 ? time_ns + words[3].toInt() * ns_per_s : 0;
            changed.acknowledged = Acknowledgement { "Ada", "", time_ns, until_ns };
        } else if (verb == QLatin1StringView("shelve")) {
            QVERIFY(overlays_.shelve({ changed.rule, changed.key, time_ns + words[3].toInt() * ns_per_s }, time_ns).ok());
            return;
        } else {
            QFAIL(qPrintable(verb));
        }
        planner_->alertChanged(changed, time_ns);
    }

    std::vector<Receiver> receivers_;
    Grouping grouping_;
    OverlayBook overlays_;
    std::unique_ptr<NotificationPlanner> planner_;
    std::map<QString, Alert> alerts_;
    std::map<std::pair<std::string, std::map<std::string, std::string>>, GroupLog> logs_;
    std::uint64_t episodes_ = 0;
    QStringList transcript_;
};

} // namespace

class NotificationPlannerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tells_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QStringList>("told");
        const auto row = [](const char *name, const char *script, std::initializer_list<const char *> told) {
            QTest::newRow(name) << QString::fromLatin1(script) << lines(told);
        };
        // Alertmanager's cases, notify/notify.go needsUpdate().
        row("1: nothing known, one fires: after group_wait", "0 fire hot/a; 100 look", { "2 mail: first +hot/a" });
        row("1: fires and resolves inside group_wait: never told", "0 fire hot/a; 1.5 resolve hot/a; 9000 look", {});
        row("1: pending is never told", "0 pending hot/a; 9000 look", {});
        row("2: a new one in the group waits for the interval", "0 fire hot/a; 5 fire hot/b; 100 look",
            { "2 mail: first +hot/a", "32 mail: new alerts +hot/a +hot/b" });
        row("2: long after the last notice, group_wait is enough", "0 fire hot/a; 60 fire hot/b; 100 look",
            { "2 mail: first +hot/a", "62 mail: new alerts +hot/a +hot/b" });
        row("2: inside group_wait they share one notice", "0 fire hot/a; 1 fire hot/b; 100 look",
            { "2 mail: first +hot/a +hot/b" });
        row("2: a subset is no news", "0 fire hot/a; 0 fire hot/b; 10 recover hot/a; 20 fire hot/a; 100 look",
            { "2 mail: first +hot/a +hot/b" });
        row("3: nothing fires any more", "0 fire hot/a; 10 resolve hot/a; 9000 look",
            { "2 mail: first +hot/a", "10 mail: all resolved -hot/a" });
        row("4: one of two resolves", "0 fire hot/a; 0 fire hot/b; 10 resolve hot/a; 3000 look",
            { "2 mail: first +hot/a +hot/b", "10 mail: some resolved +hot/b -hot/a" });
        row("4: resolved before it was told goes without a word", "0 fire hot/a; 10 fire hot/b; 20 resolve hot/b; 3000 look",
            { "2 mail: first +hot/a" });
        row("5: not at the repeat interval, but behind it", "0 fire hot/a; 3602 look; 3602.001 look; 7204.5 look",
            { "2 mail: first +hot/a", "3602 mail: repeat +hot/a", "7202 mail: repeat +hot/a" });
        row("a re-fire is a new episode", "0 fire hot/a; 10 resolve hot/a; 20 fire hot/a; 100 look",
            { "2 mail: first +hot/a", "10 mail: all resolved -hot/a", "22 mail: first +hot/a" });
        row("rules are groups of their own", "0 fire hot/a; 1 fire wet/a; 100 look",
            { "2 mail: first +hot/a", "3 mail: first +wet/a" });
        row("Recovering still fires", "0 fire hot/a; 10 recover hot/a; 20 resolve hot/a",
            { "2 mail: first +hot/a", "20 mail: all resolved -hot/a" });
        row("taken back to pending by a longer for", "0 fire hot/a; 10 pending hot/a; 100 look",
            { "2 mail: first +hot/a", "10 mail: all resolved -hot/a" });
        // What a desktop does better.
        row("resolved is told though silenced by then",
            "0 fire hot/a; 10 silence rule=hot 1000; 20 resolve hot/a; 2000 look",
            { "2 mail: first +hot/a", "20 mail: all resolved -hot/a" });
        row("silenced from the start: neither fired nor resolved",
            "0 silence rule=hot 1000; 1 fire hot/a; 20 resolve hot/a; 2000 look", {});
        row("the end of a silence is told at once", "0 silence rule=hot 100; 1 fire hot/a; 2000 look",
            { "100 mail: no longer withheld +hot/a" });
        row("a silence ended by hand is told at once", "0 silence rule=hot 1000; 1 fire hot/a; 50 unsilence; 2000 look",
            { "50 mail: no longer withheld +hot/a" });
        row("told, silenced, unsilenced: told again at once",
            "0 fire hot/a; 10 silence rule=hot 1000; 50 unsilence; 2000 look",
            { "2 mail: first +hot/a", "50 mail: no longer withheld +hot/a" });
        row("shelved and back", "0 fire hot/a; 10 shelve hot/a 60; 3000 look",
            { "2 mail: first +hot/a", "70 mail: no longer withheld +hot/a" });
        row("shelving one key leaves the others", "0 fire hot/a; 0 shelve hot/a 600; 1 fire hot/b; 100 look",
            { "2 mail: first +hot/b" });
        row("inhibited while the source fires", "0 inhibit; 0 fire down/a; 1 fire hot/a; 50 resolve down/a; 100 look",
            { "2 mail: first +down/a", "50 mail: all resolved -down/a", "50 mail: no longer withheld +hot/a" });
        row("acknowledged: no repeat, but the resolve", "0 fire hot/a; 10 ack hot/a; 9000 look; 9001 resolve hot/a",
            { "2 mail: first +hot/a", "9001 mail: all resolved -hot/a" });
        row("acknowledged before the first notice: quiet", "0 fire hot/a; 1 ack hot/a; 9000 resolve hot/a; 9001 look", {});
        row("acknowledged until", "0 fire hot/a; 10 ack hot/a 60; 3000 look",
            { "2 mail: first +hot/a", "70 mail: no longer withheld +hot/a" });
        row("a rise in severity ends the acknowledgement", "0 fire hot/a; 10 ack hot/a; 20 level hot/a critical; 100 look",
            { "2 mail: first +hot/a", "20 mail: new alerts +hot/a!" });
        row("a rise without acknowledgement waits for group_wait alone", "0 fire hot/a; 10 level hot/a critical; 100 look",
            { "2 mail: first +hot/a", "12 mail: new alerts +hot/a!" });
        row("flapping: told once, then when it settles differently",
            "0 fire hot/a; 10 resolve hot/a; 20 fire hot/a warning flapping; 30 resolve hot/a; 40 fire hot/a warning "
            "flapping;"
            "50 resolve hot/a; 60 flap hot/a off; 9000 look",
            { "2 mail: first +hot/a", "10 mail: all resolved -hot/a", "20 mail: flapping +hot/a",
              "60 mail: all resolved -hot/a" });
        row("flapping: settles as it was told last",
            "0 fire hot/a; 20 flap hot/a on; 30 resolve hot/a; 40 fire hot/a warning flapping; 60 flap hot/a off; 3000 look",
            { "2 mail: first +hot/a", "20 mail: flapping +hot/a" });
        // A restart in each state.
        row("restart before the first notice: it comes", "0 fire hot/a; 1 restart; 100 look", { "3 mail: first +hot/a" });
        row("restart after it: it does not come again", "0 fire hot/a; 10 restart; 3000 look", { "2 mail: first +hot/a" });
        row("restart, then resolved", "0 fire hot/a; 10 restart; 20 resolve hot/a",
            { "2 mail: first +hot/a", "20 mail: all resolved -hot/a" });
        row("restart keeps the time of the repeat", "0 fire hot/a; 1000 restart; 3603 look",
            { "2 mail: first +hot/a", "3602 mail: repeat +hot/a" });
        row("silence that ended while nothing ran", "0 silence rule=hot 100; 1 fire hot/a; 50 look; 50 restart; 2000 look",
            { "100 mail: no longer withheld +hot/a" });
        row("restart while flapping", "0 fire hot/a; 20 flap hot/a on; 25 restart; 30 resolve hot/a; 40 look",
            { "2 mail: first +hot/a", "20 mail: flapping +hot/a" });
    }
    void tells()
    {
        QFETCH(QString, script);
        QFETCH(QStringList, told);
        Stage stage;
        QCOMPARE(stage.play(script), told);
    }

    void tellsThoseWhoWantIt()
    {
        Stage stage({ { "mail", "email" },
                      { "pager", "command", {}, { { "severity", MatchOperator::Equal, "critical" } } },
                      { "quiet", "email", {}, { { "rule", MatchOperator::Equal, "hot" } }, false } });
        QCOMPARE(stage.play(QStringLiteral("0 fire hot/a critical; 10 resolve hot/a; 60 fire wet/b; 100 look")),
                 lines({ "2 mail: first +hot/a!", "2 pager: first +hot/a!", "2 quiet: first +hot/a!",
                         "10 mail: all resolved -hot/a!", "10 pager: all resolved -hot/a!", "62 mail: first +wet/b" }));
    }

    void groupsByNames()
    {
        Stage stage({ { "mail", "email" } }, { { "key" }, ns_per_s, 10 * ns_per_s, 0 });
        QCOMPARE(stage.play(QStringLiteral("0 fire hot/a; 0 fire wet/a; 0 fire hot/b; 90000 look")),
                 lines({ "1 mail: first +hot/a +wet/a", "1 mail: first +hot/b" }));
    }

    void holdsNoticesBackOverTheLimit()
    {
        Stage stage({ { "mail", "email", {}, {}, true, 2 } }, { { "key" }, 0, 0, 0 });
        // Two at once, then one every 30 s; what happens meanwhile is joined.
        QCOMPARE(stage.play(QStringLiteral("0 fire r/a; 0 fire r/b; 0 fire r/c; 1 fire s/c; 2 resolve r/c; 100 look")),
                 lines({ "0 mail: first +r/a", "0 mail: first +r/b", "30 mail: first +s/c" }));
        QVERIFY(stage.planner().delayedNotices() > 0);
    }

    void isTheSameEachTime()
    {
        const auto ids = [] {
            OverlayBook overlays;
            NotificationPlanner planner(overlays);
            [&] { QVERIFY(planner.configure({ { "mail", "email" } }, {}, 0).ok()); }();
            Alert alert;
            alert.rule = "hot";
            alert.state = AlertState::Firing;
            alert.notify = { "mail" };
            std::vector<std::string> all;
            for (std::uint64_t episode = 1; episode <= 3; ++episode) {
                alert.episode = episode;
                planner.alertChanged(alert, static_cast<TimeNs>(episode) * 60 * ns_per_s);
                for (const Notice &notice : planner.tick(static_cast<TimeNs>(episode) * 60 * ns_per_s + 2 * ns_per_s))
                    all.push_back(notice.id);
            }
            return all;
        };
        const auto first = ids();
        QCOMPARE(first.size(), std::size_t(3));
        QVERIFY(first == ids());
        QVERIFY(first[0] != first[1]);
    }

    void staysInsideItsBounds()
    {
        OverlayBook overlays;
        NotificationPlanner planner(overlays);
        QVERIFY(planner.configure({ { "mail", "email" } }, {}, 0).ok());
        Alert alert;
        alert.rule = "hot";
        alert.state = AlertState::Firing;
        alert.notify = { "mail" };
        for (std::uint64_t episode = 1; episode <= NotificationPlanner::most_alerts + 10; ++episode) {
            alert.episode = episode;
            planner.alertChanged(alert, 0);
        }
        QCOMPARE(planner.untoldAlerts(), std::uint64_t(10));
        const std::vector<Notice> notices = planner.tick(2 * ns_per_s);
        QCOMPARE(notices.size(), std::size_t(1));
        QCOMPARE(notices[0].firing.size(), Notice::most_alerts);
        QCOMPARE(notices[0].further, std::uint32_t(NotificationPlanner::most_alerts - Notice::most_alerts));
        alert.state = AlertState::Resolved;
        for (std::uint64_t episode = 1; episode <= NotificationPlanner::most_alerts; ++episode) {
            alert.episode = episode;
            planner.alertChanged(alert, 3 * ns_per_s);
        }
        QCOMPARE(planner.tick(3 * ns_per_s).size(), std::size_t(1));
        QCOMPARE(planner.memoryBytes(), std::size_t(0));
        QCOMPARE(planner.nextDue(), NotificationPlanner::never_ns);
    }

    void keepsWhatWasToldWhenReconfigured()
    {
        Stage stage;
        stage.play(QStringLiteral("0 fire hot/a; 10 look"));
        QVERIFY(stage.planner().configure({ { "mail", "email" }, { "other", "email" } }, { { "key" } }, origin_ns).ok());
        QCOMPARE(stage.play(QStringLiteral("20 look; 30 resolve hot/a")),
                 lines({ "2 mail: first +hot/a", "30 mail: all resolved -hot/a" }));
        QVERIFY(!stage.planner().configure({ { "mail", "email" }, { "mail", "sql" } }, {}, origin_ns).ok());
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::NotificationPlannerTest)
#include "tst_notificationplanner.moc"
