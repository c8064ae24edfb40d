// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/matcheredit.h"
#include "ui/alerts/notifyeditor.h"
#include "ui/deskcontext.h"
#include "ui/dialogs/entriespage.h"
#include "ui/dialogs/secretplacebox.h"
#include "ui/dialogs/settingsform.h"

#include <QSpinBox>

namespace streamgauge {

/// The workspace's receivers: who they are, what they need, where their secrets are kept, a test; and whether the workspace
/// may use them at all.
class ReceiversPage final : public EntriesPage
{
    Q_OBJECT

public:
    /// `editor` outlives this.
    ReceiversPage(const DeskContext &context, NotifyEditor &editor, QWidget *parent = nullptr);

protected:
    void showEntry(int row) override;
    void fill(const std::string &chosen) override;
    void remove(int row) override;
    void save() override;

private:
    [[nodiscard]] QWidget *trustPart();
    [[nodiscard]] QWidget *formPart();
    void connectEditors();
    void showKind();
    void showTrust();
    [[nodiscard]] Result<ReceiverDraft> edited() const;
    void keep(const Receiver &receiver);
    void test();

    DeskContext context_;
    NotifyEditor &editor_;
    std::vector<ReceiverKind> kinds_;
    Receiver shown_;
    QWidget *trust_part_ = nullptr;
    QLabel *trust_text_;
    QLineEdit *name_;
    QComboBox *kind_;
    SettingsForm *form_;
    QLabel *secret_label_;
    SecretPlaceBox *secret_place_;
    MatcherEdit *matchers_;
    QCheckBox *resolved_;
    QSpinBox *most_;
    QPushButton *test_button_;
};

} // namespace streamgauge
