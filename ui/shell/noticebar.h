// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>

namespace streamgauge {

/// A line above the dashboards that says something and offers what to do about it, without taking the focus.
class NoticeBar : public QFrame
{
    Q_OBJECT

public:
    struct Action {
        QString text;
        std::function<void()> run;
    };

    explicit NoticeBar(const DeskContext &context, QWidget *parent = nullptr);

    /// Replaces what is shown. Every action closes the bar.
    void show(const QString &text, bool serious, std::vector<Action> actions = {});
    void showError(const Error &error);
    [[nodiscard]] QString text() const { return text_->text(); }

private:
    DeskContext context_;
    QLabel *text_;
    QWidget *buttons_;
    QPushButton *close_;
};

} // namespace streamgauge
