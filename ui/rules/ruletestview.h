// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/ruletest.h"
#include "ui/deskcontext.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>

namespace streamgauge {

/// The test cases of a rule: what is sent, what must come out; run one or all and see what does not.
class RuleTestView : public QWidget
{
    Q_OBJECT

public:
    explicit RuleTestView(const DeskContext &context, QWidget *parent = nullptr);

    void setTests(std::vector<RuleTest> tests);
    /// As they stand now, with what is being edited.
    [[nodiscard]] const std::vector<RuleTest> &tests() const { return tests_; }
    void setRule(const RuleSpec &rule) { rule_ = rule; }
    /// What does not read in the test on the screen and therefore is not in tests(); empty: all does.
    [[nodiscard]] const QString &fault() const { return fault_; }

Q_SIGNALS:
    void edited();

private:
    [[nodiscard]] QWidget *chooser();
    [[nodiscard]] QTableWidget *table(const QString &name, const QStringList &headers, const QString &title);
    [[nodiscard]] QWidget *tablePart(QTableWidget *shown, const QString &title);
    void addTest();
    void removeTest();
    void showTest();
    void readTest();
    /// What does not read of these parts; they keep what they had, or go without the rows at fault.
    [[nodiscard]] QString readInterval(RuleTest &test);
    [[nodiscard]] QString readExpected(RuleTest &test);
    void showFault(const QString &fault);
    void showResult(const QString &text, const QString &tone);
    [[nodiscard]] QStringList fields() const;
    void run();
    void take(const Result<std::vector<RuleTestMismatch>> &mismatches);
    [[nodiscard]] RuleTest *current();

    DeskContext context_;
    std::vector<RuleTest> tests_;
    RuleSpec rule_;
    QComboBox *chosen_;
    QLineEdit *name_;
    QLineEdit *interval_;
    QTableWidget *input_;
    QTableWidget *expected_;
    QPushButton *add_ = nullptr;
    QPushButton *remove_ = nullptr;
    QPushButton *run_ = nullptr;
    QLabel *result_;
    QString fault_;
    bool showing_ = false;
};

} // namespace streamgauge
