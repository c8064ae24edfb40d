// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"

#include <QObject>

#include <functional>
#include <memory>

namespace streamgauge {

/// Keeps one query alive; destroy it to end the query. GUI thread.
class Subscription
{
public:
    virtual ~Subscription() = default;
    virtual void change(Query query) = 0;
    /// A paused subscription costs the engine nothing; pause when hidden. Resuming a table or event query starts anew.
    virtual void setPaused(bool paused) = 0;
};

/// How panels get their data. All on the GUI thread.
class DataFeed : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// `receive` is called at each frame that has something new for the query.
    [[nodiscard]] virtual std::unique_ptr<Subscription> subscribe(Query query,
                                                                  std::function<void(const Answer &)> receive) = 0;
    /// The newest snapshot; never null after the first frame.
    [[nodiscard]] virtual SnapshotPtr latest() const = 0;

Q_SIGNALS:
    /// Once per frame, after the subscriptions were served.
    void frame(const streamgauge::SnapshotPtr &snapshot);
};

} // namespace streamgauge
