// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/notifyeditor.h"

#include <QPointer>

#include <utility>

namespace streamgauge {

void NotifyEditor::set(const NotifySettings &settings, QObject *context, AlertServices::Done receive)
{
    alerts_.setSettings(settings, this,
                        [this, earlier = this->settings(), guard = QPointer<QObject>(context),
                         receive = std::move(receive)](const Result<void> &done) {
                            if (done) {
                                if (earlier_.size() == most_remembered)
                                    earlier_.erase(earlier_.begin());
                                earlier_.push_back(earlier);
                                Q_EMIT changed();
                            }
                            if (guard)
                                receive(done);
                        });
}

void NotifyEditor::undo(QObject *context, AlertServices::Done receive)
{
    if (earlier_.empty())
        return;
    const NotifySettings wanted = std::move(earlier_.back());
    earlier_.pop_back();
    alerts_.setSettings(
        wanted, this,
        [this, wanted, guard = QPointer<QObject>(context), receive = std::move(receive)](const Result<void> &done) {
            if (!done)
                earlier_.push_back(wanted);
            Q_EMIT changed();
            if (guard)
                receive(done);
        });
}

} // namespace streamgauge
