// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/alertdesk.h"
#include "engine/alerts/overlaybook.h"
#include "engine/data/timetext.h"

#include <QTest>

namespace streamgauge {

namespace {

Alert firing(const std::string &rule, const std::string &key, std::map<std::string, std::string> labels = {})
{
    Alert alert;
    alert.rule = rule;
    alert.key = key;
    alert.stream = "vitals";
    alert.field = "spo2";
    alert.labels = std::move(labels);
    alert.state = AlertState::Firing;
    return alert;
}

QStringList listed(std::initializer_list<const char *> texts)
{
    QStringList list;
    for (const char *text : texts)
        list += QString::fromLatin1(text);
    return list;
}

std::vector<Matcher> matchers(const char *text)
{
    return parseMatchers(text).value();
}

Silence silence(TimeNs start_s, TimeNs end_s, const char *matching = "rule=hot")
{
    return { {}, matchers(matching), start_s * ns_per_s, end_s * ns_per_s, "Ada", "pump test" };
}

} // namespace

class AlertOverlaysTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char *text, bool matches) { QTest::newRow(text) << QString::fromLatin1(text) << matches; };
        row("rule=\"hot\"", true);
        row("rule=hot, key=bed-7", true);
        row("rule=hot,key=bed-8", false);
        row("key!=bed-8", true);
        row("key=~\"bed-[0-9]+\"", true);
        row("key=~\"bed\"", false); // the whole text
        row("key!~\"bed\"", true);
        row("stream=vitals, field=spo2, severity=warning", true);
        row("team=icu", true);
        row("team=~\"icu|er\"", true);
        row("absent=\"\"", true); // an absent label is an empty one
        row("absent!=\"\"", false);
        row("rule!=", true);
        row("rule!=\"hot\\ncold\"", true);
        row("line=\"a\\nb\", path=\"c:\\\\n\"", true);
        row("", true);
    }
    void matches()
    {
        QFETCH(QString, text);
        const auto parsed = parseMatchers(text.toStdString());
        QVERIFY2(parsed.ok(), parsed.ok() ? "" : parsed.error().text().c_str());
        QVERIFY(parseMatchers(matchersText(*parsed)).value() == *parsed);
        const auto set = MatcherSet::compile(*parsed);
        QVERIFY(set.ok());
        QTEST(set->matches(firing("hot", "bed-7", { { "team", "icu" }, { "line", "a\nb" }, { "path", "c:\\n" } })),
              "matches");
    }

    void refusesMatchers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("place");
        QTest::newRow("no operator") << QStringLiteral("rule") << QStringLiteral("column 5");
        QTest::newRow("no name") << QStringLiteral("=x") << QStringLiteral("column 1");
        QTest::newRow("open quote") << QStringLiteral("rule=\"x") << QStringLiteral("column 8");
        QTest::newRow("twice equal, quoted") << QStringLiteral("rule==\"x\"") << QStringLiteral("column 6");
        QTest::newRow("twice equal") << QStringLiteral("rule == x") << QStringLiteral("column 7");
        QTest::newRow("closing quote alone") << QStringLiteral("rule=x\"") << QStringLiteral("column 7");
        QTest::newRow("no comma") << QStringLiteral("a=\"x\" b=y") << QStringLiteral("column 7");
    }
    void refusesMatchers()
    {
        QFETCH(QString, text);
        const auto parsed = parseMatchers(text.toStdString());
        QVERIFY(!parsed.ok());
        QTEST(QString::fromStdString(parsed.error().place), "place");
    }

    void refusesBadExpressions()
    {
        const auto set = MatcherSet::compile(matchers("key=~\"[a-\""));
        QVERIFY(!set.ok());
        QVERIFY(set.error().place.find("key=~") != std::string::npos);
    }

    void quotesWhatItPrints()
    {
        const std::vector<Matcher> odd { { "key", MatchOperator::Matches, "a\"b\\c, d" } };
        QVERIFY(parseMatchers(matchersText(odd)).value() == odd);
    }

    void silencesFromStartToEnd_data()
    {
        QTest::addColumn<qint64>("at_ns");
        QTest::addColumn<bool>("silenced");
        QTest::newRow("before") << qint64(100 * ns_per_s - 1) << false;
        QTest::newRow("at the start") << qint64(100 * ns_per_s) << true;
        QTest::newRow("at the end") << qint64(200 * ns_per_s) << true;
        QTest::newRow("behind it") << qint64(200 * ns_per_s + 1) << false;
    }
    void silencesFromStartToEnd()
    {
        QFETCH(qint64, at_ns);
        SilenceBook book;
        QVERIFY(book.set(silence(100, 200), 0).ok());
        QTEST(!book.silencing(firing("hot", "a"), at_ns).empty(), "silenced");
        QVERIFY(book.silencing(firing("wet", "a"), at_ns).empty());
    }

    void editsAsAlertmanagerDoes_data()
    {
        QTest::addColumn<Silence>("edit");
        QTest::addColumn<qint64>("at_s");
        QTest::addColumn<bool>("keeps_id");
        QTest::newRow("active: another end") << silence(100, 300) << qint64(150) << true;
        QTest::newRow("active: another start") << silence(120, 200) << qint64(150) << false;
        QTest::newRow("active: other matchers") << silence(100, 200, "rule=wet") << qint64(150) << false;
        QTest::newRow("active: all but one rule") << silence(100, 200, "rule!=wet") << qint64(150) << false;
        QTest::newRow("active: a severity in place of them")
            << silence(100, 200, "severity!=critical") << qint64(150) << false;
        QTest::newRow("pending: moved") << silence(110, 300) << qint64(50) << true;
        QTest::newRow("pending: into the past") << silence(40, 300) << qint64(50) << false;
        QTest::newRow("expired: begun again") << silence(100, 500) << qint64(250) << false;
    }
    void editsAsAlertmanagerDoes()
    {
        QFETCH(Silence, edit);
        QFETCH(qint64, at_s);
        QFETCH(bool, keeps_id);
        SilenceBook book;
        const std::string id = book.set(silence(100, 200), 0).value();
        edit.id = id;
        const auto edited = book.set(edit, at_s * ns_per_s);
        QVERIFY(edited.ok());
        QCOMPARE(*edited == id, keeps_id);
        const std::vector<Silence> all = book.silences();
        QCOMPARE(all.size(), std::size_t(keeps_id ? 1 : 2));
        const auto old = std::ranges::find(all, id, &Silence::id);
        QVERIFY(old != all.end());
        if (!keeps_id)
            QCOMPARE(old->stateAt(at_s * ns_per_s), SilenceState::Expired);
        const auto now = std::ranges::find(all, *edited, &Silence::id);
        QVERIFY(now->start_ns >= at_s * ns_per_s || keeps_id);
    }

    void refusesSilences_data()
    {
        QTest::addColumn<Silence>("asked");
        QTest::newRow("no matchers") << silence(0, 10, "");
        QTest::newRow("matches all that has no such label") << silence(0, 10, "team=~\".*\"");
        QTest::newRow("matches every severity") << silence(0, 10, "severity=~\".*\"");
        QTest::newRow("ends in the past") << silence(-20, -10);
        QTest::newRow("ends before it begins") << silence(10, 5);
        QTest::newRow("bad expression") << silence(0, 10, "rule=~\"(\"");
    }
    void refusesSilences()
    {
        QFETCH(Silence, asked);
        SilenceBook book;
        const auto set = book.set(asked, 0);
        QVERIFY(!set.ok());
        QVERIFY(book.silences().empty());
    }

    void endsSilences()
    {
        SilenceBook book;
        const std::string active = book.set(silence(0, 100), 0).value();
        const std::string pending = book.set(silence(50, 100), 0).value();
        QVERIFY(book.expire(active, 10 * ns_per_s).ok());
        QVERIFY(book.expire(pending, 10 * ns_per_s).ok());
        QVERIFY(!book.expire(active, 10 * ns_per_s).ok());
        QVERIFY(!book.expire("nobody", 10 * ns_per_s).ok());
        QVERIFY(book.silencing(firing("hot", "a"), 10 * ns_per_s).empty());
        QVERIFY(book.silencing(firing("hot", "a"), 60 * ns_per_s).empty());
        SilenceBook again;
        again.restore(book.silences());
        QVERIFY(again.silences() == book.silences());
        QVERIFY(again.set(silence(0, 900), 20 * ns_per_s).value() != active);
    }

    void inhibits_data()
    {
        QTest::addColumn<QStringList>("alerts");
        QTest::addColumn<QStringList>("inhibited");
        using List = std::initializer_list<const char *>;
        const auto row = [](const char *name, List alerts, List inhibited) {
            QTest::newRow(name) << listed(alerts) << listed(inhibited);
        };
        row("no source", { "hot/a" }, {});
        row("source of the same key", { "down/a", "hot/a" }, { "hot/a" });
        row("source of another key", { "down/b", "hot/a" }, {});
        row("source not firing", { "~down/a", "hot/a" }, {});
        row("both sides: not by itself", { "both/a" }, {});
        row("both sides: not by another such", { "both/a", "both2/a" }, {});
        row("both sides: by a mere source", { "down/a", "both/a" }, { "both/a" });
        row("target alone: by one of both sides", { "both/a", "hot/a" }, { "hot/a" });
        row("absent label equals an empty one", { "down/", "hot/" }, { "hot/" });
    }
    void inhibits()
    {
        QFETCH(QStringList, alerts);
        QFETCH(QStringList, inhibited);
        Inhibitor inhibitor;
        QVERIFY(inhibitor
                    .setRules({ { "down stands for the rest",
                                  matchers("rule=~\"down|both.*\""),
                                  matchers("rule=~\"hot|both.*\""),
                                  { "key", "site" } } })
                    .ok());
        std::vector<Alert> all;
        for (QString name : alerts) {
            const bool pending = name.startsWith(QLatin1Char('~'));
            const QStringList parts = name.remove(QLatin1Char('~')).split(QLatin1Char('/'));
            all.push_back(firing(parts[0].toStdString(), parts[1].toStdString()));
            if (pending)
                all.back().state = AlertState::Pending;
        }
        all.front().labels["site"] = ""; // as absent in the others
        std::vector<const Alert *> asked;
        for (const Alert &alert : all)
            asked.push_back(&alert);
        const auto found = inhibitor.inhibitedBy(asked);
        QStringList names;
        for (std::size_t index = 0; index < all.size(); ++index) {
            if (!found[index].empty())
                names += QString::fromStdString(all[index].rule + "/" + all[index].key);
        }
        QCOMPARE(names, inhibited);
    }

    void mutes_data()
    {
        QTest::addColumn<QString>("days");
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("at");
        QTest::addColumn<bool>("muted");
        QTest::addColumn<QString>("month_days");
        QTest::addColumn<QString>("months");
        const auto row = [](const char *name, const char *days, int from, int to, const char *zone, const char *at,
                            bool muted, const char *month_days = "", const char *months = "") {
            QTest::newRow(name) << QString::fromLatin1(days) << from << to << QString::fromLatin1(zone)
                                << QString::fromLatin1(at) << muted << QString::fromLatin1(month_days)
                                << QString::fromLatin1(months);
        };
        // 2026-11-20 is a Friday.
        row("in it", "fri", 480, 1'020, "UTC", "2026-11-20 12:00", true);
        row("at its start", "fri", 480, 1'020, "UTC", "2026-11-20 08:00", true);
        row("at its end", "fri", 480, 1'020, "UTC", "2026-11-20 17:00", false);
        row("another day", "mon tue", 480, 1'020, "UTC", "2026-11-20 12:00", false);
        row("over midnight, the evening", "fri", 1'320, 360, "UTC", "2026-11-20 23:00", true);
        row("over midnight, the morning after", "fri", 1'320, 360, "UTC", "2026-11-21 05:59", true);
        row("over midnight, the morning of its day", "fri", 1'320, 360, "UTC", "2026-11-20 05:00", false);
        row("whole days", "sat sun", 0, 1'440, "UTC", "2026-11-21 23:59:59", true);
        row("another zone", "sat", 0, 60, "Europe/Berlin", "2026-11-20 23:30", true);
        row("summer time there", "sat", 0, 60, "Europe/Berlin", "2026-07-24 22:30", true);
        const char *week = "mon tue wed thu fri sat sun";
        row("a day of the month", week, 0, 1'440, "UTC", "2026-11-20 12:00", true, "1-3, 20");
        row("none of its days", week, 0, 1'440, "UTC", "2026-11-20 12:00", false, "1-3, 21");
        row("its last day", week, 0, 1'440, "UTC", "2026-11-30 12:00", true, "-1");
        row("its last day in February", week, 0, 1'440, "UTC", "2026-02-28 12:00", true, "-1");
        row("not its last day in a leap year", week, 0, 1'440, "UTC", "2028-02-28 12:00", false, "-1");
        row("from the middle to its end", week, 0, 1'440, "UTC", "2026-11-29 12:00", true, "15--2");
        row("behind that", week, 0, 1'440, "UTC", "2026-11-30 12:00", false, "15--2");
        row("the month", week, 0, 1'440, "UTC", "2026-11-20 12:00", true, "", "jan nov");
        row("another month", week, 0, 1'440, "UTC", "2026-12-01 12:00", false, "", "jan nov");
        row("it began in the month before", week, 1'320, 360, "UTC", "2026-12-01 05:00", true, "-1", "nov");
        row("both must hold", "mon", 0, 1'440, "UTC", "2026-11-20 12:00", false, "20");
    }
    void mutes()
    {
        QFETCH(QString, days);
        QFETCH(QString, zone);
        QFETCH(QString, at);
        QFETCH(QString, month_days);
        QFETCH(QString, months);
        MuteTime mute;
        mute.name = "night";
        for (int day = 0; day < 7; ++day)
            mute.weekdays[static_cast<std::size_t>(day)] =
                days.contains(QString::fromLatin1(weekdayName(day).data(), qsizetype(weekdayName(day).size())));
        mute.from_minute = *static_cast<const int *>(QTest::qData("from", qMetaTypeId<int>()));
        mute.to_minute = *static_cast<const int *>(QTest::qData("to", qMetaTypeId<int>()));
        mute.zone = zone.toStdString();
        mute.month_days = parseMonthDays(month_days.toStdString()).value();
        for (int month = 0; month < 12; ++month)
            mute.months[static_cast<std::size_t>(month)] =
                months.contains(QString::fromLatin1(monthName(month).data(), qsizetype(monthName(month).size())));
        QVERIFY(checkMuteTime(mute).ok());
        QTEST(isMuted(mute, *parseTime(at.toStdString())), "muted");
        mute.zone = "Nowhere/Land";
        QVERIFY(!checkMuteTime(mute).ok());
    }

    void findsTheNextMute_data()
    {
        QTest::addColumn<QString>("month_days");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("next");
        const auto row = [](const char *name, const char *month_days, const char *zone, const char *next) {
            QTest::newRow(name) << QString::fromLatin1(month_days) << QString::fromLatin1(zone) << QString::fromLatin1(next);
        };
        row("tonight", "", "UTC", "2026-11-20 22:00");
        row("by another clock", "", "Europe/Berlin", "2026-11-20 21:00");
        row("on the last day", "-1", "UTC", "2026-11-30 22:00");
        row("on the 31st", "31", "UTC", "2026-12-31 22:00");
        row("nowhere", "", "Nowhere/Land", "");
    }
    void findsTheNextMute()
    {
        QFETCH(QString, month_days);
        QFETCH(QString, zone);
        QFETCH(QString, next);
        MuteTime mute { "night", {}, {}, 1'320, 360, zone.toStdString(), parseMonthDays(month_days.toStdString()).value() };
        mute.weekdays.fill(true);
        const auto found = nextMuted(mute, *parseTime("2026-11-20 12:00"));
        QCOMPARE(found ? QString::fromStdString(timeText(*found)).left(16) : QString(), next);
        mute.months[1] = true;
        mute.month_days = { { 30, 30 } };
        QVERIFY(!nextMuted(mute, *parseTime("2026-11-20 12:00")));
    }

    void readsMonthDays_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("written"); // empty: refused
        QTest::newRow("one") << "15"
                             << "15";
        QTest::newRow("some") << "1-7,15 -1"
                              << "1-7, 15, -1";
        QTest::newRow("to the end") << "20--1"
                                    << "20--1";
        QTest::newRow("counted from the end") << "-3--1"
                                              << "-3--1";
        QTest::newRow("no day") << "0"
                                << "";
        QTest::newRow("too great") << "1-32"
                                   << "";
        QTest::newRow("in the longest month only") << "7--25"
                                                   << "7--25";
        QTest::newRow("in no month") << "8--25"
                                     << "";
        QTest::newRow("in the shortest month only") << "-4-25"
                                                    << "-4-25";
        QTest::newRow("in no month, from the end") << "-3-25"
                                                   << "";
        QTest::newRow("backwards") << "7-1"
                                   << "";
        QTest::newRow("backwards from the end") << "-1--3"
                                                << "";
        QTest::newRow("no number") << "first"
                                   << "";
        QTest::newRow("an open end") << "3-"
                                     << "";
        QTest::newRow("over all bounds") << "99999999999999999999"
                                         << "";
        QTest::newRow("too many") << QStringLiteral("1 ").repeated(32) << "";
    }
    void readsMonthDays()
    {
        QFETCH(QString, text);
        QFETCH(QString, written);
        const auto days = parseMonthDays(text.toStdString());
        QCOMPARE(days.ok(), !written.isEmpty());
        if (days)
            QCOMPARE(QString::fromStdString(monthDaysText(*days)), written);
        else
            QVERIFY(!days.error().place.empty() && !days.error().remedy.empty());
    }

    void laysOverLists()
    {
        VirtualClock clock(100 * ns_per_s);
        AlertDesk desk(clock);
        std::vector<Alert> alerts { firing("hot", "a"), firing("wet", "b") };
        const std::uint64_t before = desk.overlayGeneration();
        QVERIFY(desk.setSilence(silence(0, 200)).ok());
        QVERIFY(desk.shelve({ "wet", "b", 150 * ns_per_s, "Ada", "" }).ok());
        QVERIFY(desk.overlayGeneration() != before);
        desk.layOver(alerts);
        QCOMPARE(alerts[0].overlays.silenced_by.size(), std::size_t(1));
        QCOMPARE(alerts[1].overlays.shelved_until_ns, 150 * ns_per_s);
        const std::uint64_t silenced = desk.overlayGeneration();
        QCOMPARE(desk.overlayGeneration(), silenced);
        clock.set(160 * ns_per_s);
        QVERIFY(desk.overlayGeneration() != silenced);
        desk.layOver(alerts);
        QVERIFY(!alerts[1].overlays.any());
        QVERIFY(alerts[0].overlays.any());
        desk.clear();
        desk.layOver(alerts);
        QVERIFY(!alerts[0].overlays.any());
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::AlertOverlaysTest)
#include "tst_alertoverlays.moc"
