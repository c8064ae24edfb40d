// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/ruletest.h"
#include "models/rulemodel.h"
#include "ui/deskcontext.h"

#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTimer>

#include <optional>

namespace streamgauge {

/// All rules: what each does now and costs; add, edit, copy, delete (and take that back), pause. Not modal; deletes
/// itself when closed.
class RuleManager : public QDialog
{
    Q_OBJECT

public:
    explicit RuleManager(const DeskContext &context, QWidget *parent = nullptr);

Q_SIGNALS:
    void addRequested();
    void editRequested(const QString &rule);
    void copyRequested(const QString &rule);

private:
    [[nodiscard]] QPushButton *button(const QString &text, const QString &icon, const QString &name);
    [[nodiscard]] QWidget *buttonRow();
    [[nodiscard]] QWidget *undoRow();
    void buildTable();
    void refresh();
    void refreshButtons();
    [[nodiscard]] QString chosen() const;
    void removeChosen();
    void takeBack();
    void showUndo();
    void pauseChosen();

    DeskContext context_;
    RuleModel *model_;
    QTableView *table_;
    QLabel *empty_;
    QPushButton *edit_ = nullptr;
    QPushButton *copy_ = nullptr;
    QPushButton *pause_ = nullptr;
    QPushButton *remove_ = nullptr;
    QWidget *undo_row_ = nullptr;
    QLabel *undo_text_ = nullptr;
    struct Removed {
        RuleSpec rule;
        std::string text;
        std::vector<RuleTest> tests;
    };
    std::vector<Removed> removed_; ///< the last one is taken back first
    QTimer timer_;
};

} // namespace streamgauge
