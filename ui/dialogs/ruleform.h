// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/rulespec.h"
#include "engine/rules/threshold.h"
#include "ui/deskcontext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QWidget>

namespace streamgauge {

/// A threshold rule as form fields.
class RuleForm : public QWidget
{
    Q_OBJECT

public:
    explicit RuleForm(const DeskContext &context, QWidget *parent = nullptr);

    /// Can the form say all of it? Thresholds on one field of one stream, their times and severity.
    [[nodiscard]] static bool shows(const RuleSpec &rule);
    /// Precondition: shows(rule).
    void setRule(const RuleSpec &rule);
    /// The error names the field that does not read.
    [[nodiscard]] Result<RuleSpec> rule() const;
    /// Takes new streams in without disturbing what is chosen.
    void followStreams();

Q_SIGNALS:
    void edited();

private:
    [[nodiscard]] QWidget *conditionRow();
    [[nodiscard]] QWidget *clearRow();
    [[nodiscard]] QWidget *noDataRow();
    void fillFields();
    void connectEditors();
    [[nodiscard]] Result<LiteralValue> literal(const QString &text, const QString &what) const;
    [[nodiscard]] Result<DurationNs> duration(const QLineEdit &edit, const QString &what) const;

    DeskContext context_;
    QLineEdit *name_;
    QComboBox *stream_;
    QComboBox *field_;
    QComboBox *comparison_;
    QLineEdit *value_;
    QCheckBox *clear_on_;
    QComboBox *clear_comparison_;
    QLineEdit *clear_value_;
    QLineEdit *for_;
    QLineEdit *keep_firing_;
    QComboBox *no_data_;
    QLineEdit *no_data_after_;
    QComboBox *severity_;
    bool setting_ = false;
};

} // namespace streamgauge
