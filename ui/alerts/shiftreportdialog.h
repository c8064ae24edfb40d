// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertdialog.h"

#include <QComboBox>
#include <QPushButton>

namespace streamgauge {

/// What happened in the last hours: counts, longest, chattering, floods; as CSV too.
class ShiftReportDialog : public AlertDialog
{
    Q_OBJECT

public:
    explicit ShiftReportDialog(const DeskContext &context, QWidget *parent = nullptr);

private:
    void refresh();
    void fill(const ShiftReport &report);
    void save();

    QComboBox *span_;
    QLabel *summary_;
    QTreeWidget *often_;
    QTreeWidget *longest_;
    QLabel *fault_;
    QPushButton *save_button_;
    ShiftReport report_;
};

} // namespace streamgauge
