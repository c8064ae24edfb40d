// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertfilter.h"
#include "ui/alerts/alertservices.h"
#include "ui/deskcontext.h"

#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

namespace streamgauge {

/// The right side: alerts as cards with filter, order, counts, acknowledge with comment, jump to the chart.
class AlertPanel : public QWidget
{
    Q_OBJECT

public:
    explicit AlertPanel(const DeskContext &context, QWidget *parent = nullptr);

    [[nodiscard]] AlertModel &model() { return *model_; }
    [[nodiscard]] AlertFilter &filter() { return *filter_; }
    [[nodiscard]] QListView &list() { return *list_; }
    void refreshTheme();
    /// Opens the comment field for the selected alert.
    void startAcknowledge();

Q_SIGNALS:
    void jumpRequested(const streamgauge::Alert &alert);
    void editRuleRequested(const QString &rule);
    void newRuleRequested();

private:
    [[nodiscard]] QWidget *headPart();
    [[nodiscard]] QWidget *filterPart();
    [[nodiscard]] QWidget *emptyPart();
    [[nodiscard]] QWidget *actionPart();
    void followFrame(const SnapshotPtr &snapshot);
    void showCounts();
    void showSelection();
    void showEmptyState(std::size_t rules);
    void showMenu(const QPoint &position);
    void acknowledge();
    [[nodiscard]] QToolButton *menuButton();
    void addWithholding(QMenu &menu, const Alert &alert);

    DeskContext context_;
    AlertModel *model_;
    AlertFilter *filter_;
    QLabel *counts_;
    QLineEdit *text_filter_;
    QComboBox *show_box_;
    QComboBox *severity_box_;
    QComboBox *order_box_;
    QStackedWidget *stack_;
    QLabel *empty_text_;
    QPushButton *empty_button_;
    QListView *list_;
    QWidget *action_part_ = nullptr;
    QLineEdit *comment_;
    QComboBox *until_box_;
    QPushButton *acknowledge_button_;
    QPushButton *jump_button_;
    QLabel *result_;
    QElapsedTimer since_update_;
};

} // namespace streamgauge
