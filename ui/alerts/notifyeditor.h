// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertservices.h"
#include "ui/dialogs/changehistory.h"

namespace streamgauge {

/// Changes the workspace's notifications and remembers what they were, for as long as its dialog is open. GUI thread.
class NotifyEditor : public QObject
{
    Q_OBJECT

public:
    /// `alerts` outlives this.
    explicit NotifyEditor(AlertServices &alerts, QObject *parent = nullptr)
        : QObject(parent)
        , alerts_(alerts)
    {
        connect(&alerts, &AlertServices::settingsChanged, this, &NotifyEditor::changed);
    }

    [[nodiscard]] AlertServices &alerts() { return alerts_; }
    [[nodiscard]] const NotifySettings &settings() const { return alerts_.settings(); }
    [[nodiscard]] ChangeHistory &history() { return history_; }
    void set(const NotifySettings &settings, QObject *context, AlertServices::Done receive);

Q_SIGNALS:
    void changed();

private:
    AlertServices &alerts_;
    ChangeHistory history_;
};

} // namespace streamgauge
