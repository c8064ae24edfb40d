// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/ruleshape.h"
#include "ui/deskcontext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QWidget>

#include <initializer_list>
#include <utility>

namespace streamgauge {

/// A rule that compares one field, or one window of a field, with a constant, as form fields. What the form has no
/// fields for (labels, targets, key, time) it leaves as it was.
class RuleForm : public QWidget
{
    Q_OBJECT

public:
    explicit RuleForm(const DeskContext &context, QWidget *parent = nullptr);

    /// Can the form show the condition?
    [[nodiscard]] static bool shows(const RuleSpec &rule);
    /// Precondition: shows(rule).
    void setRule(const RuleSpec &rule);
    /// A new rule on a stream; an empty name chooses the first. `field` may be empty too.
    void begin(const QString &stream, const QString &field);
    [[nodiscard]] QString stream() const;
    /// The error names the field that does not read.
    [[nodiscard]] Result<RuleSpec> rule() const;
    /// Takes new streams in without disturbing what is chosen.
    void followStreams();

Q_SIGNALS:
    void edited();

private:
    [[nodiscard]] QWidget *row(std::initializer_list<std::pair<QWidget *, int>> parts);
    void nameParts();
    void fillBoxes();
    void addRows(QFormLayout *form);
    void connectEditors();
    void fillFields();
    void showWindow();
    void setShape(const RuleShape &shape);
    [[nodiscard]] Result<RuleShape> shape() const;
    [[nodiscard]] Result<LiteralValue> literal(const QString &text, const QString &what) const;
    [[nodiscard]] Result<DurationNs> duration(const QLineEdit &edit, const QString &what) const;

    DeskContext context_;
    RuleSpec base_;   ///< what was shown last, with all the form has no fields for
    std::string let_; ///< the window's name, as it was
    // In the order of the rows, which is that of Tab.
    QLineEdit *name_;
    QComboBox *severity_;
    QComboBox *stream_;
    QComboBox *function_;
    QComboBox *field_;
    QLineEdit *span_;
    QComboBox *comparison_;
    QLineEdit *value_;
    QLineEdit *for_;
    QCheckBox *clear_on_;
    QComboBox *clear_comparison_;
    QLineEdit *clear_value_;
    QLineEdit *keep_firing_;
    QComboBox *no_data_;
    QLineEdit *no_data_after_;
    QLineEdit *notify_;
    QLineEdit *summary_;
    bool setting_ = false;
};

} // namespace streamgauge
