// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertfilter.h"
#include "ui/alerts/alertservices.h"
#include "ui/alerts/standingnotes.h"
#include "ui/deskcontext.h"

#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

#include <set>
#include <vector>

namespace streamgauge {

/// The right side: alerts as cards with filter, order, counts, acknowledge with comment, jump to the chart. Several can
/// be selected. What is selected stays selected, and shown, whatever alerts come and go meanwhile, and no action ever
/// goes to another one.
class AlertPanel : public QWidget
{
    Q_OBJECT

public:
    explicit AlertPanel(const DeskContext &context, QWidget *parent = nullptr);

    [[nodiscard]] AlertModel &model() { return *model_; }
    [[nodiscard]] AlertFilter &filter() { return *filter_; }
    [[nodiscard]] QListView &list() { return *list_; }
    void refreshTheme();
    /// Opens the comment field for the selected alerts, the first one when none is.
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
    void rememberSelection();
    void restoreSelection();
    void showSelection();
    /// As they are now; empty when nothing is selected.
    [[nodiscard]] std::vector<Alert> selected() const;
    [[nodiscard]] std::vector<Alert> selectedToAcknowledge() const;
    /// The one that actions on a single alert are about.
    [[nodiscard]] const Alert *chosen() const;
    void reportResult(const Result<void> &done);
    /// Sources that send nothing: nobody should read the silence of their rules as calm.
    [[nodiscard]] QStringList silentSources(const Snapshot &snapshot) const;
    void showEmptyState(std::size_t rules, const QStringList &silent);
    void showMenu(const QPoint &position);
    void acknowledge();
    [[nodiscard]] QToolButton *menuButton();
    void addWithholding(QMenu &menu, const std::vector<Alert> &alerts);

    DeskContext context_;
    AlertModel *model_;
    AlertFilter *filter_;
    QLabel *counts_;
    QLineEdit *text_filter_;
    QComboBox *show_box_;
    QComboBox *severity_box_;
    QComboBox *order_box_;
    StandingNotes *notes_;
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
    std::set<std::uint64_t> chosen_; ///< episodes
    std::uint64_t current_ = 0;      ///< 0: none
    bool following_ = false;         ///< the list changes by itself, not by the user
};

} // namespace streamgauge
