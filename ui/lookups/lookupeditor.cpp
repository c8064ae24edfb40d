// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lookups/lookupeditor.h"

#include <utility>

namespace streamgauge {

void LookupEditor::set(const std::vector<LookupSpec> &lookups, QObject *context, LookupServices::Done receive)
{
    const auto put = [this](const std::vector<LookupSpec> &wanted) {
        return [this, wanted](const ChangeHistory::Done &done) { services_.set(wanted, services_.models(), this, done); };
    };
    history_.make(put(lookups), put(services_.lookups()), context, std::move(receive));
}

void LookupEditor::set(const std::vector<ModelEntry> &models, QObject *context, LookupServices::Done receive)
{
    const auto put = [this](const std::vector<ModelEntry> &wanted) {
        return [this, wanted](const ChangeHistory::Done &done) { services_.set(services_.lookups(), wanted, this, done); };
    };
    history_.make(put(models), put(services_.models()), context, std::move(receive));
}

} // namespace streamgauge
