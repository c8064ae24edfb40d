// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/replayrun.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::size_t batch_rows = 4'096;
constexpr std::size_t batch_bytes = 8 << 20;
constexpr std::size_t rows_between_looks = 256;

} // namespace

ReplayRun::ReplayRun(const ReplayOptions &options, FilePlan &plan, InputFile &file, const Clock &clock, EventSink &sink)
    : options_(options)
    , plan_(plan)
    , file_(file)
    , clock_(clock)
    , sink_(sink)
    , pacer_(clock, options.speed)
    , reader_(file, plan.framing)
    , decoder_(plan.decoder())
    , builder_(plan.schema)
{
}

RunEnd ReplayRun::run(const std::stop_token &stop, const std::optional<ReplayPosition> &from)
{
    reportBefore();
    position_.offset = plan_.first_offset;
    position_.line = plan_.first_line;
    position_ = from.value_or(position_);
    while (true) {
        const RunEnd end = play(stop);
        if (end.reason != RunEnd::Reason::Finished)
            return end;
        if (first_loop_)
            reportAfter();
        first_loop_ = false;
        if (!options_.loop || position_.rows == 0) {
            sink_.checkpoint("");
            return end;
        }
        shiftForNextLoop();
    }
}

Result<void> ReplayRun::seek()
{
    reader_.seek(position_.offset, position_.line);
    if (!plan_.sorted)
        return {};
    plan_.sorted->rewind();
    TimeIndex::Entry passed {};
    for (taken_ = 0; taken_ < position_.taken; ++taken_) {
        if (const auto found = plan_.sorted->next(passed); !found)
            return found.error();
    }
    return {};
}

RunEnd ReplayRun::play(const std::stop_token &stop)
{
    if (auto placed = seek(); !placed)
        return { RunEnd::Reason::Failed, placed.error() };
    Record record;
    while (true) {
        const auto found = nextRecord(record);
        if (!found)
            return { RunEnd::Reason::Failed, found.error() };
        if (!*found)
            break;
        if (!record.text.empty() && !playRow(record, stop))
            return { RunEnd::Reason::Stopped, {} };
    }
    if (!flush())
        return { RunEnd::Reason::Stopped, {} };
    return { RunEnd::Reason::Finished, {} };
}

Result<bool> ReplayRun::nextRecord(Record &record)
{
    if (!plan_.sorted)
        return reader_.next(record);
    TimeIndex::Entry entry {};
    const auto found = plan_.sorted->next(entry);
    if (found && *found) {
        record = reader_.at(entry.offset, entry.length, entry.line);
        ++taken_;
    }
    return found;
}

bool ReplayRun::playRow(const Record &record, const std::stop_token &stop)
{
    if (std::string fault = decoder_.read(record); !fault.empty()) {
        if (first_loop_ && !plan_.times_known)
            bad_rows_.add(record.line, [&] { return fault; });
        return true;
    }
    const auto row_ns = static_cast<DurationNs>(static_cast<double>(position_.rows) * 1e9 / options_.rows_per_second);
    const TimeNs time_ns = decoder_.time().value_or(options_.scan.start_ns + row_ns) + position_.shift_ns;
    if (newest_ns_ == no_time)
        pacer_.setDue(time_ns);
    if (pacer_.paced() && time_ns > due_ns_ && !waitUntilDue(time_ns, stop))
        return false;
    if (builder_.rows() % rows_between_looks == 0)
        arrival_ns_ = clock_.now();
    newest_ns_ = time_ns;
    decoder_.append(builder_, misfits_);
    builder_.setTimes(time_ns, arrival_ns_, decoder_.sent());
    builder_.endRow(Op::Created);
    ++position_.rows;
    if (plan_.sorted) {
        position_.taken = taken_;
    } else {
        position_.offset = reader_.offset();
        position_.line = reader_.line();
    }
    if (builder_.rows() % rows_between_looks != 0)
        return true;
    if (stop.stop_requested())
        return false;
    return builder_.rows() < batch_rows && builder_.memoryBytes() < batch_bytes ? true : flush();
}

bool ReplayRun::waitUntilDue(TimeNs time_ns, const std::stop_token &stop)
{
    due_ns_ = pacer_.due();
    if (time_ns <= due_ns_)
        return true;
    if (!flush())
        return false;
    while (time_ns > due_ns_) {
        if (stop.stop_requested())
            return false;
        sink_.advanceTime(due_ns_);
        pacer_.waitFor(stop, time_ns);
        due_ns_ = pacer_.due();
    }
    return !stop.stop_requested();
}

bool ReplayRun::flush()
{
    builder_.endTransaction();
    BatchPtr batch = builder_.finish();
    if (!batch)
        return true;
    if (!sink_.push(std::move(batch)))
        return false;
    position_.mark(file_, plan_);
    sink_.checkpoint(position_.text());
    sink_.advanceTime(newest_ns_);
    return true;
}

/// So that time goes on: the file's length and one usual step later.
void ReplayRun::shiftForNextLoop()
{
    const std::uint64_t rows = position_.rows;
    position_ = {
        .offset = plan_.first_offset, .line = plan_.first_line, .loop = position_.loop + 1, .shift_ns = position_.shift_ns
    };
    if (!plan_.time) {
        position_.shift_ns += static_cast<DurationNs>(static_cast<double>(rows) * 1e9 / options_.rows_per_second);
        return;
    }
    const DurationNs length_ns = plan_.last_ns - plan_.first_ns;
    const DurationNs step_ns = plan_.rows > 1 ? length_ns / static_cast<DurationNs>(plan_.rows - 1) : ns_per_s;
    position_.shift_ns += length_ns + std::max<DurationNs>(step_ns, 1);
}

void ReplayRun::reportBefore()
{
    if (!plan_.time && options_.scan.time.empty())
        sink_.report({ Problem::Severity::Notice, "No column of times was found: rows follow each other at the rate",
                       file_.path(), "Name the column with time=COLUMN, or set rate=ROWS_PER_SECOND" });
    if (plan_.late_rows > 0)
        sink_.report({ Problem::Severity::Notice,
                       std::to_string(plan_.late_rows) + " rows stood behind later ones and were sorted by time",
                       file_.path(), "" });
    if (plan_.times_known)
        reportFaults(plan_.bad_rows, " rows could not be read and are left out", Problem::Severity::Warning);
    sink_.countDropped(plan_.bad_rows.count());
}

void ReplayRun::reportAfter()
{
    reportFaults(bad_rows_, " rows could not be read and are left out", Problem::Severity::Warning);
    reportFaults(misfits_, " values did not fit their column and are left out", Problem::Severity::Warning);
    sink_.countDropped(bad_rows_.count());
    if (const std::uint64_t cells = plan_.splitter->unknownCells(); cells > 0)
        sink_.report({ Problem::Severity::Warning,
                       std::to_string(cells)
                           + " values are left out: their fields do not occur in the first 32 MB, or are more than 4096",
                       file_.path(), "" });
    if (auto changed = file_.change())
        sink_.report(std::move(*changed));
}

void ReplayRun::reportFaults(const FaultLog &faults, const std::string &summary, Problem::Severity severity)
{
    for (const FaultLog::Fault &fault : faults.kept())
        sink_.report({ severity, fault.text, file_.path() + ":" + std::to_string(fault.line), "" });
    if (faults.count() > faults.kept().size())
        sink_.report({ severity, std::to_string(faults.count()) + summary, file_.path(), "" });
}

} // namespace streamgauge
