// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/api/timelink.h"

namespace streamgauge {

void TimeLink::setMark(std::optional<TimeNs> mark_ns)
{
    if (mark_ns == mark_ns_)
        return;
    mark_ns_ = mark_ns;
    Q_EMIT instantChanged();
}

void TimeLink::point(const QObject &panel, std::optional<TimeNs> instant_ns)
{
    // A panel that is left may say so after the next was entered.
    if (!instant_ns && !isPointedBy(panel))
        return;
    if (instant_ns == pointed_ns_ && pointing_ == &panel)
        return;
    pointed_ns_ = instant_ns;
    pointing_ = &panel;
    Q_EMIT instantChanged();
}

void TimeLink::setSharesStretch(bool shares)
{
    shares_stretch_ = shares;
    stretch_.reset();
}

void TimeLink::showStretch(const TimeStretch &stretch)
{
    // Those who follow say what they show, too.
    if (!shares_stretch_ || stretch == stretch_)
        return;
    stretch_ = stretch;
    Q_EMIT stretchShown(stretch);
}

} // namespace streamgauge
