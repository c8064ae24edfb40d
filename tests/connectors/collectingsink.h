// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/connector.h"

#include <atomic>
#include <mutex>
#include <vector>

namespace streamgauge {

/// Keeps all a connector hands over. Written by the connector's thread; the counters may be read meanwhile, the rest
/// after run() returned.
class CollectingSink final : public EventSink
{
public:
    bool push(BatchPtr batch) override
    {
        rows += batch->rows();
        if (keep_batches)
            batches.push_back(std::move(batch));
        return rows < refuse_after_rows;
    }
    void checkpoint(std::string position) override { checkpoints.push_back(std::move(position)); }
    void alive() override { }
    void advanceTime(TimeNs time_ns) override { time_steps_ns.push_back(time_ns); }
    void report(Problem problem) override { problems.push_back(std::move(problem)); }
    void progress(std::string, std::uint64_t, std::uint64_t) override { }
    void gap(TimeNs, TimeNs, std::string) override { ++gaps; }
    void countLate(std::uint64_t events) override { late += events; }
    void countDuplicates(std::uint64_t events) override { duplicates += events; }
    void countDropped(std::uint64_t events) override { dropped += events; }

    std::atomic<std::uint64_t> rows = 0;
    std::uint64_t refuse_after_rows = UINT64_MAX;
    bool keep_batches = true;
    std::vector<BatchPtr> batches;
    std::vector<std::string> checkpoints;
    std::vector<TimeNs> time_steps_ns;
    std::vector<Problem> problems;
    std::uint64_t gaps = 0;
    std::uint64_t late = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t dropped = 0;
};

} // namespace streamgauge
