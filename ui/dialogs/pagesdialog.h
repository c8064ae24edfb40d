// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"
#include "ui/dialogs/changehistory.h"
#include "ui/dialogs/formpage.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QTabWidget>

namespace streamgauge {

/// Form pages behind tabs. Not modal, deleted when closed; changes that are not saved keep it open once.
class PagesDialog : public QDialog
{
    Q_OBJECT

public:
    PagesDialog(const DeskContext &context, const QString &title, QWidget *parent);

    [[nodiscard]] QTabWidget &pages() { return *pages_; }
    void reject() override;

protected:
    void addPage(FormPage *page, const QString &title, const QString &name);
    /// A button that takes back what the pages saved, the last first. `history` is the dialog's.
    void offerUndo(ChangeHistory &history);

private:
    /// Below all pages; the success clears it.
    void showFault(const Result<void> &done);
    void tellUndone(const Result<void> &done);

    QTabWidget *pages_;
    QLabel *fault_;
    QDialogButtonBox *buttons_;
    bool asked_ = false;
};

} // namespace streamgauge
