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

    /// At once; it also does so by itself, every other second.
    void refresh();

private:
    void fill(const std::vector<SentEntry> &entries);
    [[nodiscard]] QTreeWidgetItem *itemFor(const SentEntry &entry) const;

    QTreeWidget *tree_;
    std::vector<SentEntry> shown_;
};

} // namespace streamgauge
