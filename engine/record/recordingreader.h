// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/record/recording.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

/// What is wanted of the events.
struct ReadChoice {
    /// Names of fields; nullopt: everything, with positions and sent times.
    std::optional<std::vector<std::string>> fields {};
    /// Rows of other streams are passed over unread; empty: all streams.
    std::vector<std::string> streams {};
};

/// One step in the order of arrival.
struct RecordedStep {
    std::size_t source = 0; ///< into Recording::sources()
    BatchPtr batch;         ///< null: a step of the clock
    std::uint32_t first = 0;
    std::uint32_t rows = 0;
    bool ends_batch = true; ///< the source's batch ends with these rows
    TimeNs time_ns = no_time;
    const std::vector<std::string> *streams = nullptr; ///< that the clock concerns; empty: all of the source
};

/// Goes once through a recording as its sources and timers were judged. One thread; the recording outlives it. Damaged
/// chunks and segments are passed over and told by faults().
class RecordingReader
{
public:
    RecordingReader(Recording &recording, ReadChoice choice);

    /// False at the end.
    [[nodiscard]] Result<bool> next(RecordedStep &step);
    /// The first 100 things that could not be read.
    [[nodiscard]] const std::vector<Error> &faults() const { return faults_; }
    [[nodiscard]] std::uint64_t lostRows() const { return lost_rows_; }

private:
    struct Cursor {
        std::uint64_t next_row = 0;
        std::uint64_t batch_first = 0; ///< the row of the shape that `batch` begins with
        BatchPtr batch;
        std::uint32_t unreadable_chunk = 0;
        ColumnPlan plan;
        bool wanted = true;
    };
    [[nodiscard]] Result<bool> nextSegment();
    [[nodiscard]] bool takeRows(const OrderStep &order, RecordedStep &step);
    [[nodiscard]] Cursor &cursorOf(std::uint32_t shape);
    void fault(const Error &error);

    Recording &recording_;
    const ReadChoice choice_;
    OrderSegment segment_;
    std::size_t next_step_ = 0;
    std::uint32_t next_segment_ = 1;
    std::uint32_t rows_left_ = 0; ///< of the step under way
    std::map<std::uint32_t, Cursor> cursors_;
    std::vector<Error> faults_;
    std::uint64_t lost_rows_ = 0;
};

} // namespace streamgauge
