// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/changehistory.h"
#include "ui/lookups/lookupservices.h"

#include <vector>

namespace streamgauge {

/// Changes the workspace's lookups and models, each by itself; what was changed can be taken back. GUI thread.
class LookupEditor : public QObject
{
    Q_OBJECT

public:
    /// `services` outlives this.
    explicit LookupEditor(LookupServices &services, QObject *parent = nullptr)
        : QObject(parent)
        , services_(services)
    {
    }

    [[nodiscard]] ChangeHistory &history() { return history_; }
    void set(const std::vector<LookupSpec> &lookups, QObject *context, LookupServices::Done receive);
    void set(const std::vector<ModelEntry> &models, QObject *context, LookupServices::Done receive);

private:
    LookupServices &services_;
    ChangeHistory history_;
};

} // namespace streamgauge
