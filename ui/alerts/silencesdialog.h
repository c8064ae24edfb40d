// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertdialog.h"

#include <QPushButton>

#include <vector>

namespace streamgauge {

/// All silences and shelved alerts, to look up, change and end.
class SilencesDialog : public AlertDialog
{
    Q_OBJECT

public:
    explicit SilencesDialog(const DeskContext &context, QWidget *parent = nullptr);

private:
    struct Row {
        QStringList texts;
        QString id; ///< of a silence; empty: a shelf
        QString rule;
        QString key;
        friend bool operator==(const Row &, const Row &) = default;
    };

    /// As they stand at this time, which also ends and begins them.
    [[nodiscard]] std::vector<Row> rows() const;
    void refresh();
    void showSelection();
    void endSelected();
    void editSelected();

    std::vector<Row> shown_;
    QTreeWidget *tree_;
    QLabel *none_;
    QLabel *fault_;
    QPushButton *edit_;
    QPushButton *end_;
};

} // namespace streamgauge
