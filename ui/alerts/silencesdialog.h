// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertdialog.h"

#include <QPushButton>

namespace streamgauge {

/// All silences and shelved alerts, to look up, change and end.
class SilencesDialog : public AlertDialog
{
    Q_OBJECT

public:
    explicit SilencesDialog(const DeskContext &context, QWidget *parent = nullptr);

private:
    void refresh();
    void showSelection();
    void endSelected();
    void editSelected();

    QTreeWidget *tree_;
    QLabel *none_;
    QLabel *fault_;
    QPushButton *edit_;
    QPushButton *end_;
};

} // namespace streamgauge
