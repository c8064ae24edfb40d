// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "tests/ui/shell/fakedesk.h"
#include "ui/dialogs/ruledialog.h"

#include <QTest>

namespace streamgauge {

class TestRuleDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void writesTheFormAsText();
    void readsTheTextIntoTheForm();
    void saysWhereTheTextIsWrong();
    void saysThatADurationIsNone();
    void showsWhichKeysWouldFire();
    void addsTheRule();

private:
    template <typename Widget> Widget *field(const char *name)
    {
        return dialog_->findChild<Widget *>(QString::fromLatin1(name));
    }
    [[nodiscard]] bool says(const QString &text);
    [[nodiscard]] QPushButton *saveButton();

    std::unique_ptr<Theme> theme_;
    std::unique_ptr<FakeDesk> desk_;
    QPointer<RuleDialog> dialog_;
};

void TestRuleDialog::init()
{
    theme_ = std::make_unique<Theme>();
    desk_ = std::make_unique<FakeDesk>();
    desk_->feed_.publish(wardSnapshot());
    RuleSpec rule;
    rule.stream = "vitals";
    rule.when = "event.heart_rate > 0.0";
    dialog_ = new RuleDialog({ desk_.get(), theme_.get() }, rule, {});
    dialog_->show();
    QVERIFY(QTest::qWaitForWindowExposed(dialog_));
    field<QLineEdit>("ruleValue")->clear();
}

void TestRuleDialog::cleanup()
{
    delete dialog_;
    desk_.reset();
}

bool TestRuleDialog::says(const QString &text)
{
    for (const QLabel *label : dialog_->findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().contains(text))
            return true;
    }
    return false;
}

QPushButton *TestRuleDialog::saveButton()
{
    for (QPushButton *button : dialog_->findChildren<QPushButton *>()) {
        if (button->text() == QLatin1String("Add rule"))
            return button;
    }
    return nullptr;
}

void TestRuleDialog::writesTheFormAsText()
{
    QTest::keyClicks(field<QLineEdit>("ruleName"), QStringLiteral("Fast"));
    QTest::keyClicks(field<QLineEdit>("ruleValue"), QStringLiteral("120"));
    QTest::keyClicks(field<QLineEdit>("ruleFor"), QStringLiteral("10s"));
    const auto parsed = parseRule(field<QPlainTextEdit>("ruleText")->toPlainText().toStdString());
    QVERIFY(parsed.ok());
    QCOMPARE(parsed->name, std::string("Fast"));
    QCOMPARE(parsed->stream, std::string("vitals"));
    QCOMPARE(parsed->when, std::string("event.heart_rate > 120"));
    QCOMPARE(parsed->for_ns, 10 * ns_per_s);
}

void TestRuleDialog::readsTheTextIntoTheForm()
{
    field<QPlainTextEdit>("ruleText")
        ->setPlainText(QStringLiteral("Slow: from vitals when event.heart_rate < "
                                      "40.0 for 5s severity critical"));
    QCOMPARE(field<QLineEdit>("ruleName")->text(), QStringLiteral("Slow"));
    QCOMPARE(field<QLineEdit>("ruleFor")->text(), QStringLiteral("5s"));
    QCOMPARE(field<QComboBox>("ruleSeverity")->currentIndex(), static_cast<int>(Severity::Critical));
    QVERIFY(saveButton()->isEnabled());
}

void TestRuleDialog::saysWhereTheTextIsWrong()
{
    field<QPlainTextEdit>("ruleText")->setPlainText(QStringLiteral("Slow: from vitals when event.heart_rate <"));
    QVERIFY(says(QStringLiteral("line 1, column")));
    QVERIFY(!saveButton()->isEnabled());
}

void TestRuleDialog::saysThatADurationIsNone()
{
    QTest::keyClicks(field<QLineEdit>("ruleValue"), QStringLiteral("120"));
    QTest::keyClicks(field<QLineEdit>("ruleFor"), QStringLiteral("soon"));
    QVERIFY(says(QStringLiteral("“soon” is no duration")));
    QVERIFY(!saveButton()->isEnabled());
}

void TestRuleDialog::showsWhichKeysWouldFire()
{
    BatchBuilder builder(vitalsSchema());
    TableDelta delta;
    const std::vector<std::pair<std::string, double>> rows { { "bed-1", 80 }, { "bed-2", 140 }, { "bed-3", 150 } };
    for (const auto &[bed, rate] : rows) {
        builder.after(0).appendText(bed);
        builder.after(1).appendDouble(rate);
        builder.after(2).appendMissing(CellState::Null);
        builder.endRow(Op::Created);
    }
    const BatchPtr batch = builder.finish();
    delta.schema = batch->schemaPtr();
    delta.reset = true;
    for (std::uint32_t row = 0; row < batch->rows(); ++row)
        delta.changed.push_back({ batch, row });
    QTest::keyClicks(field<QLineEdit>("ruleValue"), QStringLiteral("120"));
    QCOMPARE(desk_->feed_.answer<TableQuery>(delta), 1);
    QVERIFY(says(QStringLiteral("2 of 3 keys would fire now.")));
    auto *table = dialog_->findChild<QTableView *>();
    QCOMPARE(table->model()->index(0, RulePreview::KeyColumn).data().toString(), QStringLiteral("bed-2"));
    QCOMPARE(table->model()->index(2, RulePreview::OutcomeColumn).data().toString(), QStringLiteral("no"));
}

void TestRuleDialog::addsTheRule()
{
    QTest::keyClicks(field<QLineEdit>("ruleValue"), QStringLiteral("120"));
    QTest::mouseClick(saveButton(), Qt::LeftButton);
    QVERIFY(says(QStringLiteral("Please give the rule a name.")));
    QTest::keyClicks(field<QLineEdit>("ruleName"), QStringLiteral("Fast"));
    QTest::mouseClick(saveButton(), Qt::LeftButton);
    QTRY_COMPARE(desk_->rules_.size(), std::size_t(1));
    QCOMPARE(desk_->rules_[0].name, std::string("Fast"));
    QCOMPARE(desk_->rules_[0].when, std::string("event.heart_rate > 120"));
}

} // namespace streamgauge

QTEST_MAIN(streamgauge::TestRuleDialog)
#include "tst_ruledialog.moc"
