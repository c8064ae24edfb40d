// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertservices.h"
#include "ui/deskcontext.h"

#include <QPushButton>
#include <QTimer>
#include <QWidget>

namespace streamgauge {

/// Why somebody may not be told of an alert, in sight as long as it is so: receivers that are off because the workspace is
/// not trusted, and silences and shelves with the time the next of them ends. Hidden while there is nothing to say.
class StandingNotes : public QWidget
{
    Q_OBJECT

public:
    explicit StandingNotes(const DeskContext &context, QWidget *parent = nullptr);

    void refresh();

Q_SIGNALS:
    void notificationsRequested();
    void silencesRequested();

private:
    [[nodiscard]] QPushButton *note(const QString &name);
    void showUntrusted(const AlertServices &alerts);
    void showWithheld(const AlertServices &alerts);

    DeskContext context_;
    QPushButton *untrusted_;
    QPushButton *withheld_;
    QTimer timer_;
};

} // namespace streamgauge
