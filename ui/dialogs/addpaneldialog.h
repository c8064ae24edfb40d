// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QDialog>
#include <QListWidget>
#include <QPushButton>

namespace streamgauge {

/// Every kind of panel there is, with what it is for.
class AddPanelDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AddPanelDialog(const DeskContext &context, QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(const streamgauge::PanelEntry &entry);

private:
    void choose();

    DeskContext context_;
    std::vector<PanelKind> kinds_;
    QListWidget *list_;
};

} // namespace streamgauge
