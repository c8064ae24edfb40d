// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QAction>
#include <QMenuBar>
#include <QUndoStack>

namespace streamgauge {

/// Every action of the main window, in menu order, each with its keys. Owned by the window.
struct DeskActions {
    DeskActions(QWidget *window, QUndoStack &undo_stack);

    [[nodiscard]] QList<QAction *> all() const { return all_; }
    void setIcons(const DeskContext &context);
    void fill(QMenuBar &menu_bar, const DeskContext &context);

    QAction *new_workspace;
    QAction *open;
    QAction *save;
    QAction *save_as;
    QAction *welcome;
    QAction *export_csv;
    QAction *quit;
    QAction *undo;
    QAction *redo;
    QAction *add_panel;
    QAction *add_dashboard;
    QAction *rename_dashboard;
    QAction *close_dashboard;
    QAction *next_dashboard;
    QAction *connect_source;
    QAction *new_rule;
    QAction *manage_rules;
    QAction *acknowledge;
    QAction *notifications;
    QAction *lookups;
    QAction *live;
    QAction *catch_up;
    QAction *link_times;
    QAction *palette;
    QAction *filter_sources;
    QAction *show_sources;
    QAction *show_alerts;
    QAction *dark;
    QAction *full_screen;
    QAction *problems;
    QAction *plugins;
    QAction *manual;
    QAction *shortcuts;
    QAction *about;
    QMenu *recent = nullptr;
    QMenu *demos = nullptr;
    QMenu *rules = nullptr;

private:
    QAction *add(const QString &text, const QString &icon, const QKeySequence &keys = {}, bool checkable = false);

    QWidget *window_;
    QList<QAction *> all_;
    std::vector<std::pair<QAction *, QString>> icons_;
};

} // namespace streamgauge
