// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/record/recordingreader.h"
#include "engine/record/unheardsources.h"
#include "engine/source/connector.h"
#include "engine/source/pacer.h"

#include <map>
#include <string>
#include <vector>

namespace streamgauge {

/// Plays a recording once.
class RecordingRun
{
public:
    /// All outlive the run.
    RecordingRun(Recording &recording, double speed, const Clock &clock, EventSink &sink);

    [[nodiscard]] RunEnd run(const std::stop_token &stop);

private:
    [[nodiscard]] bool play(const RecordedStep &step, const std::stop_token &stop);
    [[nodiscard]] bool playRows(const RecordedStep &step);
    void playTime(const RecordedStep &step);
    /// False: stop.
    [[nodiscard]] bool waitUntilDue(const RecordedStep &step, const std::stop_token &stop);
    /// When a step is due, by the clock that all sources share; no_time: at once.
    [[nodiscard]] TimeNs dueTime(const RecordedStep &step) const;
    [[nodiscard]] bool flush();
    [[nodiscard]] const std::vector<std::string> &streamsOf(const RecordedStep &step);
    [[nodiscard]] bool byEvent(std::size_t source) const
    {
        return recording_.sources()[source].time_basis == TimeBasis::Event;
    }

    Recording &recording_;
    EventSink &sink_;
    Pacer pacer_;
    RecordingReader reader_;
    UnheardSources unheard_;
    bool all_by_event_;
    bool started_ = false;
    RecordedStep open_;                                    ///< rows not handed on yet; batch null: none
    std::map<std::size_t, std::vector<std::string>> seen_; ///< streams played, by source
    TimeNs newest_event_ns_ = no_time;                     ///< of the source's batch under way
};

} // namespace streamgauge
