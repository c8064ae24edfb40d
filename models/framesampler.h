// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/engine.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <unordered_map>

namespace streamgauge {

/// Takes the newest snapshot at a fixed rate and gives each answer to who asked for it. GUI thread.
class FrameSampler : public QObject
{
    Q_OBJECT

public:
    using Receiver = std::function<void(const Answer &)>;

    explicit FrameSampler(std::unique_ptr<View> view, QObject *parent = nullptr);
    ~FrameSampler() override;

    /// Default 60 per second.
    void setRate(double frames_per_second);
    void start();
    void stop();

    [[nodiscard]] QueryId add(Query query, Receiver receive);
    void change(QueryId id, Query query);
    void remove(QueryId id);
    [[nodiscard]] const SnapshotPtr &latest() const { return latest_; }

    /// One frame now; the timer calls it, tests may too.
    void sample();

Q_SIGNALS:
    void frame(const streamgauge::SnapshotPtr &snapshot);

private:
    std::unique_ptr<View> view_;
    QTimer timer_;
    SnapshotPtr latest_;
    std::unordered_map<QueryId, Receiver> receivers_;
};

} // namespace streamgauge
