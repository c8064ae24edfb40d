// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/rules/alert.h"
#include "engine/run/snapshot.h"
#include "engine/source/connector.h"

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace streamgauge {

/// Hears everything the engine judges, in the order in which it takes the events and timers of all sources: taken() and
/// advanced() come one at a time. Alerts and gaps come from several threads.
class BatchTap
{
public:
    virtual ~BatchTap() = default;
    /// Precedes taken(), while other sources can go on: may block where the source can be asked again.
    virtual void waitForRoom(const ConnectorInfo &info, const BatchPtr &batch)
    {
        static_cast<void>(info);
        static_cast<void>(batch);
    }
    /// `batch` is named as in the engine. May block where the source can be asked again.
    virtual void taken(const std::string &source, const ConnectorInfo &info, const BatchPtr &batch) = 0;
    /// The timers of the source's streams run up to `time_ns`; of those named when `streams` is not empty.
    virtual void advanced(const std::string &source, const ConnectorInfo &info, TimeNs time_ns,
                          const std::vector<std::string> &streams) = 0;
    virtual void gap(const std::string &source, const Gap &gap) = 0;
    /// An alert changed its state.
    virtual void alerted(const Alert &alert) = 0;
};

/// Holds the tap that is in use, or none. Thread-safe.
class TapSlot
{
public:
    void set(std::shared_ptr<BatchTap> tap)
    {
        const std::scoped_lock lock(mutex_);
        tap_.swap(tap);
    }
    [[nodiscard]] std::shared_ptr<BatchTap> get() const
    {
        const std::scoped_lock lock(mutex_);
        return tap_;
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<BatchTap> tap_;
};

} // namespace streamgauge
