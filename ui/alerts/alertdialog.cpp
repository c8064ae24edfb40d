// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertdialog.h"

#include "models/livetext.h"
#include "ui/deskstyle.h"

namespace streamgauge {

AlertDialog::AlertDialog(const DeskContext &context, const QString &title, const QSize &size, QWidget *parent)
    : QDialog(parent)
    , context_(context)
    , column_(new QVBoxLayout(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    setStyleSheet(deskStyleSheet(context.palette()));
    resize(size);
    column_->setContentsMargins(16, 16, 16, 16);
    column_->setSpacing(12);
}

QTreeWidget *AlertDialog::addTree(const QString &name, const QStringList &headers)
{
    auto *tree = new QTreeWidget(this);
    tree->setAccessibleName(name);
    tree->setHeaderLabels(headers);
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    column_->addWidget(tree, 1);
    return tree;
}

void AlertDialog::fitColumns(QTreeWidget *tree)
{
    for (int part = 0; part + 1 < tree->columnCount(); ++part)
        tree->resizeColumnToContents(part);
}

QLabel *AlertDialog::addFault()
{
    auto *line = new QLabel(this);
    line->setObjectName(QStringLiteral("problemText"));
    line->setWordWrap(true);
    line->hide();
    column_->addWidget(line);
    return line;
}

void AlertDialog::showFault(QLabel *line, const Result<void> &done)
{
    line->setVisible(!done.ok());
    if (!done)
        line->setText(toQString(done.error().text()));
}

} // namespace streamgauge
