// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rulepreview.h"
#include "ui/deskcontext.h"

#include <QComboBox>
#include <QLabel>
#include <QTableView>
#include <QTableWidget>
#include <QTimer>

namespace streamgauge {

/// What a rule makes of the present: each let and the condition for a chosen key, as the engine has them, or, of a rule that
/// does not run as it stands here, over what the program still holds; and the latest row of every key. Before there is a
/// rule, what its stream has to be judged.
class RuleNowView : public QWidget
{
    Q_OBJECT

public:
    explicit RuleNowView(const DeskContext &context, QWidget *parent = nullptr);

    /// `running`: the engine judges by exactly this rule, so that its windows can be read.
    void setRule(const RuleSpec &rule, bool running);
    /// Before a rule reads: shows the present values of the stream's columns. May be empty.
    void setStream(const QString &stream);
    [[nodiscard]] RulePreview &preview() { return *preview_; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void setUpPreview();
    void followStream();
    void takeRows(const TableDelta &delta);
    void judge();
    void probe();
    void showProbe(const Result<RuleProbe> &probe);
    void showColumns();
    void showValues(const std::vector<std::pair<QString, QString>> &rows);
    [[nodiscard]] QString hintFor(const RuleProbe &probe) const;
    [[nodiscard]] std::string chosenKey() const;
    void showSummary(const Result<void> &judged);

    DeskContext context_;
    QComboBox *key_;
    QTableWidget *values_;
    QLabel *hint_;
    QLabel *summary_;
    RulePreview *preview_;
    QTableView *preview_table_;
    RuleSpec rule_;
    bool running_ = false;
    bool waiting_ = false; ///< for the answer to a probe
    bool changed_ = false; ///< since that probe
    std::string stream_;
    std::unique_ptr<Subscription> subscription_;
    QTimer probe_timer_;
};

} // namespace streamgauge
