// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/pagesdialog.h"

#include "models/livetext.h"
#include "ui/deskstyle.h"

#include <QPushButton>

namespace streamgauge {

namespace {

constexpr QSize preferred(880, 640);

} // namespace

PagesDialog::PagesDialog(const DeskContext &context, const QString &title, QWidget *parent)
    : QDialog(parent)
    , pages_(new QTabWidget(this))
    , fault_(new QLabel(this))
    , buttons_(new QDialogButtonBox(QDialogButtonBox::Close, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    setStyleSheet(deskStyleSheet(context.palette()));
    resize(preferred);
    pages_->setDocumentMode(true);
    pages_->setAccessibleName(title);
    fault_->setObjectName(QStringLiteral("problemText"));
    fault_->setWordWrap(true);
    fault_->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(pages_, 1);
    column->addWidget(fault_);
    column->addWidget(buttons_);
    // Return in a form must not close the dialog.
    buttons_->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(buttons_, &QDialogButtonBox::rejected, this, [this] { reject(); });
}

void PagesDialog::addPage(FormPage *page, const QString &title, const QString &name)
{
    page->setObjectName(name);
    pages_->addTab(page, title);
}

void PagesDialog::offerUndo(ChangeHistory &history)
{
    QPushButton *undo = buttons_->addButton(tr("&Undo the last change"), QDialogButtonBox::ResetRole);
    undo->setObjectName(QStringLiteral("undo"));
    undo->setAutoDefault(false);
    undo->setEnabled(history.canUndo());
    connect(undo, &QPushButton::clicked, this,
            [this, &history] { history.undo(this, [this](const Result<void> &done) { tellUndone(done); }); });
    connect(&history, &ChangeHistory::changed, this, [this, undo, &history] {
        undo->setEnabled(history.canUndo());
        showFault({});
    });
}

void PagesDialog::tellUndone(const Result<void> &done)
{
    showFault(done);
    if (!done)
        return;
    for (int index = 0; index < pages_->count(); ++index) {
        if (auto *page = qobject_cast<FormPage *>(pages_->widget(index)))
            page->tell(index == pages_->currentIndex() ? tr("The last change is undone.") : QString());
    }
}

void PagesDialog::showFault(const Result<void> &done)
{
    asked_ = false;
    fault_->setVisible(!done.ok());
    if (!done)
        fault_->setText(toQString(done.error().text()));
}

void PagesDialog::reject()
{
    for (int index = 0; index < pages_->count() && !asked_; ++index) {
        auto *page = qobject_cast<FormPage *>(pages_->widget(index));
        if (page == nullptr || !page->hasChanges())
            continue;
        pages_->setCurrentIndex(index);
        page->askForChanges();
        showFault(Error { ErrorKind::Input, tr("Close again to drop what is not saved.").toStdString(), {}, {} });
        asked_ = true;
        return;
    }
    QDialog::reject();
}

} // namespace streamgauge
