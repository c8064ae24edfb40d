// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/recording/recordingrun.h"

#include "engine/record/batchslice.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::uint32_t most_batch_rows = 8'192;

} // namespace

RecordingRun::RecordingRun(Recording &recording, double speed, const Clock &clock, EventSink &sink)
    : recording_(recording)
    , sink_(sink)
    , pacer_(clock, speed)
    , reader_(recording, {})
    , unheard_(recording, {})
    , all_by_event_(std::ranges::all_of(recording.sources(),
                                        [](const RecordedSource &source) { return source.time_basis == TimeBasis::Event; }))
{
}

RunEnd RecordingRun::run(const std::stop_token &stop)
{
    const auto gaps = recording_.gaps();
    for (const RecordedGap &gap : gaps.ok() ? *gaps : std::vector<RecordedGap>())
        sink_.gap(gap.gap.from_ns, gap.gap.to_ns, gap.gap.reason);
    sink_.awaitStreams(!unheard_.empty());
    RecordedStep step;
    while (true) {
        const auto more = reader_.next(step);
        if (!more)
            return { RunEnd::Reason::Failed, more.error() };
        if (!*more)
            break;
        if (!play(step, stop))
            return { RunEnd::Reason::Stopped, {} };
        if (!unheard_.hear(step.source))
            continue;
        if (!flush())
            return { RunEnd::Reason::Stopped, {} };
        sink_.awaitStreams(false);
    }
    if (!flush())
        return { RunEnd::Reason::Stopped, {} };
    sink_.awaitStreams(false);
    for (const Error &fault : reader_.faults())
        sink_.report({ Problem::Severity::Serious, fault.message, fault.place, fault.remedy });
    sink_.countDropped(reader_.lostRows());
    return { RunEnd::Reason::Finished, {} };
}

bool RecordingRun::play(const RecordedStep &step, const std::stop_token &stop)
{
    if (stop.stop_requested() || (pacer_.paced() && !waitUntilDue(step, stop)))
        return false;
    if (step.batch)
        return playRows(step);
    if (!flush())
        return false;
    playTime(step);
    return true;
}

TimeNs RecordingRun::dueTime(const RecordedStep &step) const
{
    if (!step.batch)
        return all_by_event_ || !byEvent(step.source) ? step.time_ns : no_time;
    const std::uint32_t last = step.first + step.rows - 1;
    return all_by_event_ ? step.batch->eventTime(last) : step.batch->arrivalTime(last);
}

bool RecordingRun::waitUntilDue(const RecordedStep &step, const std::stop_token &stop)
{
    const TimeNs due_ns = dueTime(step);
    if (due_ns == no_time)
        return true;
    if (!started_)
        pacer_.setDue(due_ns);
    started_ = true;
    if (due_ns <= pacer_.due())
        return true;
    if (!flush())
        return false;
    while (due_ns > pacer_.due()) {
        if (stop.stop_requested())
            return false;
        // Of several steps of a clock in a row only the last was recorded: those before it are made up again.
        const std::vector<std::string> &streams = streamsOf(step);
        if (!step.batch && !streams.empty())
            sink_.advanceStreams(std::min(pacer_.due(), due_ns), streams);
        pacer_.waitFor(stop, due_ns);
    }
    return true;
}

const std::vector<std::string> &RecordingRun::streamsOf(const RecordedStep &step)
{
    return step.streams != nullptr && !step.streams->empty() ? *step.streams : seen_[step.source];
}

bool RecordingRun::playRows(const RecordedStep &step)
{
    std::vector<std::string> &seen = seen_[step.source];
    const std::string &stream = step.batch->schema().stream;
    if (std::ranges::find(seen, stream) == seen.end())
        seen.push_back(stream);
    const bool follows =
        open_.batch == step.batch && open_.first + open_.rows == step.first && open_.rows + step.rows <= most_batch_rows;
    if (!follows) {
        if (!flush())
            return false;
        open_ = step;
    } else {
        open_.rows += step.rows;
        open_.ends_batch = step.ends_batch;
    }
    return !byEvent(step.source) || !step.ends_batch || flush();
}

bool RecordingRun::flush()
{
    if (!open_.batch)
        return true;
    const bool by_event = byEvent(open_.source);
    const BatchPtr batch = sliceBatch(open_.batch, open_.first, open_.rows, by_event);
    const std::vector<std::string> stream { batch->schema().stream };
    const bool ends_batch = open_.ends_batch;
    open_ = {};
    for (std::size_t row = 0; by_event && row < batch->rows(); ++row) {
        if (!isStreamWide(batch->op(row)))
            newest_event_ns_ = std::max(newest_event_ns_, batch->eventTime(row));
    }
    if (!sink_.push(batch))
        return false;
    if (by_event && ends_batch) {
        if (newest_event_ns_ != no_time)
            sink_.advanceStreams(newest_event_ns_, stream);
        newest_event_ns_ = no_time;
    }
    return true;
}

void RecordingRun::playTime(const RecordedStep &step)
{
    const std::vector<std::string> &streams = streamsOf(step);
    if (!streams.empty())
        sink_.advanceStreams(step.time_ns, streams);
}

} // namespace streamgauge
