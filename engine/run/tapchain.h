// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/batchtap.h"

#include <memory>
#include <utility>
#include <vector>

namespace streamgauge {

/// Several taps as one: each hears everything, in the order given. Immutable.
class TapChain final : public BatchTap
{
public:
    /// None of them null.
    explicit TapChain(std::vector<std::shared_ptr<BatchTap>> taps)
        : taps_(std::move(taps))
    {
    }

    void waitForRoom(const ConnectorInfo &info, const BatchPtr &batch) override
    {
        for (const auto &tap : taps_)
            tap->waitForRoom(info, batch);
    }
    void taken(const std::string &source, const ConnectorInfo &info, const BatchPtr &batch) override
    {
        for (const auto &tap : taps_)
            tap->taken(source, info, batch);
    }
    void advanced(const std::string &source, const ConnectorInfo &info, TimeNs time_ns,
                  const std::vector<std::string> &streams) override
    {
        for (const auto &tap : taps_)
            tap->advanced(source, info, time_ns, streams);
    }
    void gap(const std::string &source, const Gap &gap) override
    {
        for (const auto &tap : taps_)
            tap->gap(source, gap);
    }
    void alerted(const Alert &alert) override
    {
        for (const auto &tap : taps_)
            tap->alerted(alert);
    }

private:
    const std::vector<std::shared_ptr<BatchTap>> taps_;
};

} // namespace streamgauge
