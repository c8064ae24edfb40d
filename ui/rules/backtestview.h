// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"
#include "ui/rules/backtestchart.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTimer>

namespace streamgauge {

/// When a rule would have fired, over what the program still holds or over a recording. Asks anew, off the GUI thread,
/// whenever the rule changes; what is dragged in the chart comes back as a changed rule.
class BacktestView : public QWidget
{
    Q_OBJECT

public:
    explicit BacktestView(const DeskContext &context, QWidget *parent = nullptr);

    void setRule(const RuleSpec &rule);
    [[nodiscard]] BacktestChart &chart() { return *chart_; }
    void refreshTheme() { chart_->update(); }

Q_SIGNALS:
    void ruleChanged(const streamgauge::RuleSpec &rule);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void ask();
    void take(const Result<BacktestAnswer> &answer);
    void chooseSource(int index);
    void chooseKey();
    void moveLimit(double value);
    void moveFor(qint64 for_ns);
    [[nodiscard]] QString summaryOf(const BacktestAnswer &answer) const;

    DeskContext context_;
    QComboBox *source_;
    QComboBox *key_;
    QPushButton *again_;
    BacktestChart *chart_;
    QLabel *summary_;
    QLabel *fault_;
    QTimer ask_soon_;
    std::optional<RuleSpec> rule_;
    QString recording_;
    std::string curve_of_; ///< stream, field and key of the curve on the screen
    bool due_ = false;
};

} // namespace streamgauge
