// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/addpaneldialog.h"

#include "ui/deskstyle.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

namespace streamgauge {

namespace {

QString iconOf(const QString &kind)
{
    return iconNames().contains(kind) ? kind : QStringLiteral("panel");
}

} // namespace

AddPanelDialog::AddPanelDialog(const DeskContext &context, QWidget *parent)
    : QDialog(parent)
    , context_(context)
    , kinds_(context.services->panelKinds())
    , list_(new QListWidget(this))
{
    setWindowTitle(tr("Add a panel"));
    setStyleSheet(deskStyleSheet(context_.palette()));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(520, 480);
    list_->setObjectName(QStringLiteral("panelKinds"));
    list_->setAccessibleName(tr("Kinds of panels"));
    list_->setIconSize({ 24, 24 });
    list_->setWordWrap(true);
    for (const PanelKind &kind : kinds_) {
        QString text = kind.title + QLatin1Char('\n') + kind.description;
        if (!kind.plugin.isEmpty())
            text += tr("\nPlugin %1").arg(kind.plugin);
        auto *item = new QListWidgetItem(context_.icon(iconOf(kind.kind)), text, list_);
        item->setData(Qt::AccessibleTextRole, text);
    }
    list_->setCurrentRow(0);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(tr("Add"), QDialogButtonBox::AcceptRole)->setDefault(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->addWidget(list_, 1);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &AddPanelDialog::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(list_, &QListWidget::itemActivated, this, &AddPanelDialog::choose);
}

void AddPanelDialog::choose()
{
    if (list_->currentRow() < 0)
        return;
    const PanelKind &kind = kinds_[static_cast<std::size_t>(list_->currentRow())];
    PanelEntry entry;
    entry.kind = kind.kind.toStdString();
    entry.width = kind.grid_size.width();
    entry.height = kind.grid_size.height();
    Q_EMIT chosen(entry);
    accept();
}

} // namespace streamgauge
