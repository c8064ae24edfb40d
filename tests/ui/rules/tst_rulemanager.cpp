// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/fakedesk.h"
#include "ui/rules/rulemanager.h"

#include <QAbstractItemModelTester>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

namespace streamgauge {

class TestRuleManager : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsWhatRulesDoAndCost();
    void deletesAndTakesBack();
    void takesBackOneAfterTheOther();
    void deletesByKey();
    void pausesAndResumes();
    void asksForEditors();
    void saysWhenThereAreNone();
    void modelFollows();

private:
    [[nodiscard]] QPushButton *button(const char *name) const
    {
        return manager_->findChild<QPushButton *>(QString::fromLatin1(name));
    }
    [[nodiscard]] QTableView *table() const { return manager_->findChild<QTableView *>(); }
    [[nodiscard]] QString cell(int row, int column) const { return table()->model()->index(row, column).data().toString(); }

    std::unique_ptr<Theme> theme_;
    std::unique_ptr<FakeDesk> desk_;
    QPointer<RuleManager> manager_;
};

void TestRuleManager::init()
{
    theme_ = std::make_unique<Theme>();
    desk_ = std::make_unique<FakeDesk>();
    desk_->rules_ = { *parseRule("Fast: from vitals when event.heart_rate > 120.0 severity critical"),
                      *parseRule("Low: from vitals when event.spo2 < 90.0") };
    RuleTest test;
    test.name = "rises";
    desk_->tests_[QStringLiteral("Fast")] = { test };
    desk_->rule_texts_[QStringLiteral("Fast")] = "# one";
    Snapshot snapshot = wardSnapshot();
    RuleStatus status;
    status.spec = desk_->rules_[0];
    status.firing = 2;
    status.fired = 5;
    status.keys = 40;
    status.memory_bytes = 2'000'000;
    status.cost_ns = 12.4;
    snapshot.rules = { status };
    desk_->feed_.publish(snapshot);
    manager_ = new RuleManager({ desk_.get(), theme_.get() });
    manager_->show();
    QVERIFY(QTest::qWaitForWindowExposed(manager_));
}

void TestRuleManager::cleanup()
{
    delete manager_;
    desk_.reset();
}

void TestRuleManager::showsWhatRulesDoAndCost()
{
    QCOMPARE(table()->model()->rowCount(), 2);
    QCOMPARE(cell(0, RuleModel::NameColumn), QStringLiteral("Fast"));
    QVERIFY(cell(0, RuleModel::StateColumn).contains(QStringLiteral("2")));
    QCOMPARE(cell(0, RuleModel::FiredColumn), QStringLiteral("5"));
    QCOMPARE(cell(0, RuleModel::KeysColumn), QStringLiteral("40"));
    QCOMPARE(cell(0, RuleModel::CostColumn), QStringLiteral("12 ns"));
    QCOMPARE(cell(1, RuleModel::StateColumn), QStringLiteral("Quiet"));
}

void TestRuleManager::deletesAndTakesBack()
{
    table()->selectRow(0);
    QTest::mouseClick(button("deleteRule"), Qt::LeftButton);
    QCOMPARE(desk_->rules_.size(), std::size_t { 1 });
    QCOMPARE(desk_->rules_[0].name, std::string("Low"));
    QCOMPARE(table()->model()->rowCount(), 1);
    QVERIFY(button("undoDelete")->isVisible());
    QTest::mouseClick(button("undoDelete"), Qt::LeftButton);
    QTRY_COMPARE(desk_->rules_.size(), std::size_t { 2 });
    QCOMPARE(desk_->tests_[QStringLiteral("Fast")].size(), std::size_t { 1 });
    QCOMPARE(desk_->rule_texts_[QStringLiteral("Fast")], std::string("# one"));
    QVERIFY(!button("undoDelete")->isVisible());
}

void TestRuleManager::takesBackOneAfterTheOther()
{
    for (int i = 0; i < 2; ++i) {
        table()->selectRow(0);
        QTest::mouseClick(button("deleteRule"), Qt::LeftButton);
    }
    QVERIFY(desk_->rules_.empty());
    QTest::mouseClick(button("undoDelete"), Qt::LeftButton);
    QTRY_COMPARE(desk_->rules_.size(), std::size_t { 1 });
    QCOMPARE(desk_->rules_[0].name, std::string("Low"));
    QVERIFY(button("undoDelete")->isVisible());
    QTest::mouseClick(button("undoDelete"), Qt::LeftButton);
    QTRY_COMPARE(desk_->rules_.size(), std::size_t { 2 });
    QCOMPARE(desk_->rules_[1].name, std::string("Fast"));
    QTRY_VERIFY(!button("undoDelete")->isVisible());
}

void TestRuleManager::deletesByKey()
{
    table()->selectRow(1);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Delete);
    QCOMPARE(desk_->rules_.size(), std::size_t { 1 });
    QCOMPARE(desk_->rules_[0].name, std::string("Fast"));
}

void TestRuleManager::pausesAndResumes()
{
    table()->selectRow(1);
    QTest::mouseClick(button("pauseRule"), Qt::LeftButton);
    QCOMPARE(desk_->paused_, QStringList { QStringLiteral("Low") });
    QCOMPARE(cell(1, RuleModel::StateColumn), QStringLiteral("Paused"));
    QTest::mouseClick(button("pauseRule"), Qt::LeftButton);
    QVERIFY(desk_->paused_.isEmpty());
}

void TestRuleManager::asksForEditors()
{
    QSignalSpy add(manager_, &RuleManager::addRequested);
    QSignalSpy edit(manager_, &RuleManager::editRequested);
    QSignalSpy copy(manager_, &RuleManager::copyRequested);
    table()->selectRow(1);
    QTest::mouseClick(button("addRule"), Qt::LeftButton);
    QTest::mouseClick(button("editRule"), Qt::LeftButton);
    QTest::mouseClick(button("copyRule"), Qt::LeftButton);
    QCOMPARE(add.size(), 1);
    QCOMPARE(edit.value(0).value(0).toString(), QStringLiteral("Low"));
    QCOMPARE(copy.value(0).value(0).toString(), QStringLiteral("Low"));
}

void TestRuleManager::saysWhenThereAreNone()
{
    desk_->rules_.clear();
    Q_EMIT desk_->rulesChanged();
    QVERIFY(!table()->isVisible());
    QVERIFY(!button("deleteRule")->isEnabled());
    QVERIFY(button("addRule")->isEnabled());
}

void TestRuleManager::modelFollows()
{
    RuleModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.apply(desk_->rules_, {}, desk_->feed_.latest());
    model.apply({ desk_->rules_[1] }, { QStringLiteral("Low") }, nullptr);
    QCOMPARE(model.rowOf(QStringLiteral("Low")), 0);
    QCOMPARE(model.rowOf(QStringLiteral("Fast")), -1);
    model.apply({}, {}, nullptr);
    QCOMPARE(model.rowCount(), 0);
}

} // namespace streamgauge

QTEST_MAIN(streamgauge::TestRuleManager)
#include "tst_rulemanager.moc"
