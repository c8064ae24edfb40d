// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deskactions.h"

#include <QCoreApplication>

namespace streamgauge {

namespace {

struct DeskActionText {
    Q_DECLARE_TR_FUNCTIONS(DeskActionText)
};

QString icon(const char *name)
{
    return QString::fromLatin1(name);
}

} // namespace

DeskActions::DeskActions(QWidget *window, QUndoStack &undo_stack)
    : window_(window)
{
    new_workspace = add(DeskActionText::tr("&New workspace"), icon("add"), QKeySequence::New);
    open = add(DeskActionText::tr("&Open workspace…"), icon("open"), QKeySequence::Open);
    save = add(DeskActionText::tr("&Save workspace"), icon("save"), QKeySequence::Save);
    save_as = add(DeskActionText::tr("Save workspace &as…"), icon("save"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    welcome = add(DeskActionText::tr("&Welcome page"), icon("flag"), QKeySequence(Qt::CTRL | Qt::Key_Home));
    export_csv = add(DeskActionText::tr("&Export as CSV…"), icon("export"), QKeySequence(Qt::CTRL | Qt::Key_E));
    quit = add(DeskActionText::tr("&Quit"), icon("close"), QKeySequence(Qt::CTRL | Qt::Key_Q));
    undo = undo_stack.createUndoAction(window, DeskActionText::tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    redo = undo_stack.createRedoAction(window, DeskActionText::tr("&Redo"));
    redo->setShortcuts({ QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y) });
    icons_.emplace_back(undo, icon("undo"));
    icons_.emplace_back(redo, icon("redo"));
    all_ << undo << redo;
    add_panel = add(DeskActionText::tr("Add &panel…"), icon("panel"), QKeySequence(Qt::CTRL | Qt::Key_P));
    add_dashboard = add(DeskActionText::tr("Add &dashboard"), icon("dashboard"), QKeySequence(Qt::CTRL | Qt::Key_T));
    rename_dashboard = add(DeskActionText::tr("&Rename dashboard"), icon("edit"), QKeySequence(Qt::CTRL | Qt::Key_F2));
    close_dashboard = add(DeskActionText::tr("&Close dashboard"), icon("close"), QKeySequence(Qt::CTRL | Qt::Key_W));
    next_dashboard = add(DeskActionText::tr("Ne&xt dashboard"), icon("chevron-right"), QKeySequence(Qt::CTRL | Qt::Key_Tab));
    connect_source =
        add(DeskActionText::tr("&Connect to a source…"), icon("connect"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N));
    new_rule = add(DeskActionText::tr("New &rule…"), icon("rule"), QKeySequence(Qt::CTRL | Qt::Key_R));
    manage_rules = add(DeskActionText::tr("R&ules…"), icon("rule"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R));
    acknowledge =
        add(DeskActionText::tr("&Acknowledge alert"), icon("acknowledge"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A));
    notifications = add(DeskActionText::tr("&Notifications…"), icon("bell"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B));
    lookups = add(DeskActionText::tr("&Lookups and models…"), icon("table"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T));
    live = add(DeskActionText::tr("&Live"), icon("live"), QKeySequence(Qt::CTRL | Qt::Key_Space), true);
    catch_up = add(DeskActionText::tr("&Catch up with the present"), icon("fit"), QKeySequence(Qt::CTRL | Qt::Key_L));
    link_times = add(DeskActionText::tr("Zoom and pan charts &together"), icon("clock"),
                     QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L), true);
    palette = add(DeskActionText::tr("&Commands…"), icon("search"), QKeySequence(Qt::CTRL | Qt::Key_K));
    filter_sources =
        add(DeskActionText::tr("&Filter sources and fields"), icon("filter"), QKeySequence(Qt::CTRL | Qt::Key_F));
    show_sources = add(DeskActionText::tr("&Sources on the left"), icon("source"), QKeySequence(Qt::CTRL | Qt::Key_1), true);
    show_alerts = add(DeskActionText::tr("&Alerts on the right"), icon("bell"), QKeySequence(Qt::CTRL | Qt::Key_2), true);
    dark = add(DeskActionText::tr("&Dark theme (off: light)"), icon("moon"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D),
               true);
    full_screen = add(DeskActionText::tr("F&ull screen"), icon("dashboard"), QKeySequence(Qt::Key_F11), true);
    problems = add(DeskActionText::tr("&Problems…"), icon("warning"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M));
    plugins = add(DeskActionText::tr("P&lugins…"), icon("plugin"));
    manual = add(DeskActionText::tr("&Manual…"), icon("help"), QKeySequence(Qt::Key_F1));
    shortcuts = add(DeskActionText::tr("&Keyboard…"), icon("key"), QKeySequence(Qt::SHIFT | Qt::Key_F1));
    about = add(DeskActionText::tr("&About Streamgauge…"), icon("info"));
    live->setChecked(true);
    show_sources->setChecked(true);
    show_alerts->setChecked(true);
}

QAction *DeskActions::add(const QString &text, const QString &icon_name, const QKeySequence &keys, bool checkable)
{
    auto *action = new QAction(text, window_);
    action->setShortcut(keys);
    action->setCheckable(checkable);
    window_->addAction(action);
    icons_.emplace_back(action, icon_name);
    all_ << action;
    return action;
}

void DeskActions::setIcons(const DeskContext &context)
{
    for (const auto &[action, name] : icons_)
        action->setIcon(context.icon(name));
}

void DeskActions::fill(QMenuBar &menu_bar, const DeskContext &)
{
    QMenu *file = menu_bar.addMenu(DeskActionText::tr("&File"));
    file->addActions({ new_workspace, open });
    recent = file->addMenu(DeskActionText::tr("Open &recent"));
    demos = file->addMenu(DeskActionText::tr("&Demos"));
    file->addActions({ save, save_as });
    file->addSeparator();
    file->addAction(export_csv);
    file->addSeparator();
    file->addActions({ welcome, quit });
    QMenu *edit = menu_bar.addMenu(DeskActionText::tr("&Edit"));
    edit->addActions({ undo, redo });
    edit->addSeparator();
    edit->addActions({ add_panel, add_dashboard, rename_dashboard, close_dashboard });
    QMenu *data = menu_bar.addMenu(DeskActionText::tr("&Data"));
    data->addActions({ connect_source, new_rule, manage_rules });
    rules = data->addMenu(DeskActionText::tr("Edit &rule"));
    data->addAction(lookups);
    data->addSeparator();
    data->addActions({ acknowledge, notifications });
    QMenu *view = menu_bar.addMenu(DeskActionText::tr("&View"));
    view->addActions({ live, catch_up, link_times });
    view->addSeparator();
    view->addActions({ palette, filter_sources, next_dashboard });
    view->addSeparator();
    view->addActions({ show_sources, show_alerts, dark, full_screen });
    QMenu *help = menu_bar.addMenu(DeskActionText::tr("&Help"));
    help->addActions({ manual, shortcuts, problems, plugins, about });
}

} // namespace streamgauge
