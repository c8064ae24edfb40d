// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/bench/framewatch.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>

namespace streamgauge {

FrameWatch::FrameWatch(QObject *parent)
    : QObject(parent)
{
    beat_.setTimerType(Qt::PreciseTimer);
    beat_.setInterval(1);
    connect(&beat_, &QTimer::timeout, this, &FrameWatch::beat);
}

void FrameWatch::watch(QObject *widget)
{
    if (!first_)
        first_ = widget;
    widget->installEventFilter(this);
}

void FrameWatch::start()
{
    longest_ns_ = painting_ns_ = 0;
    frames_ = 0;
    since_start_.start();
    since_beat_.start();
    beat_.start();
}

void FrameWatch::beat()
{
    longest_ns_ = std::max(longest_ns_, since_beat_.nsecsElapsed());
    since_beat_.start();
}

bool FrameWatch::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Paint || painting_)
        return false;
    if (watched == first_)
        ++frames_;
    // Sent once more with the watch asleep, so that the time is taken around all that paints.
    painting_ = true;
    QElapsedTimer timer;
    timer.start();
    QCoreApplication::sendEvent(watched, event);
    painting_ns_ += timer.nsecsElapsed();
    painting_ = false;
    return true;
}

ChartFigures FrameWatch::figures() const
{
    ChartFigures figures;
    figures.frames = frames_;
    figures.frames_per_second =
        static_cast<double>(frames_) * 1e9 / static_cast<double>(std::max<qint64>(1, since_start_.nsecsElapsed()));
    figures.longest_stall_ms = static_cast<double>(longest_ns_) / 1e6;
    figures.paint_ms = frames_ > 0 ? static_cast<double>(painting_ns_) / 1e6 / static_cast<double>(frames_) : 0;
    return figures;
}

} // namespace streamgauge
