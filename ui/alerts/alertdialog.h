// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertservices.h"
#include "ui/deskcontext.h"

#include <QBoxLayout>
#include <QDialog>
#include <QLabel>
#include <QTreeWidget>

namespace streamgauge {

/// What the dialogs about alerts have in common: not modal, deleted when closed, a column of parts.
class AlertDialog : public QDialog
{
    Q_OBJECT

public:
    AlertDialog(const DeskContext &context, const QString &title, const QSize &size, QWidget *parent);

protected:
    [[nodiscard]] AlertServices &alerts() const { return *context_.services->alerts(); }
    [[nodiscard]] QVBoxLayout &column() { return *column_; }
    QTreeWidget *addTree(const QString &name, const QStringList &headers);
    /// Gives each column the width of its texts; the last keeps the rest.
    static void fitColumns(QTreeWidget *tree);
    /// A line for what went wrong; hidden while empty.
    QLabel *addFault();
    static void showFault(QLabel *line, const Result<void> &done);

    DeskContext context_;

private:
    QVBoxLayout *column_;
};

} // namespace streamgauge
