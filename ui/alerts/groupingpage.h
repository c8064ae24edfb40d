// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/notifyeditor.h"
#include "ui/deskcontext.h"
#include "ui/dialogs/formpage.h"

#include <QFormLayout>
#include <QLineEdit>

namespace streamgauge {

/// How alerts are joined into notices, and how many notices those that fire now make.
class GroupingPage final : public FormPage
{
    Q_OBJECT

public:
    /// `editor` outlives this.
    GroupingPage(const DeskContext &context, NotifyEditor &editor, QWidget *parent = nullptr);

protected:
    void save() override;
    void revert() override;

private:
    /// A line for a length of time, with what it means and what is wrong with it below.
    struct DurationLine {
        QLineEdit *edit;
        QLabel *below;
        QString meaning;
        DurationNs least_ns;
    };
    [[nodiscard]] DurationLine durationLine(const QString &name, const QString &object, const QString &meaning,
                                            DurationNs least_ns);
    void addLine(QFormLayout &form, const QString &label, const DurationLine &line);
    void editorChanged();
    [[nodiscard]] Result<Grouping> edited() const;
    void showEffect();

    DeskContext context_;
    NotifyEditor &editor_;
    QLineEdit *by_;
    DurationLine wait_;
    DurationLine interval_;
    DurationLine repeat_;
    QLabel *effect_;
};

} // namespace streamgauge
