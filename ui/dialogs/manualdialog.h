// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QDialog>

class QListWidget;
class QTextBrowser;

namespace streamgauge {

/// The manual: chapters on the left, the text on the right. Not modal; deletes itself when closed.
class ManualDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ManualDialog(const DeskContext &context, QWidget *parent = nullptr);

private:
    void build(const DeskContext &context);
    void fillChapters(const QString &folder);
    void showChapter(int row);
    void markChapter(const QUrl &shown);

    QListWidget *chapters_;
    QTextBrowser *text_;
};

} // namespace streamgauge
