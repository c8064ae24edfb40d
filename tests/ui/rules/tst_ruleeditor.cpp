// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "tests/ui/shell/fakedesk.h"
#include "ui/rules/ruleeditor.h"

#include <QApplication>
#include <QDir>
#include <QPointer>
#include <QTest>

#include <cmath>

namespace streamgauge {

namespace {

constexpr TimeNs from_ns = 1'795'000'000 * ns_per_s;

/// Ten minutes of a slow wave from 60 to 140 that was above 120 twice.
BacktestAnswer wave()
{
    BacktestAnswer answer;
    answer.from_ns = from_ns;
    answer.to_ns = from_ns + 600 * ns_per_s;
    answer.events = 12'000;
    answer.key = "bed-2";
    answer.keys = { "bed-1", "bed-2" };
    for (int second = 0; second <= 600; ++second)
        answer.points.emplace_back(from_ns + second * ns_per_s, 100 + 40 * std::sin(second * 0.0209));
    answer.report.fired = 3;
    answer.report.firing_ns = 154 * ns_per_s;
    answer.report.alerts_per_day = 432;
    answer.report.missed = 1;
    for (const int begin : { 25, 325 }) {
        BacktestEpisode episode;
        episode.key = "bed-2";
        episode.severity = Severity::Critical;
        episode.fired_at_ns = from_ns + begin * ns_per_s;
        episode.resolved_at_ns = episode.fired_at_ns + 100 * ns_per_s;
        answer.report.episodes.push_back(episode);
    }
    BacktestEpisode other = answer.report.episodes[0];
    other.key = "bed-1";
    other.fired_at_ns += 180 * ns_per_s;
    other.resolved_at_ns += 150 * ns_per_s;
    answer.report.episodes.push_back(other);
    answer.report.incidents = { { { from_ns + 20 * ns_per_s, from_ns + 140 * ns_per_s, "bed-2", "fever" }, true, 0 },
                                { { from_ns + 480 * ns_per_s, from_ns + 540 * ns_per_s, "bed-2", "shiver" }, false, 0 } };
    return answer;
}

TableDelta beds()
{
    BatchBuilder builder(vitalsSchema());
    const std::vector<std::pair<std::string, double>> rows { { "bed-1", 80 }, { "bed-2", 140 }, { "bed-3", 150 } };
    for (const auto &[bed, rate] : rows) {
        builder.after(0).appendText(bed);
        builder.after(1).appendDouble(rate);
        builder.after(2).appendMissing(CellState::Null);
        builder.endRow(Op::Created);
    }
    const BatchPtr batch = builder.finish();
    TableDelta delta;
    delta.schema = batch->schemaPtr();
    delta.reset = true;
    for (std::uint32_t row = 0; row < batch->rows(); ++row)
        delta.changed.push_back({ batch, row });
    return delta;
}

} // namespace

class TestRuleEditor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void writesTheFormAsText();
    void readsTheTextIntoTheForm();
    void keepsWhatTheFormHasNoFieldsFor();
    void saysWhatTheFormCannotShow();
    void windowsAreAFormOfTheirOwn();
    void marksAndSaysWhatIsWrong();
    void saysThatADurationIsNone();
    void completesWhileOneTypes();
    void readsWithinAMoment();
    void showsWhichKeysWouldFire();
    void showsTheLetsOfARunningRule();
    void showsTheLetsOfARuleBeingTyped();
    void saysWhatATrialWaitsFor();
    void triesNothingBeforeARuleReads();
    void showsPresentValuesBeforeACondition();
    void checksWhatFunctionsAreGiven();
    void keepsCommentsAndLines();
    void dragsTheLimit();
    void dragsTheTime();
    void movesTheLimitByKeys();
    void saysWhatIsAtAPlace();
    void saysWhatABacktestFound();
    void runsTestCases();
    void savesRuleAndTests();
    void looksRight_data();
    void looksRight();

private:
    void open(const char *rule, const QString &edited = {});
    template <typename Widget> Widget *field(const char *name)
    {
        return editor_->findChild<Widget *>(QString::fromLatin1(name));
    }
    [[nodiscard]] bool says(const QString &text);
    [[nodiscard]] RuleSpec written() { return *parseRule(editor_->text().toPlainText().toStdString()); }

    std::unique_ptr<Theme> theme_;
    std::unique_ptr<FakeDesk> desk_;
    QPointer<RuleEditor> editor_;
};

void TestRuleEditor::init()
{
    theme_ = std::make_unique<Theme>();
    desk_ = std::make_unique<FakeDesk>();
    desk_->feed_.publish(wardSnapshot());
    desk_->backtest_ = wave();
    open("Fast: from vitals when event.heart_rate > 120.0");
}

void TestRuleEditor::cleanup()
{
    delete editor_;
    desk_.reset();
}

void TestRuleEditor::open(const char *rule, const QString &edited)
{
    delete editor_;
    editor_ = new RuleEditor({ desk_.get(), theme_.get() }, *parseRule(rule), edited);
    editor_->show();
    QVERIFY(QTest::qWaitForWindowExposed(editor_));
}

bool TestRuleEditor::says(const QString &text)
{
    for (const QLabel *label : editor_->findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().contains(text))
            return true;
    }
    return false;
}

void TestRuleEditor::writesTheFormAsText()
{
    auto *name = field<QLineEdit>("ruleName");
    name->selectAll();
    QTest::keyClicks(name, QStringLiteral("Racing"));
    field<QLineEdit>("ruleValue")->selectAll();
    QTest::keyClicks(field<QLineEdit>("ruleValue"), QStringLiteral("130"));
    QTest::keyClicks(field<QLineEdit>("ruleFor"), QStringLiteral("10s"));
    QTest::keyClicks(field<QLineEdit>("ruleNotify"), QStringLiteral("mail, night_shift"));
    const RuleSpec rule = written();
    QCOMPARE(rule.name, std::string("Racing"));
    QCOMPARE(rule.when, std::string("event.heart_rate > 130"));
    QCOMPARE(rule.for_ns, 10 * ns_per_s);
    QVERIFY(rule.notify == (std::vector<std::string> { "mail", "night_shift" }));
}

void TestRuleEditor::readsTheTextIntoTheForm()
{
    editor_->text().setPlainText(QStringLiteral(
        "Slow: from vitals when event.heart_rate < 40.0 clear event.heart_rate > 45.0 for 5s severity critical"));
    QCOMPARE(field<QLineEdit>("ruleName")->text(), QStringLiteral("Slow"));
    QCOMPARE(field<QLineEdit>("ruleFor")->text(), QStringLiteral("5s"));
    QCOMPARE(field<QLineEdit>("ruleClearValue")->text(), QStringLiteral("45.0"));
    QCOMPARE(field<QComboBox>("ruleSeverity")->currentIndex(), static_cast<int>(Severity::Critical));
    QVERIFY(field<QPushButton>("saveRule")->isEnabled());
}

void TestRuleEditor::keepsWhatTheFormHasNoFieldsFor()
{
    editor_->text().setPlainText(QStringLiteral(
        "A: from vitals key bed when event.heart_rate > 120.0 label team = \"icu\" time event flapping off error alert"));
    QTest::keyClicks(field<QLineEdit>("ruleFor"), QStringLiteral("9s"));
    QVERIFY(written()
            == *parseRule("A: from vitals key bed when event.heart_rate > 120.0 for 9s label team = \"icu\" time event "
                          "flapping off error alert"));
}

void TestRuleEditor::saysWhatTheFormCannotShow()
{
    editor_->text().setPlainText(QStringLiteral("A: from vitals when event.heart_rate > 120.0 || event.ward == \"ICU\""));
    QVERIFY(!editor_->form().isVisible());
    QVERIFY(field<QLabel>("formHint")->isVisible());
    QVERIFY(field<QPushButton>("saveRule")->isEnabled());
    editor_->text().setPlainText(QStringLiteral("A: from vitals when event.heart_rate > 120.0"));
    QVERIFY(editor_->form().isVisible());
    QVERIFY(!field<QLabel>("formHint")->isVisible());
}

void TestRuleEditor::windowsAreAFormOfTheirOwn()
{
    field<QComboBox>("ruleFunction")->setCurrentIndex(1);
    field<QLineEdit>("ruleSpan")->setText(QStringLiteral("30s"));
    QCOMPARE(ruleText(written()),
             std::string("Fast: from vitals let heart_rate = avg(event.heart_rate) over 30s when heart_rate > 120.0"));
    editor_->text().setPlainText(
        QStringLiteral("A: from vitals let low = min(event.heart_rate) over 5m when low < 40.0 clear low >= 45.0"));
    QCOMPARE(field<QComboBox>("ruleFunction")->currentText(), QStringLiteral("Lowest"));
    QCOMPARE(field<QLineEdit>("ruleSpan")->text(), QStringLiteral("5m"));
    QVERIFY(says(QStringLiteral("for each key")));
    field<QLineEdit>("ruleValue")->setText(QStringLiteral("41.0"));
    QCOMPARE(written().when, std::string("low < 41.0"));
}

void TestRuleEditor::marksAndSaysWhatIsWrong()
{
    editor_->text().setPlainText(QStringLiteral("Slow: from vitals when event.heart_rate <"));
    QVERIFY(says(QStringLiteral("Line 1, column")));
    QVERIFY(!field<QPushButton>("saveRule")->isEnabled());
    QCOMPARE(editor_->text().problems().size(), 1);
    editor_->text().setPlainText(QStringLiteral("Slow: from vitals when event.hart_rate < 4.0"));
    QVERIFY(says(QStringLiteral("Did you mean heart_rate?")));
    QCOMPARE(editor_->text().extraSelections().size(), 1);
    QCOMPARE(editor_->text().extraSelections()[0].cursor.selectedText(), QStringLiteral("event.hart_rate"));
    editor_->text().setPlainText(QStringLiteral("Slow: from vitals when event.heart_rate < 4.0"));
    QVERIFY(editor_->text().problems().isEmpty());
}

void TestRuleEditor::saysThatADurationIsNone()
{
    QTest::keyClicks(field<QLineEdit>("ruleFor"), QStringLiteral("soon"));
    QVERIFY(says(QStringLiteral("“soon” is no duration")));
    QVERIFY(!field<QPushButton>("saveRule")->isEnabled());
}

void TestRuleEditor::completesWhileOneTypes()
{
    RuleTextEdit &text = editor_->text();
    text.setFocus();
    text.selectAll();
    QTest::keyClicks(&text, QStringLiteral("A: from vit"));
    QCOMPARE(text.offers(), QStringList { QStringLiteral("vitals") });
    QTest::keyClick(&text, Qt::Key_Return);
    QTest::keyClicks(&text, QStringLiteral(" when event.he"));
    QTest::keyClick(&text, Qt::Key_Tab);
    QTest::keyClicks(&text, QStringLiteral(" > 3.0"));
    QTest::keyClick(&text, Qt::Key_Escape);
    QCOMPARE(text.toPlainText(), QStringLiteral("A: from vitals when event.heart_rate > 3.0"));
    QVERIFY(text.offers().isEmpty());
    QTest::keyClick(&text, Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(!text.offers().isEmpty() || text.toPlainText().endsWith(QStringLiteral("0")));
    QVERIFY(field<QPushButton>("saveRule")->isEnabled());
}

void TestRuleEditor::readsWithinAMoment()
{
    QString text = QStringLiteral("rule Big\n  from vitals\n");
    for (int i = 0; i < 20; ++i)
        text += QStringLiteral("  let value_%1 = avg(event.heart_rate) over %2s where event.ward == \"ICU\"\n")
                    .arg(i)
                    .arg(i + 1);
    text += QStringLiteral("  when value_1 > 2.0 * value_2 && value_3 < 9.0\n");
    const RuleContext context = ruleContext(desk_->feed_.latest());
    QBENCHMARK
    {
        QVERIFY(readRuleText(text, context).spec.has_value());
    }
}

void TestRuleEditor::showsWhichKeysWouldFire()
{
    QCOMPARE(desk_->feed_.answer<TableQuery>(beds()), 1);
    QVERIFY(says(QStringLiteral("2 of 3 keys would fire now.")));
    editor_->text().setPlainText(QStringLiteral("A: from vitals when event.heart_rate > 120.0 && key != \"bed-3\" for 10s"));
    QVERIFY(says(QStringLiteral("The condition holds for 1 of 3 keys now; each would fire after 10s.")));
}

void TestRuleEditor::showsTheLetsOfARunningRule()
{
    const char *rule = "Low: from vitals let low = min(event.heart_rate) over 10s when low < 40.0";
    desk_->rules_ = { *parseRule(rule) };
    RuleProbe probe;
    probe.lets = { { "low", "38.5" } };
    probe.when = Outcome::True;
    probe.state = AlertState::Firing;
    desk_->probe_ = probe;
    desk_->trials_.clear();
    open(rule, QStringLiteral("Low"));
    auto *values = field<QTableWidget>("probeValues");
    QTRY_COMPARE(values->rowCount(), 3);
    QCOMPARE(values->item(0, 0)->text(), QStringLiteral("low"));
    QCOMPARE(values->item(0, 1)->text(), QStringLiteral("38.5"));
    QCOMPARE(values->item(1, 1)->text(), QStringLiteral("holds"));
    QVERIFY(desk_->trials_.empty());
    // A changed rule is not the one that runs.
    field<QLineEdit>("ruleValue")->setText(QStringLiteral("41.0"));
    QTRY_COMPARE(desk_->trials_.size(), std::size_t { 1 });
    QVERIFY(desk_->trials_[0].first == written());
}

void TestRuleEditor::showsTheLetsOfARuleBeingTyped()
{
    QCOMPARE(desk_->feed_.answer<TableQuery>(beds()), 1);
    auto *key = field<QComboBox>("probeKey");
    key->setCurrentIndex(1);
    RuleProbe probe;
    probe.lets = { { "low", "38.5" }, { "high", {} } };
    probe.when = Outcome::False;
    desk_->probe_ = probe;
    editor_->text().setPlainText(QStringLiteral("Low: from vitals let low = min(event.heart_rate) over 10s "
                                                "let high = max(event.heart_rate) over 10s when low < high - 40.0"));
    auto *values = field<QTableWidget>("probeValues");
    QTRY_COMPARE(values->rowCount(), 4);
    QCOMPARE(values->item(0, 1)->text(), QStringLiteral("38.5"));
    QCOMPARE(values->item(1, 1)->text(), QStringLiteral("no value yet"));
    QVERIFY(says(QStringLiteral("worked out from the events that the program still holds")));
    QVERIFY(desk_->trials_.back().first == written());
    QCOMPARE(desk_->trials_.back().second, std::string("bed-2"));
    // Another key is asked for at once.
    key->setCurrentIndex(2);
    Q_EMIT key->activated(2);
    QTRY_COMPARE(desk_->trials_.back().second, std::string("bed-3"));
}

void TestRuleEditor::saysWhatATrialWaitsFor()
{
    QCOMPARE(desk_->feed_.answer<TableQuery>(beds()), 1);
    RuleProbe probe;
    probe.lets = { { "limit", {} } };
    probe.waiting_for = "patients";
    desk_->probe_ = probe;
    editor_->text().setPlainText(
        QStringLiteral("Low: from vitals let limit = lookup(\"patients\", event.bed).limit when event.heart_rate < limit"));
    auto *values = field<QTableWidget>("probeValues");
    QTRY_COMPARE(values->rowCount(), 3);
    QCOMPARE(values->item(0, 1)->text(), QStringLiteral("waiting for lookup patients"));
    QVERIFY(says(QStringLiteral("Waiting for lookup patients.")));
    // A part of the events at a time; it goes on without being asked.
    probe.waiting_for.clear();
    probe.judged = 0.42;
    desk_->probe_ = probe;
    QTRY_VERIFY(says(QStringLiteral("the events that the program still holds: 42 %")));
    const std::size_t asked = desk_->trials_.size();
    QTRY_VERIFY(desk_->trials_.size() > asked + 2);
    probe.judged = 1;
    probe.lets = { { "limit", "70" } };
    desk_->probe_ = probe;
    QTRY_COMPARE(values->item(0, 1)->text(), QStringLiteral("70"));
}

void TestRuleEditor::showsPresentValuesBeforeACondition()
{
    delete editor_;
    RuleSpec fresh;
    fresh.stream = "vitals";
    editor_ = new RuleEditor({ desk_.get(), theme_.get() }, fresh, {});
    editor_->show();
    QVERIFY(QTest::qWaitForWindowExposed(editor_));
    QVERIFY(says(QStringLiteral("No values have arrived on this stream yet.")));
    QCOMPARE(desk_->feed_.answer<TableQuery>(beds()), 1);
    auto *values = field<QTableWidget>("probeValues");
    const auto shown = [values] {
        QStringList cells;
        for (int row = 0; row < values->rowCount(); ++row)
            cells << values->item(row, 0)->text() + QLatin1Char('=') + values->item(row, 1)->text();
        return cells.join(u", ");
    };
    QCOMPARE(shown(), QStringLiteral("bed=bed-1, heart_rate=80 1/min, ward="));
    auto *key = field<QComboBox>("probeKey");
    key->setCurrentIndex(1);
    Q_EMIT key->activated(1);
    QCOMPARE(shown(), QStringLiteral("bed=bed-2, heart_rate=140 1/min, ward="));
    // A condition is judged as soon as there is one.
    field<QLineEdit>("ruleValue")->setText(QStringLiteral("41.0"));
    QTRY_COMPARE(values->item(0, 0)->text(), QStringLiteral("condition"));
}

void TestRuleEditor::checksWhatFunctionsAreGiven()
{
    CelFunction lookup;
    lookup.name = "lookup";
    lookup.least_arguments = 2;
    lookup.most_arguments = 2;
    lookup.parameters = { { "name", { CelKind::String } }, { "key", {} } };
    desk_->functions_ = { lookup };
    editor_->text().setPlainText(QStringLiteral("A: from vitals when lookup(\"patients\").limit > 120.0"));
    QTRY_VERIFY(says(QStringLiteral("Line 1, column 21: lookup() takes 2 arguments, not 1. Expected lookup(name, key)")));
    editor_->text().setPlainText(QStringLiteral("A: from vitals when lookup(event.heart_rate, key).limit > 120.0"));
    QVERIFY(says(QStringLiteral("Line 1, column 34: lookup() takes no double as its name. Expected string")));
    editor_->text().setPlainText(QStringLiteral("A: from vitals when lookup(\"patients\", key).limit > 120.0"));
    QVERIFY(!says(QStringLiteral("lookup() takes")));
}

void TestRuleEditor::triesNothingBeforeARuleReads()
{
    delete editor_;
    desk_->trials_.clear();
    RuleSpec fresh;
    fresh.stream = "vitals";
    editor_ = new RuleEditor({ desk_.get(), theme_.get() }, fresh, {});
    editor_->show();
    QVERIFY(QTest::qWaitForWindowExposed(editor_));
    QVERIFY(desk_->trials_.empty());
    field<QLineEdit>("ruleValue")->setText(QStringLiteral("41.0"));
    QTRY_COMPARE(desk_->trials_.size(), std::size_t { 1 });
    QVERIFY(desk_->trials_[0].first == written());
}

void TestRuleEditor::keepsCommentsAndLines()
{
    const QString typed = QStringLiteral("# asked for by the night shift\nrule Fast\n  from vitals\n"
                                         "  when event.heart_rate>120.0 # per minute\n  for 10s\n");
    editor_->text().setPlainText(typed);
    field<QLineEdit>("ruleValue")->setText(QStringLiteral("130.0"));
    QString edited = editor_->text().toPlainText();
    QCOMPARE(edited,
             QStringLiteral("# asked for by the night shift\nrule Fast\n  from vitals\n"
                            "  when event.heart_rate > 130.0 # per minute\n  for 10s\n"));
    // What does not read in between takes no comment away.
    editor_->text().setPlainText(QStringLiteral("rule Fast from"));
    field<QLineEdit>("ruleFor")->setText(QStringLiteral("20s"));
    edited.replace(QStringLiteral("10s"), QStringLiteral("20s"));
    QCOMPARE(editor_->text().toPlainText(), edited);
    QTest::mouseClick(field<QPushButton>("saveRule"), Qt::LeftButton);
    QTRY_VERIFY(!editor_);
    QCOMPARE(QString::fromStdString(desk_->ruleText(QStringLiteral("Fast"))), edited);
    open("Fast: from vitals when event.heart_rate > 130.0 for 20s", QStringLiteral("Fast"));
    QCOMPARE(editor_->text().toPlainText(), edited);
}

void TestRuleEditor::dragsTheLimit()
{
    editor_->tabs().setCurrentWidget(&editor_->backtest());
    QTRY_COMPARE(desk_->questions_.size(), std::size_t { 1 });
    QVERIFY(desk_->questions_[0].curve);
    BacktestChart &chart = editor_->backtest().chart();
    QTRY_VERIFY(!chart.answer().points.empty());
    const int y = chart.limitY().value_or(0);
    const int x = chart.width() / 3;
    QTest::mousePress(&chart, Qt::LeftButton, {}, { x, y });
    QTest::mouseMove(&chart, { x, y + 30 });
    QTest::mouseRelease(&chart, Qt::LeftButton, {}, { x, y + 30 });
    const auto limit = shapeOf(written());
    QVERIFY(limit && numberOf(limit->value).value_or(0) < 118);
    QCOMPARE(field<QLineEdit>("ruleValue")->text().toDouble(), numberOf(limit->value).value_or(0));
    QTRY_COMPARE(desk_->questions_.size(), std::size_t { 2 });
    QVERIFY(!desk_->questions_[1].curve);
    QVERIFY(desk_->questions_[1].rule == written());
    QTRY_VERIFY(!chart.answer().points.empty());
}

void TestRuleEditor::dragsTheTime()
{
    editor_->tabs().setCurrentWidget(&editor_->backtest());
    BacktestChart &chart = editor_->backtest().chart();
    QTRY_VERIFY(!chart.answer().points.empty());
    const auto drag_to = [&chart](int x) {
        const QPoint handle = chart.forHandle();
        QTest::mousePress(&chart, Qt::LeftButton, {}, handle);
        QTest::mouseMove(&chart, { x, handle.y() });
        QTest::mouseRelease(&chart, Qt::LeftButton, {}, { x, handle.y() });
    };
    // Times that somebody would ask for, up to the length of the data.
    const int begin = chart.forHandle().x();
    drag_to(chart.width());
    QCOMPARE(written().for_ns, 600 * ns_per_s);
    QCOMPARE(field<QLineEdit>("ruleFor")->text(), QStringLiteral("10m"));
    drag_to((begin + chart.forHandle().x()) / 2);
    QVERIFY(written().for_ns == 20 * ns_per_s || written().for_ns == 30 * ns_per_s);
    drag_to(0);
    QCOMPARE(written().for_ns, DurationNs(0));
}

void TestRuleEditor::movesTheLimitByKeys()
{
    editor_->tabs().setCurrentWidget(&editor_->backtest());
    BacktestChart &chart = editor_->backtest().chart();
    QTRY_VERIFY(!chart.answer().points.empty());
    chart.setFocus();
    QTest::keyClick(&chart, Qt::Key_Up);
    QTest::keyClick(&chart, Qt::Key_Right);
    QVERIFY(numberOf(shapeOf(written())->value).value_or(0) > 120);
    QCOMPARE(written().for_ns, ns_per_s);
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(written().for_ns, 5 * ns_per_s);
    QTest::keyClick(&chart, Qt::Key_Left);
    QCOMPARE(written().for_ns, 3 * ns_per_s);
}

void TestRuleEditor::saysWhatIsAtAPlace()
{
    editor_->tabs().setCurrentWidget(&editor_->backtest());
    BacktestChart &chart = editor_->backtest().chart();
    QTRY_VERIFY(!chart.answer().points.empty());
    QVERIFY(chart.tipAt(chart.forHandle()).contains(QStringLiteral("Left and Right")));
    QVERIFY(chart.tipAt(QPointF(chart.width() / 2.0, chart.limitY().value_or(0))).contains(QStringLiteral("Up and Down")));
    // Two fifths in, only the other key's alert fires; a tenth in, only this one's.
    const int left = chart.forHandle().x();
    const double width = chart.width() - 12 - left;
    const double y = chart.height() / 2.0;
    QVERIFY(chart.tipAt({ left + width * 0.4, y }).contains(QStringLiteral("bed-1 fires")));
    const QString tip = chart.tipAt({ left + width * 0.1, y });
    QVERIFY2(tip.contains(QStringLiteral("bed-2 fires")) && tip.contains(QStringLiteral("for 1 min 40 s")), qPrintable(tip));
    QVERIFY(!tip.contains(QStringLiteral("bed-1")));
    QVERIFY(chart.tipAt({ 1, 1 }).isEmpty());
}

void TestRuleEditor::saysWhatABacktestFound()
{
    editor_->tabs().setCurrentWidget(&editor_->backtest());
    auto *summary = field<QLabel>("backtestSummary");
    QTRY_VERIFY(summary->text().contains(QStringLiteral("432 alerts a day")));
    QVERIFY(summary->text().contains(QStringLiteral("2 min 34 s in all")));
    QVERIFY(summary->text().contains(QStringLiteral("1 of 2 incidents missed")));
    auto *key = field<QComboBox>("backtestKey");
    QCOMPARE(key->currentData().toString(), QStringLiteral("bed-2"));
}

void TestRuleEditor::runsTestCases()
{
    editor_->tabs().setCurrentIndex(2);
    QTest::mouseClick(field<QPushButton>("addTest"), Qt::LeftButton);
    auto *input = field<QTableWidget>("testInput");
    auto *expected = field<QTableWidget>("testExpected");
    input->setItem(0, 0, new QTableWidgetItem(QStringLiteral("bed-1")));
    input->setItem(0, 1, new QTableWidgetItem(QStringLiteral("heart_rate")));
    input->setItem(0, 2, new QTableWidgetItem(QStringLiteral("100.0 130.0 130.0")));
    expected->setItem(0, 0, new QTableWidgetItem(QStringLiteral("10s")));
    expected->setItem(0, 1, new QTableWidgetItem(QStringLiteral("bed-1")));
    expected->setItem(0, 2, new QTableWidgetItem(QStringLiteral("firing")));
    QTest::mouseClick(field<QPushButton>("runTest"), Qt::LeftButton);
    QTRY_VERIFY2(says(QStringLiteral("Passed")), "the test did not pass");
    expected->item(0, 2)->setText(QStringLiteral("normal"));
    QTest::mouseClick(field<QPushButton>("runTest"), Qt::LeftButton);
    QTRY_VERIFY(says(QStringLiteral("At 10s bed-1 is firing, expected normal.")));
}

void TestRuleEditor::savesRuleAndTests()
{
    editor_->tabs().setCurrentIndex(2);
    QTest::mouseClick(field<QPushButton>("addTest"), Qt::LeftButton);
    QTest::mouseClick(field<QPushButton>("saveRule"), Qt::LeftButton);
    QTRY_COMPARE(desk_->rules_.size(), std::size_t { 1 });
    QCOMPARE(desk_->rules_[0].when, std::string("event.heart_rate > 120.0"));
    QTRY_COMPARE(desk_->tests_[QStringLiteral("Fast")].size(), std::size_t { 1 });
}

void TestRuleEditor::looksRight_data()
{
    QTest::addColumn<ThemeMode>("mode");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("tab");
    QTest::newRow("dark-1280x720-backtest") << ThemeMode::Dark << QSize(1'240, 680) << 1;
    QTest::newRow("light-1280x720-now") << ThemeMode::Light << QSize(1'240, 680) << 0;
    QTest::newRow("light-1280x720-tests") << ThemeMode::Light << QSize(1'240, 680) << 2;
    QTest::newRow("dark-4k-backtest") << ThemeMode::Dark << QSize(3'840, 2'100) << 1;
}

void TestRuleEditor::looksRight()
{
    QFETCH(ThemeMode, mode);
    QFETCH(QSize, size);
    QFETCH(int, tab);
    theme_->setMode(mode);
    theme_->applyTo(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    open("Fast: from vitals let high = max(event.heart_rate) over 10s when high > 120.0 clear high < 110.0 for 40s severity "
         "critical summary \"{{high}} beats a minute in {{key}}\"");
    editor_->resize(size);
    editor_->tabs().setCurrentIndex(tab);
    static_cast<void>(desk_->feed_.answer<TableQuery>(beds()));
    BacktestChart &chart = editor_->backtest().chart();
    if (tab == 1)
        QTRY_VERIFY(!chart.answer().points.empty());
    if (tab == 2)
        QTest::mouseClick(field<QPushButton>("addTest"), Qt::LeftButton);
    const QPixmap picture = editor_->grab();
    const QDir folder(qEnvironmentVariable("STREAMGAUGE_BINARY_DIR"));
    QVERIFY(folder.mkpath(QStringLiteral("gallery")));
    QVERIFY(picture.save(
        folder.filePath(QStringLiteral("gallery/ruleeditor-%1.png").arg(QLatin1String(QTest::currentDataTag())))));
    // Nothing sticks out of the window, and the text has room to be read.
    QVERIFY(editor_->width() <= size.width() && editor_->height() <= size.height());
    QVERIFY(editor_->text().height() >= 5 * editor_->text().fontMetrics().lineSpacing());
}

} // namespace streamgauge

QTEST_MAIN(streamgauge::TestRuleEditor)
#include "tst_ruleeditor.moc"
