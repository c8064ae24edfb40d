// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/notifyeditor.h"

#include <utility>

namespace streamgauge {

void NotifyEditor::set(const NotifySettings &settings, QObject *context, AlertServices::Done receive)
{
    const auto put = [this](const NotifySettings &wanted) {
        return [this, wanted](const ChangeHistory::Done &done) { alerts_.setSettings(wanted, this, done); };
    };
    history_.make(put(settings), put(this->settings()), context, std::move(receive));
}

} // namespace streamgauge
