// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"
#include "ui/dialogs/catalogview.h"
#include "ui/dialogs/doctorview.h"
#include "ui/dialogs/secretplacebox.h"
#include "ui/dialogs/settingsform.h"

#include <QComboBox>
#include <QDialog>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>

#include <optional>
#include <stop_token>

namespace streamgauge {

/// Adds or edits a source: form, check, tables, connect. Never blocks the window behind it; every error is said here.
class ConnectionDialog : public QDialog
{
    Q_OBJECT

public:
    /// With `edited`, changes that source instead of adding one.
    ConnectionDialog(const DeskContext &context, std::optional<SourceEntry> edited, QWidget *parent = nullptr);
    ~ConnectionDialog() override;

    [[nodiscard]] ConnectionDraft draft() const;

Q_SIGNALS:
    void connected(const QString &source);

private:
    [[nodiscard]] QWidget *leftPart();
    [[nodiscard]] QWidget *rightPart();
    void chooseKind(int index);
    void fillEdited();
    void check();
    void browse();
    void save();
    void setBusy(const QString &what);
    void showStatus(const QString &text, const char *tone);
    void formChanged();
    /// Ends the questions there are. Returns the new attempt's number.
    quint64 beginAttempt();
    [[nodiscard]] bool complete();
    [[nodiscard]] QString proposedName() const;
    [[nodiscard]] const ConnectorInfo &info() const { return kinds_[static_cast<std::size_t>(kind_box_->currentIndex())]; }
    [[nodiscard]] const SettingField *streamField() const;

    DeskContext context_;
    std::optional<SourceEntry> edited_;
    std::vector<ConnectorInfo> kinds_;
    QComboBox *kind_box_;
    QLabel *description_;
    QLineEdit *name_edit_;
    SettingsForm *form_;
    SecretPlaceBox *secret_place_;
    QLabel *secret_label_;
    QCheckBox *snapshot_;
    QComboBox *gap_policy_;
    QTabWidget *tabs_;
    DoctorView *doctor_;
    CatalogView *catalog_;
    QLabel *status_;
    QProgressBar *busy_;
    QPushButton *check_button_;
    QPushButton *save_button_;
    bool name_typed_ = false;
    quint64 attempt_ = 0;          ///< answers to earlier questions are dropped
    std::stop_source questions_;   ///< of this attempt
    QPointer<QWidget> asked_from_; ///< the button that was pressed, while it is disabled
    QPointer<QWidget> handed_to_;  ///< where its focus went
};

} // namespace streamgauge
