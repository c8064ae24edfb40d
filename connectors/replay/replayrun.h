// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/replayconnector.h"
#include "connectors/replay/replayposition.h"
#include "engine/source/pacer.h"

namespace streamgauge {

/// Plays a planned file once, or in a loop, and names after each batch the position to go on at; an empty one at the end.
class ReplayRun
{
public:
    /// All outlive the run.
    ReplayRun(const ReplayOptions &options, FilePlan &plan, InputFile &file, const Clock &clock, EventSink &sink);

    /// From the file's start, or from a position that holds in it.
    [[nodiscard]] RunEnd run(const std::stop_token &stop, const std::optional<ReplayPosition> &from);

private:
    [[nodiscard]] RunEnd play(const std::stop_token &stop);
    [[nodiscard]] Result<void> seek();
    [[nodiscard]] Result<bool> nextRecord(Record &record);
    /// Plays one row when it is due. False: stop.
    [[nodiscard]] bool playRow(const Record &record, const std::stop_token &stop);
    [[nodiscard]] bool waitUntilDue(TimeNs time_ns, const std::stop_token &stop);
    [[nodiscard]] bool flush();
    void shiftForNextLoop();
    void reportBefore();
    void reportAfter();
    void reportFaults(const FaultLog &faults, const std::string &summary, Problem::Severity severity);

    const ReplayOptions &options_;
    FilePlan &plan_;
    InputFile &file_;
    const Clock &clock_;
    EventSink &sink_;
    Pacer pacer_;
    RecordReader reader_;
    RowDecoder decoder_;
    BatchBuilder builder_;
    FaultLog bad_rows_;
    FaultLog misfits_;
    ReplayPosition position_; ///< behind the last row that is in builder_
    std::uint64_t taken_ = 0;
    TimeNs due_ns_ = no_time;
    TimeNs arrival_ns_ = 0;
    TimeNs newest_ns_ = no_time;
    bool first_loop_ = true;
};

} // namespace streamgauge
