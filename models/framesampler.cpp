// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/framesampler.h"

namespace streamgauge {

FrameSampler::FrameSampler(std::unique_ptr<View> view, QObject *parent)
    : QObject(parent)
    , view_(std::move(view))
{
    timer_.setTimerType(Qt::PreciseTimer);
    timer_.setInterval(16);
    connect(&timer_, &QTimer::timeout, this, &FrameSampler::sample);
}

FrameSampler::~FrameSampler() = default;

void FrameSampler::setRate(double frames_per_second)
{
    timer_.setInterval(static_cast<int>(1000.0 / frames_per_second));
    view_->setRate(frames_per_second);
}

void FrameSampler::start()
{
    timer_.start();
}

void FrameSampler::stop()
{
    timer_.stop();
}

QueryId FrameSampler::add(Query query, Receiver receive)
{
    const QueryId id = view_->add(std::move(query));
    receivers_.emplace(id, std::move(receive));
    return id;
}

void FrameSampler::change(QueryId id, Query query)
{
    view_->change(id, std::move(query));
}

void FrameSampler::remove(QueryId id)
{
    view_->remove(id);
    receivers_.erase(id);
}

void FrameSampler::sample()
{
    const SnapshotPtr snapshot = view_->take();
    if (!snapshot)
        return;
    latest_ = snapshot;
    for (const auto &[id, answer] : snapshot->answers) {
        const auto receiver = receivers_.find(id);
        if (receiver == receivers_.end())
            continue;
        // A receiver may remove itself or others while it runs.
        const Receiver receive = receiver->second;
        receive(answer);
    }
    Q_EMIT frame(latest_);
    // A timer of no time comes after the paint events that the receivers asked for.
    if (snapshot->oldest_commit_ns != no_time)
        QTimer::singleShot(0, this, [this, snapshot] { view_->painted(*snapshot); });
}

} // namespace streamgauge
