// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/fakedesk.h"
#include "ui/rules/ruleeditor.h"

#include <QMessageBox>
#include <QPointer>
#include <QTest>

#include <algorithm>

namespace streamgauge {

/// The editor under the hands of somebody who types: where the focus goes, what moves, what could be lost.
class RuleEditingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void beginsWithTheNameToType();
    void tabsGoDownTheRows();
    void staysInPlaceWhileTheTextIsTyped();
    void asksBeforeItDropsChanges_data();
    void asksBeforeItDropsChanges();
    void refusesATestThatDoesNotRead_data();
    void refusesATestThatDoesNotRead();
    void keepsTheStreamOfATest();

private:
    void open(const RuleSpec &rule, const QString &edited = {});
    template <typename Widget> Widget *field(const char *name)
    {
        return editor_->findChild<Widget *>(QString::fromLatin1(name));
    }

    std::unique_ptr<Theme> theme_;
    std::unique_ptr<FakeDesk> desk_;
    QPointer<RuleEditor> editor_;
};

void RuleEditingTest::init()
{
    theme_ = std::make_unique<Theme>();
    desk_ = std::make_unique<FakeDesk>();
    desk_->feed_.publish(wardSnapshot());
    open(*parseRule("Fast: from vitals when event.heart_rate > 120.0"));
}

void RuleEditingTest::cleanup()
{
    delete editor_;
    desk_.reset();
}

void RuleEditingTest::open(const RuleSpec &rule, const QString &edited)
{
    delete editor_;
    editor_ = new RuleEditor({ desk_.get(), theme_.get() }, rule, edited);
    editor_->show();
    editor_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(editor_));
}

void RuleEditingTest::beginsWithTheNameToType()
{
    RuleSpec fresh;
    fresh.stream = "vitals";
    open(fresh);
    auto *name = field<QLineEdit>("ruleName");
    QVERIFY(name->hasFocus());
    QTest::keyClicks(name, QStringLiteral("Racing"));
    QCOMPARE(name->text(), QStringLiteral("Racing"));
}

void RuleEditingTest::tabsGoDownTheRows()
{
    field<QComboBox>("ruleFunction")->setCurrentIndex(1);
    field<QCheckBox>("ruleClearOn")->setChecked(true);
    field<QLineEdit>("ruleName")->setFocus();
    QStringList visited;
    int last_row = 0;
    for (QWidget *at = QApplication::focusWidget(); editor_->form().isAncestorOf(at); at = QApplication::focusWidget()) {
        const int row = at->mapTo(&editor_->form(), QPoint(0, at->height() / 2)).y();
        QVERIFY2(row >= last_row, qPrintable(at->objectName()));
        last_row = row;
        visited.append(at->objectName());
        QTest::keyClick(at, Qt::Key_Tab);
    }
    QCOMPARE(visited.size(), 17);
    QCOMPARE(visited.mid(0, 3).join(u' '), QStringLiteral("ruleName ruleSeverity ruleStream"));
    QCOMPARE(visited.back(), QStringLiteral("ruleSummary"));
}

void RuleEditingTest::staysInPlaceWhileTheTextIsTyped()
{
    RuleTextEdit &text = editor_->text();
    text.setFocus();
    const QPoint before = text.pos();
    text.setPlainText(QStringLiteral("A: from vitals when event.heart_rate > 120.0 || event.ward == \"ICU\""));
    QCOMPARE(text.pos(), before);
    QVERIFY(editor_->form().isVisible());
    QVERIFY(!editor_->form().isEnabled());
    field<QPushButton>("saveRule")->setFocus();
    QTRY_VERIFY(!editor_->form().isVisible());
    text.setFocus();
    text.setPlainText(QStringLiteral("A: from vitals when event.heart_rate > 120.0"));
    QVERIFY(!editor_->form().isVisible());
    field<QPushButton>("saveRule")->setFocus();
    QTRY_VERIFY(editor_->form().isVisible());
    QVERIFY(editor_->form().isEnabled());
}

void RuleEditingTest::asksBeforeItDropsChanges_data()
{
    QTest::addColumn<bool>("changed");
    QTest::addColumn<int>("answer"); ///< of QMessageBox; 0: it must not ask
    QTest::addColumn<bool>("stays");
    QTest::newRow("nothing changed") << false << 0 << false;
    QTest::newRow("changes are kept") << true << int(QMessageBox::Cancel) << true;
    QTest::newRow("changes are dropped") << true << int(QMessageBox::Discard) << false;
}

void RuleEditingTest::asksBeforeItDropsChanges()
{
    QFETCH(bool, changed);
    QFETCH(int, answer);
    QFETCH(bool, stays);
    if (changed)
        QTest::keyClicks(field<QLineEdit>("ruleFor"), QStringLiteral("10s"));
    QTest::keyClick(editor_, Qt::Key_Escape);
    QPointer<QMessageBox> asked = editor_->findChild<QMessageBox *>();
    QCOMPARE(asked != nullptr, answer != 0);
    if (asked) {
        QVERIFY(editor_->isVisible());
        asked->button(static_cast<QMessageBox::StandardButton>(answer))->click();
        QTRY_VERIFY(!asked);
    }
    if (stays)
        QVERIFY(editor_ && editor_->isVisible());
    else
        QTRY_VERIFY(!editor_);
}

void RuleEditingTest::refusesATestThatDoesNotRead_data()
{
    QTest::addColumn<QString>("at");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("interval");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char *tag, const char *at, const char *state, const char *interval, const char *fault) {
        QTest::newRow(tag) << QString::fromLatin1(at) << QString::fromLatin1(state) << QString::fromLatin1(interval)
                           << QString::fromUtf8(fault);
    };
    row("all reads", "10s", "firing", "10s", "");
    row("no such state", "10s", "fireing", "10s", "Row 1: “fireing” is no state.");
    row("no state", "10s", "", "10s", "Row 1: “” is no state.");
    row("no time", "", "firing", "10s", "Row 1: “” is no time.");
    row("time in words", "12 min", "firing", "10s", "Row 1: “12 min” is no time.");
    row("interval", "10s", "firing", "often", "“often” is no interval.");
}

void RuleEditingTest::refusesATestThatDoesNotRead()
{
    QFETCH(QString, at);
    QFETCH(QString, state);
    QFETCH(QString, interval);
    QFETCH(QString, fault);
    editor_->tabs().setCurrentIndex(2);
    QTest::mouseClick(field<QPushButton>("addTest"), Qt::LeftButton);
    auto *input = field<QTableWidget>("testInput");
    QCOMPARE(input->item(0, 1)->text(), QStringLiteral("heart_rate"));
    input->setItem(0, 0, new QTableWidgetItem(QStringLiteral("bed-1")));
    input->setItem(0, 2, new QTableWidgetItem(QStringLiteral("130.0x3")));
    auto *expected = field<QTableWidget>("testExpected");
    expected->setItem(0, 0, new QTableWidgetItem(at));
    expected->setItem(0, 1, new QTableWidgetItem(QStringLiteral("bed-1")));
    expected->setItem(0, 2, new QTableWidgetItem(state));
    auto *every = field<QLineEdit>("testInterval");
    every->selectAll();
    QTest::keyClicks(every, interval);
    QTest::mouseClick(field<QPushButton>("runTest"), Qt::LeftButton);
    const auto says = [this](const QString &text) {
        const auto labels = editor_->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) { return label->text().startsWith(text); });
    };
    QTRY_VERIFY(says(fault.isEmpty() ? QStringLiteral("Passed") : fault));
    QCOMPARE(says(QStringLiteral("Passed")), fault.isEmpty());
    // Neither saving nor another test makes it go away unsaid.
    QCOMPARE(field<QComboBox>("testChosen")->isEnabled(), fault.isEmpty());
    QTest::mouseClick(field<QPushButton>("saveRule"), Qt::LeftButton);
    QTRY_COMPARE(desk_->rules_.size(), std::size_t(fault.isEmpty() ? 1 : 0));
}

void RuleEditingTest::keepsTheStreamOfATest()
{
    RuleTest test;
    test.name = "both";
    test.rule = "Fast";
    test.input = { { "vitals", "bed-1", "heart_rate", "1 2" } };
    desk_->tests_[QStringLiteral("Fast")] = { test };
    open(*parseRule("Fast: from vitals when event.heart_rate > 120.0"), QStringLiteral("Fast"));
    auto *input = field<QTableWidget>("testInput");
    input->item(0, 2)->setText(QStringLiteral("1 2 3"));
    QTest::mouseClick(field<QPushButton>("saveRule"), Qt::LeftButton);
    QTRY_VERIFY(!editor_);
    test.input[0].values = "1 2 3";
    QCOMPARE(desk_->tests_[QStringLiteral("Fast")], std::vector<RuleTest> { test });
}

} // namespace streamgauge

QTEST_MAIN(streamgauge::RuleEditingTest)
#include "tst_ruleediting.moc"
