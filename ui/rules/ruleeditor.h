// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/rules/backtestview.h"
#include "ui/rules/ruleform.h"
#include "ui/rules/rulenowview.h"
#include "ui/rules/ruletestview.h"
#include "ui/rules/ruletextedit.h"

#include <QDialog>
#include <QTabWidget>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace streamgauge {

/// Makes or edits a rule: form and text of the same rule, each following the other; beside them its values now, the
/// backtest and its test cases. What is wrong is said while one types. Asks before it drops what was changed. Not modal;
/// deletes itself when closed.
class RuleEditor : public QDialog
{
    Q_OBJECT

public:
    /// `edited`: the name of the rule that is replaced; empty for a new one. A rule without condition begins on its
    /// stream with the form empty.
    RuleEditor(const DeskContext &context, const RuleSpec &rule, const QString &edited, QWidget *parent = nullptr);

    [[nodiscard]] RuleTextEdit &text() { return *text_; }
    [[nodiscard]] RuleForm &form() { return *form_; }
    [[nodiscard]] BacktestView &backtest() { return *backtest_; }
    [[nodiscard]] QTabWidget &tabs() { return *tabs_; }

    void reject() override;

Q_SIGNALS:
    void saved(const QString &rule);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    [[nodiscard]] QWidget *writingPart();
    [[nodiscard]] QWidget *trialPart();
    [[nodiscard]] QLayout *buttonRow();
    void begin(const RuleSpec &rule);
    void connectParts();
    void formEdited();
    void textEdited();
    void takeRule(const RuleSpec &rule);
    [[nodiscard]] RuleReading read();
    void askForColumns();
    void askForFunctions(const RuleSpec &rule, const std::vector<std::string> &known);
    void writeText(const RuleSpec &rule);
    void putText(const std::string &text);
    void showReading(const RuleReading &reading);
    void showForm(const RuleSpec &rule);
    void layOutWriting();
    enum class Tone { Hint, Warning, Problem };
    void showFault(const QString &text, Tone tone);
    [[nodiscard]] QString freshName() const;
    [[nodiscard]] bool isRunning(const RuleSpec &rule) const;
    void save();

    DeskContext context_;
    QString edited_;
    RuleForm *form_;
    QLabel *form_hint_;
    QLabel *text_title_;
    RuleTextEdit *text_;
    QLabel *memory_;
    QTabWidget *tabs_;
    RuleNowView *now_;
    BacktestView *backtest_;
    RuleTestView *tests_;
    QLabel *fault_;
    QPushButton *save_;
    std::optional<RuleSpec> rule_;
    std::string written_; ///< the last text that read as a rule, whose comments and lines the form's edits keep
    /// Of lookups, as their servers told; asked once a rule speaks of lookups. Empty: not told yet.
    std::map<std::string, std::vector<std::string>> columns_;
    std::set<std::string> asked_; ///< functions the rule has called since the editor opened
    std::map<std::string, CelFunction> signatures_;
    bool form_shows_ = true; ///< the form can show the rule
    bool touched_ = false;   ///< something was changed since the editor opened
    bool following_ = false;
};

} // namespace streamgauge
