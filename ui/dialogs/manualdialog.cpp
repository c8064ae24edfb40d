// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/manualdialog.h"

#include "ui/deskservices.h"
#include "ui/deskstyle.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QListWidget>
#include <QSplitter>
#include <QTextBrowser>
#include <QTextStream>
#include <QVBoxLayout>

namespace streamgauge {

namespace {

/// A chapter's first line is its heading: "# Export".
QString headingOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return QFileInfo(path).completeBaseName();
    QString line = QTextStream(&file).readLine();
    while (line.startsWith(QLatin1Char('#')))
        line.remove(0, 1);
    return line.trimmed();
}

} // namespace

ManualDialog::ManualDialog(const DeskContext &context, QWidget *parent)
    : QDialog(parent)
    , chapters_(new QListWidget(this))
    , text_(new QTextBrowser(this))
{
    build(context);
    fillChapters(context.services->manualFolder());
    connect(chapters_, &QListWidget::currentRowChanged, this, &ManualDialog::showChapter);
    connect(text_, &QTextBrowser::sourceChanged, this, &ManualDialog::markChapter);
    chapters_->setCurrentRow(0);
}

void ManualDialog::build(const DeskContext &context)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("manual"));
    setWindowTitle(tr("Manual"));
    setStyleSheet(deskStyleSheet(context.palette()));
    resize(960, 640);
    chapters_->setAccessibleName(tr("Chapters"));
    text_->setAccessibleName(tr("Text of the chapter"));
    text_->setOpenExternalLinks(true);
    text_->document()->setDocumentMargin(16);
    text_->document()->setDefaultStyleSheet(QStringLiteral("a { color: %1; }").arg(context.palette().accent.name()));
    auto *splitter = new QSplitter(this);
    splitter->addWidget(chapters_);
    splitter->addWidget(text_);
    splitter->setStretchFactor(1, 1);
    chapters_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    chapters_->setMinimumWidth(chapters_->fontMetrics().averageCharWidth() * 36);
    splitter->setSizes({ 300, 660 });
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(splitter);
    column->addWidget(buttons);
}

void ManualDialog::fillChapters(const QString &folder)
{
    const QFileInfoList files = QDir(folder).entryInfoList({ QStringLiteral("*.md") }, QDir::Files, QDir::Name);
    for (const QFileInfo &file : files) {
        auto *item = new QListWidgetItem(headingOf(file.filePath()), chapters_);
        item->setData(Qt::UserRole, QUrl::fromLocalFile(file.absoluteFilePath()));
    }
    if (files.isEmpty())
        text_->setPlainText(tr("The manual is not installed: %1 has no chapters. Install the package again.").arg(folder));
}

void ManualDialog::showChapter(int row)
{
    if (const QListWidgetItem *item = chapters_->item(row))
        text_->setSource(item->data(Qt::UserRole).toUrl(), QTextDocument::MarkdownResource);
}

void ManualDialog::markChapter(const QUrl &shown)
{
    for (int row = 0; row < chapters_->count(); ++row) {
        if (chapters_->item(row)->data(Qt::UserRole).toUrl() == shown && row != chapters_->currentRow())
            chapters_->setCurrentRow(row);
    }
}

} // namespace streamgauge
