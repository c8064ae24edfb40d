// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertdialog.h"

namespace streamgauge {

/// What was sent, when, to whom, and what the other side said; follows while it is open.
class NoticeLogDialog : public AlertDialog
{
    Q_OBJECT

public:
    explicit NoticeLogDialog(const DeskContext &context, QWidget *parent = nullptr);

private:
    void refresh();
    void fill(const std::vector<SentEntry> &entries);

    QTreeWidget *tree_;
    std::vector<SentEntry> shown_;
};

} // namespace streamgauge
