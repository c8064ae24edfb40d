// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/desk/testdesk.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

namespace streamgauge {

constexpr int patience_ms = 60'000;

/// DeskServices over a real engine, without a server.
class TestEngineDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsEveryDemo();
    void saysWhyASourceCannotStart();
    void forgetsWhatARemovedSourceBrought();
    void refusesANameThatIsTaken();
    void refusesARuleThatDoesNotSuit();
    void probesRulesThatDoNotRun();
    void keepsTheTextOfARule();
    void triesProbesAndPausesRules();
    void recoversAfterACrash();
    void exportsAndSaysWhatFails_data();
    void exportsAndSaysWhatFails();
    void cancelsAnExport();

private:
    void openWard();

    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<TestDesk> test_desk_;
};

void TestEngineDesk::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
    test_desk_ = std::make_unique<TestDesk>(folder_->path());
    test_desk_->show();
}

void TestEngineDesk::cleanup()
{
    test_desk_.reset();
}

void TestEngineDesk::openWard()
{
    test_desk_->window().openDemo(QStringLiteral("vitals"));
    QTRY_VERIFY_WITH_TIMEOUT(test_desk_->streams("Ward"), patience_ms);
    QTRY_VERIFY_WITH_TIMEOUT(!test_desk_->streamStates().empty(), patience_ms);
}

void TestEngineDesk::showsEveryDemo()
{
    const auto demos = test_desk_->desk().demos();
    QVERIFY(!demos.empty());
    for (const DemoInfo &demo : demos) {
        test_desk_->window().openDemo(demo.name);
        QVERIFY2(test_desk_->window().session().isOpen(), qPrintable(demo.name));
        QTRY_VERIFY_WITH_TIMEOUT(!test_desk_->streamStates().empty(), patience_ms);
        QVERIFY(test_desk_->desk().brokenSources().empty());
        for (const PanelFrame *frame : test_desk_->window().tabs().currentView()->frames())
            QVERIFY(!frame->panel()->inherits("streamgauge::MissingPanel"));
    }
}

void TestEngineDesk::saysWhyASourceCannotStart()
{
    QSignalSpy problems(&test_desk_->desk(), &DeskServices::problem);
    Workspace workspace;
    workspace.name = "Broken";
    workspace.sources = { { "shop", "nosuchkind", {} } };
    test_desk_->window().session().show(workspace, {}, false);
    QTRY_COMPARE_WITH_TIMEOUT(problems.count(), 1, patience_ms);
    QVERIFY(test_desk_->desk().brokenSources().contains("shop"));
    QTRY_COMPARE_WITH_TIMEOUT(test_desk_->window().sourcePanel().model().rowCount(), 1, patience_ms);
}

void TestEngineDesk::forgetsWhatARemovedSourceBrought()
{
    EngineDesk &desk = test_desk_->desk();
    const auto keptBytes = [&] {
        const SnapshotPtr status = desk.engine().status();
        return status->memory.table_bytes + status->memory.series_bytes + status->memory.event_bytes;
    };
    const std::size_t before = keptBytes();
    openWard();
    QTRY_VERIFY_WITH_TIMEOUT(test_desk_->streamStates()[0].events > 100, patience_ms);
    QVERIFY(keptBytes() > before);
    ConnectionDraft draft;
    draft.entry = desk.sources()[0];
    desk.removeSource(QString::fromStdString(draft.entry.name));
    QTRY_VERIFY_WITH_TIMEOUT(test_desk_->streamStates().empty(), patience_ms);
    QCOMPARE(keptBytes(), before);
    QTRY_COMPARE_WITH_TIMEOUT(test_desk_->window().sourcePanel().model().rowCount(), 0, patience_ms);

    desk.saveSource(draft, {}, this, [](const Result<void> &) {});
    QTRY_VERIFY_WITH_TIMEOUT(!test_desk_->streamStates().empty(), patience_ms);
    // Under a new name it brings the same streams.
    const std::string stream = test_desk_->streamStates()[0].schema->stream;
    const QString old_name = QString::fromStdString(draft.entry.name);
    draft.entry.name = "renamed";
    desk.saveSource(draft, old_name, this, [](const Result<void> &) {});
    QTRY_VERIFY_WITH_TIMEOUT(!test_desk_->streamStates().empty() && test_desk_->streamStates()[0].source == "renamed",
                             patience_ms);
    QCOMPARE(test_desk_->streamStates()[0].schema->stream, stream);
}

void TestEngineDesk::refusesANameThatIsTaken()
{
    openWard();
    ConnectionDraft draft;
    draft.entry = test_desk_->desk().sources()[0];
    std::optional<Result<void>> answer;
    test_desk_->desk().saveSource(draft, {}, this, [&](const Result<void> &done) { answer = done; });
    QTRY_VERIFY(answer.has_value());
    QVERIFY(!answer->ok());
    QCOMPARE(test_desk_->desk().sources().size(), std::size_t(1));
}

void TestEngineDesk::refusesARuleThatDoesNotSuit()
{
    openWard();
    const std::size_t before = test_desk_->desk().rules().size();
    RuleSpec rule = *parseRule("Fast: from vitals when event.heart_rate > 120.0");
    std::optional<Result<void>> answer;
    test_desk_->desk().setRule(rule, {}, this, [&](const Result<void> &done) { answer = done; });
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), patience_ms);
    QVERIFY(answer->ok());
    answer.reset();
    test_desk_->desk().setRule(rule, {}, this, [&](const Result<void> &done) { answer = done; });
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), patience_ms);
    QVERIFY(!answer->ok());
    QCOMPARE(test_desk_->desk().rules().size(), before + 1);
    answer.reset();
    test_desk_->desk().setRule(*parseRule("Ill: from vitals when news2(event.heart_rate) > 3"), {}, this,
                               [&](const Result<void> &done) { answer = done; });
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), patience_ms);
    QVERIFY(!answer->ok());
    QCOMPARE(QString::fromStdString(answer->error().place), QStringLiteral("rule Ill, when, line 1, column 1"));
    QCOMPARE(QString::fromStdString(answer->error().message), QStringLiteral("news2() takes 7 or 8 arguments, not 1"));
    QCOMPARE(test_desk_->desk().rules().size(), before + 1);
    std::vector<CelFunction> told;
    test_desk_->desk().functions(*parseRule("Ill: from vitals when news2(event.heart_rate) > 3"), this,
                                 [&](const std::vector<CelFunction> &functions) { told = functions; });
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), std::size_t(3), patience_ms);
    QCOMPARE(told[0].name, std::string("news2"));
    QCOMPARE(told[0].parameters.size(), std::size_t(8));
}

/// The same rule running and not running says the same, over its own keys and over a key of the rule's.
void TestEngineDesk::probesRulesThatDoNotRun()
{
    openWard();
    DeskServices &desk = test_desk_->desk();
    QTRY_VERIFY_WITH_TIMEOUT(test_desk_->streamStates()[0].events > 100, patience_ms);
    for (const char *text : { "Trial: from vitals let n = count() over 1h let high = max(event.heart_rate) over 10s "
                              "let score = news2(event.resp_rate, event.spo2, event.oxygen, event.sbp, event.heart_rate, "
                              "event.acvpu, event.temp_c, event.spo2_scale) when high > 20.0 && score >= 0 && n > 0",
                              "Trial: from vitals key bed let n = count() over 1h when n > 0.0" }) {
        const RuleSpec rule = *parseRule(text);
        std::string key;
        test_desk_->desk().engine().forEachRow("vitals", [&](const RowRef &row) {
            key = row.batch->key(row.row);
            return false;
        });
        std::optional<Result<RuleProbe>> probe;
        desk.probeTrial(rule, key, this, [&](const Result<RuleProbe> &now) { probe = now; });
        QTRY_VERIFY_WITH_TIMEOUT(probe.has_value(), patience_ms);
        QVERIFY2(probe->ok(), probe->ok() ? "" : probe->error().text().c_str());
        const RuleProbe &found = probe->value();
        QCOMPARE(found.lets.size(), rule.lets.size());
        for (const RuleProbe::Let &let : found.lets)
            QVERIFY2(!let.value.empty(), let.name.c_str());
        QCOMPARE(found.lets[0].name, std::string("n"));
        QVERIFY2(std::stod(found.lets[0].value) > 1, found.lets[0].value.c_str());
        QCOMPARE(found.when, Outcome::True);
    }
    const SnapshotPtr snapshot = desk.feed().latest();
    QVERIFY(std::none_of(snapshot->rules.begin(), snapshot->rules.end(),
                         [](const RuleStatus &one) { return one.spec.name == "Trial"; }));
    QVERIFY(std::none_of(snapshot->alerts->begin(), snapshot->alerts->end(),
                         [](const Alert &one) { return one.rule == "Trial"; }));
}

void TestEngineDesk::keepsTheTextOfARule()
{
    openWard();
    DeskServices &desk = test_desk_->desk();
    const std::string written = "# of the ward\nrule Worded\n  from vitals\n  when event.heart_rate>121.0 # high\n";
    std::optional<Result<void>> set;
    desk.setRule(*parseRule(written), {}, this, [&](const Result<void> &done) { set = done; });
    QTRY_VERIFY_WITH_TIMEOUT(set.has_value(), patience_ms);
    desk.setRuleText(QStringLiteral("Worded"), written);
    QCOMPARE(desk.ruleText(QStringLiteral("Worded")), written);
    // Changed elsewhere, under another name.
    set.reset();
    desk.setRule(*parseRule("Renamed: from vitals when event.heart_rate > 130.0"), QStringLiteral("Worded"), this,
                 [&](const Result<void> &done) { set = done; });
    QTRY_VERIFY_WITH_TIMEOUT(set.has_value(), patience_ms);
    QCOMPARE(desk.ruleText(QStringLiteral("Renamed")),
             std::string("# of the ward\nrule Renamed\n  from vitals\n  when event.heart_rate > 130.0 # high\n"));
    QVERIFY(desk.ruleText(QStringLiteral("Worded")).empty());
    desk.removeRule(QStringLiteral("Renamed"));
    QVERIFY(desk.ruleText(QStringLiteral("Renamed")).empty());
}

void TestEngineDesk::triesProbesAndPausesRules()
{
    openWard();
    DeskServices &desk = test_desk_->desk();
    const RuleSpec rule = *parseRule("Tried: from vitals let high = max(event.heart_rate) over 10s when high > 20.0");
    std::optional<Result<void>> set;
    desk.setRule(rule, {}, this, [&](const Result<void> &done) { set = done; });
    QTRY_VERIFY_WITH_TIMEOUT(set.has_value() && test_desk_->streamStates()[0].events > 100, patience_ms);
    QVERIFY(set->ok());
    BacktestQuestion question;
    question.rule = rule;
    question.field = "heart_rate";
    std::optional<Result<BacktestAnswer>> older;
    std::optional<Result<BacktestAnswer>> newer;
    desk.backtest(question, this, [&](const Result<BacktestAnswer> &answer) { older = answer; });
    desk.backtest(question, this, [&](const Result<BacktestAnswer> &answer) { newer = answer; });
    QTRY_VERIFY_WITH_TIMEOUT(newer.has_value(), patience_ms);
    QVERIFY2(newer->ok(), newer->ok() ? "" : newer->error().text().c_str());
    QVERIFY(!older.has_value());
    const BacktestAnswer &answer = newer->value();
    QVERIFY(answer.events > 0 && answer.report.fired > 0);
    QVERIFY(!answer.points.empty() && !answer.key.empty());
    std::optional<Result<RuleProbe>> probe;
    desk.probeRule(QStringLiteral("Tried"), answer.key, this, [&](const Result<RuleProbe> &now) { probe = now; });
    QTRY_VERIFY_WITH_TIMEOUT(probe.has_value(), patience_ms);
    QVERIFY2(probe->ok(), probe->ok() ? "" : probe->error().text().c_str());
    QCOMPARE(probe->value().lets.size(), std::size_t(1));
    QVERIFY(!probe->value().lets[0].value.empty());
    const auto paused = [&] {
        const SnapshotPtr snapshot = desk.feed().latest();
        const auto status = std::find_if(snapshot->rules.begin(), snapshot->rules.end(),
                                         [](const RuleStatus &one) { return one.spec.name == "Tried"; });
        return status != snapshot->rules.end() && status->paused;
    };
    desk.pauseRule(QStringLiteral("Tried"), true);
    QTRY_VERIFY_WITH_TIMEOUT(paused(), patience_ms);
    QCOMPARE(desk.pausedRules(), QStringList { QStringLiteral("Tried") });
    desk.pauseRule(QStringLiteral("Tried"), false);
    QTRY_VERIFY_WITH_TIMEOUT(!paused(), patience_ms);
}

void TestEngineDesk::recoversAfterACrash()
{
    openWard();
    test_desk_->window().document().addPage(QStringLiteral("Night shift"));
    QTRY_VERIFY_WITH_TIMEOUT(test_desk_->settings().contains(QStringLiteral("autosaved")), patience_ms);
    // Not closed: gone, as in a crash.
    test_desk_.reset();
    test_desk_ = std::make_unique<TestDesk>(folder_->path());
    test_desk_->show();
    test_desk_->window().offerRecovery();
    QPushButton *recover = nullptr;
    for (QPushButton *button : test_desk_->window().noticeBar().findChildren<QPushButton *>()) {
        if (button->text() == QLatin1String("Recover"))
            recover = button;
    }
    QVERIFY(recover != nullptr);
    QTest::mouseClick(recover, Qt::LeftButton);
    QTRY_COMPARE(test_desk_->window().document().pages().empty() ? QString()
                                                                 : test_desk_->window().document().pages().back().name,
                 QStringLiteral("Night shift"));
    QVERIFY(test_desk_->window().isWindowModified());
}

void TestEngineDesk::exportsAndSaysWhatFails_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<bool>("works");
    QTest::newRow("good") << QStringLiteral("%1/out.csv") << QStringLiteral("Europe/Vienna") << true;
    QTest::newRow("no such folder") << QStringLiteral("%1/none/out.csv") << QStringLiteral("UTC") << false;
    QTest::newRow("no such zone") << QStringLiteral("%1/out.csv") << QStringLiteral("Moon/Sea") << false;
    QTest::newRow("full disk") << QStringLiteral("/dev/full") << QStringLiteral("UTC") << false;
}

void TestEngineDesk::exportsAndSaysWhatFails()
{
    QFETCH(QString, path);
    QFETCH(QString, zone);
    QFETCH(bool, works);
    openWard();
    ExportRequest request;
    request.what = ExportRequest::What::Rows;
    request.stream = test_desk_->streamStates()[0].schema->stream;
    request.path = path.contains(QLatin1Char('%')) ? path.arg(folder_->path()).toStdString() : path.toStdString();
    request.zone = zone.toStdString();
    std::optional<Result<void>> answer;
    const auto job = test_desk_->desk().startExport(
        request, this, [](const ExportCount &) {}, [&](const Result<void> &done) { answer = done; });
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), patience_ms);
    QCOMPARE(answer->ok(), works);
    QCOMPARE(QFile::exists(folder_->filePath(QStringLiteral("out.csv"))), works);
    if (!works)
        QVERIFY(!answer->error().message.empty());
}

void TestEngineDesk::cancelsAnExport()
{
    openWard();
    QTRY_VERIFY_WITH_TIMEOUT(test_desk_->streamStates()[0].events > 0, patience_ms);
    ExportRequest request;
    request.what = ExportRequest::What::Rows;
    request.stream = test_desk_->streamStates()[0].schema->stream;
    request.path = folder_->filePath(QStringLiteral("out.csv")).toStdString();
    std::optional<Result<void>> answer;
    auto job = test_desk_->desk().startExport(
        request, this, [](const ExportCount &) {}, [&](const Result<void> &done) { answer = done; });
    job.reset();
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), patience_ms);
    // A small export may be done before the cancel reaches it; half a file is never left.
    QCOMPARE(QFile::exists(folder_->filePath(QStringLiteral("out.csv"))), answer->ok());
}

} // namespace streamgauge

QTEST_MAIN(streamgauge::TestEngineDesk)
#include "tst_enginedesk.moc"
