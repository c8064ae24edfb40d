// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rulepreview.h"
#include "ui/dialogs/ruleform.h"

#include <QDialog>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>

namespace streamgauge {

/// Makes or edits a rule: as a form and as text, each following the other, with the present values beside and which of them
/// would fire. Errors are said in place.
class RuleDialog : public QDialog
{
    Q_OBJECT

public:
    /// `edited`: the name of the rule that is replaced; empty for a new one.
    RuleDialog(const DeskContext &context, const RuleSpec &rule, const QString &edited, QWidget *parent = nullptr);
    ~RuleDialog() override;

Q_SIGNALS:
    void saved(const QString &rule);

private:
    [[nodiscard]] QWidget *previewPart();
    [[nodiscard]] QWidget *textPart();
    void formEdited();
    void textEdited();
    void showRule(const Result<RuleSpec> &rule);
    void followStream(const std::string &stream);
    void showSummary();
    void save();

    DeskContext context_;
    QString edited_;
    RuleForm *form_;
    QPlainTextEdit *text_;
    QLabel *fault_;
    RulePreview *preview_;
    QTableView *preview_table_;
    QLabel *summary_;
    QPushButton *save_button_;
    RuleSpec rule_;
    std::string stream_;
    std::unique_ptr<Subscription> subscription_;
    bool following_ = false;
};

} // namespace streamgauge
