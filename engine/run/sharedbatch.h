// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/run/streamregistry.h"
#include "engine/stores/tablestore.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace streamgauge {

/// An update that changes the key of its row. The worker of the old key takes the row out, the worker of the new
/// key waits for it and puts it back.
struct KeyMove {
    std::uint32_t row = 0;
    std::string old_key;
    std::uint64_t old_hash = 0;
    std::uint32_t from_worker = 0;
    std::uint32_t to_worker = 0;
    std::atomic<bool> taken = false; ///< `moved` is complete
    MovedRow moved;
};

/// One batch on its way through all workers it concerns.
struct SharedBatch {
    /// The part of one worker.
    struct Part {
        std::vector<std::uint32_t> rows; ///< ascending; of a single worker empty: all rows
        std::size_t row_count = 0;
        /// Stream-wide rows and key moves, ascending.
        std::vector<std::uint32_t> special_rows;
    };

    BatchPtr batch;
    StreamInfoPtr stream;
    std::vector<Part> parts;                     ///< by worker
    std::vector<std::unique_ptr<KeyMove>> moves; ///< by row
    TimeNs latest_event_ns = no_time;
    /// A bit for each worker with rules that meet all rows, whoever they belong to.
    std::uint64_t home_workers = 0;

    std::atomic<std::uint32_t> parts_left = 0;
    std::mutex left_out_mutex;
    std::vector<std::uint32_t> left_out; ///< rows dropped before a worker met them

    [[nodiscard]] KeyMove *moveAt(std::uint32_t row) const;
    [[nodiscard]] bool isHome(std::uint32_t worker) const
    {
        return worker < most_home_workers && (home_workers >> worker & 1) != 0;
    }
    /// Rows the worker has to do with.
    [[nodiscard]] std::size_t rowsFor(std::uint32_t worker) const
    {
        return isHome(worker) ? batch->rows() : parts[worker].row_count;
    }
};

/// Which worker meets all rows of the streams of a rule that needs them.
[[nodiscard]] inline std::uint32_t homeOf(std::string_view rule, std::uint32_t workers)
{
    return static_cast<std::uint32_t>(keyHash(rule) % std::min(workers, most_home_workers));
}

/// Which worker meets a key.
[[nodiscard]] inline std::uint32_t workerOf(std::uint64_t key_hash, std::uint32_t workers)
{
    return static_cast<std::uint32_t>(((key_hash >> 32) * workers) >> 32);
}

/// Splits a batch over the workers. Stream-wide rows go to all.
[[nodiscard]] std::shared_ptr<SharedBatch> split(BatchPtr batch, std::uint32_t workers);

} // namespace streamgauge
