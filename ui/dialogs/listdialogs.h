// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/problemmodel.h"
#include "ui/deskcontext.h"

#include <QDialog>

namespace streamgauge {

/// Dialogs that only show something. None is modal; each deletes itself when closed.

/// All problems with what helps; lives on while it is open.
[[nodiscard]] QDialog *problemsDialog(const DeskContext &context, ProblemModel &problems, QWidget *parent);
[[nodiscard]] QDialog *pluginsDialog(const DeskContext &context, QWidget *parent);
/// What is known of one source: state, counts, position, gaps, problems.
[[nodiscard]] QDialog *sourceDetailsDialog(const DeskContext &context, const QString &source, QWidget *parent);
[[nodiscard]] QDialog *aboutDialog(const DeskContext &context, QWidget *parent);
/// Every action with its keys.
[[nodiscard]] QDialog *shortcutsDialog(const DeskContext &context, const QList<QAction *> &actions, QWidget *parent);

} // namespace streamgauge
