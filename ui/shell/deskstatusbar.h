// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/problemmodel.h"
#include "ui/deskcontext.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QStatusBar>
#include <QToolButton>

namespace streamgauge {

class RecordButton;

/// Below everything: problems, recording, events per second, lag, dropped, memory of the stores against their budget.
class DeskStatusBar : public QStatusBar
{
    Q_OBJECT

public:
    DeskStatusBar(const DeskContext &context, ProblemModel &problems, QWidget *parent = nullptr);

    void setLive(bool live);
    void setSnapshot(const Snapshot &snapshot);

Q_SIGNALS:
    void problemsRequested();

private:
    [[nodiscard]] QLabel *figure(const QString &tip);
    void followFrame(const SnapshotPtr &snapshot);
    void showProblems();
    void setTone(const QString &tone);

    DeskContext context_;
    ProblemModel &problems_;
    QToolButton *problem_button_;
    RecordButton *record_;
    QLabel *paused_;
    QLabel *rate_;
    QLabel *lag_;
    QLabel *dropped_;
    QLabel *memory_;
    QElapsedTimer since_update_;
};

} // namespace streamgauge
