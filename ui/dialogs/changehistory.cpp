// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/changehistory.h"

#include <QPointer>

#include <utility>

namespace streamgauge {

void ChangeHistory::make(const Change &change, Change back, QObject *context, Done receive)
{
    change([this, back = std::move(back), guard = QPointer<QObject>(context),
            receive = std::move(receive)](const Result<void> &done) {
        if (done)
            remember(back);
        if (guard)
            receive(done);
    });
}

void ChangeHistory::remember(Change back)
{
    if (back_.size() == most_remembered)
        back_.erase(back_.begin());
    back_.push_back(std::move(back));
    Q_EMIT changed();
}

void ChangeHistory::undo(QObject *context, Done receive)
{
    if (back_.empty())
        return;
    const Change back = std::move(back_.back());
    back_.pop_back();
    back([this, back, guard = QPointer<QObject>(context), receive = std::move(receive)](const Result<void> &done) {
        if (done)
            Q_EMIT changed();
        else
            remember(back);
        if (guard)
            receive(done);
    });
}

} // namespace streamgauge
