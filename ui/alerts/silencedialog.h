// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertdialog.h"

#include <QDateTimeEdit>
#include <QLineEdit>
#include <QPushButton>

namespace streamgauge {

/// One silence: what it matches, from when until when, why; and which of the open alerts it would hit.
class SilenceDialog : public AlertDialog
{
    Q_OBJECT

public:
    /// `silence` without an id is a new one.
    SilenceDialog(const DeskContext &context, const Silence &silence, QWidget *parent = nullptr);

    /// For the alerts of this rule and key, for an hour from now.
    [[nodiscard]] static Silence silenceFor(const Alert &alert);

private:
    void showHits();
    void save();

    Silence silence_;
    QLineEdit *matchers_;
    QDateTimeEdit *start_;
    QDateTimeEdit *end_;
    QLineEdit *comment_;
    QLabel *hits_text_;
    QTreeWidget *hits_;
    QLabel *fault_;
    QPushButton *save_button_;
};

} // namespace streamgauge
