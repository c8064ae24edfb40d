// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertdialog.h"
#include "ui/dialogs/settingsform.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>

namespace streamgauge {

/// The workspace's receivers: who they are, what they need, a test; and whether the workspace may use them at all.
class ReceiversDialog : public AlertDialog
{
    Q_OBJECT

public:
    explicit ReceiversDialog(const DeskContext &context, QWidget *parent = nullptr);

private:
    [[nodiscard]] QWidget *trustPart();
    [[nodiscard]] QWidget *formPart();
    void fillList(const std::string &selected);
    void showReceiver(int row);
    void showKind();
    void showTrust();
    [[nodiscard]] Result<Receiver> edited();
    void addReceiver();
    void removeReceiver();
    void save();
    void test();

    std::vector<ReceiverKind> kinds_;
    NotifySettings settings_;
    Receiver shown_;
    QWidget *trust_part_ = nullptr;
    QLabel *trust_text_;
    QListWidget *list_;
    QLineEdit *name_;
    QComboBox *kind_;
    SettingsForm *form_;
    QLineEdit *matchers_;
    QCheckBox *resolved_;
    QSpinBox *most_;
    QLabel *said_;
    QPushButton *test_button_;
    QPushButton *save_button_;
    QPushButton *remove_button_;
};

} // namespace streamgauge
