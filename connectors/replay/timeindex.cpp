// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/timeindex.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace streamgauge {

namespace {

constexpr std::size_t read_ahead = 4'096;

bool isEarlier(const TimeIndex::Entry &a, const TimeIndex::Entry &b)
{
    return a.time_ns != b.time_ns ? a.time_ns < b.time_ns : a.offset < b.offset;
}

Error diskError()
{
    return { ErrorKind::Resource, std::string("The rows cannot be sorted: ") + std::strerror(errno), "temporary file",
             "Make room in the directory for temporary files, or sort the file by time beforehand" };
}

} // namespace

/// A sorted part of the temporary file.
struct TimeIndex::Run {
    std::uint64_t begin = 0; ///< entry numbers
    std::uint64_t end = 0;
    std::uint64_t loaded = 0;
    std::vector<Entry> ahead;
    std::size_t read = 0;
};

TimeIndex::TimeIndex(std::size_t entries_in_memory)
    : entries_in_memory_(entries_in_memory)
{
}

TimeIndex::~TimeIndex() = default;

Result<void> TimeIndex::add(const Entry &entry)
{
    entries_.push_back(entry);
    ++size_;
    return entries_.size() < entries_in_memory_ ? Result<void>() : spill();
}

Result<void> TimeIndex::spill()
{
    std::ranges::sort(entries_, isEarlier);
    if (!file_)
        file_.reset(std::tmpfile());
    if (!file_ || std::fwrite(entries_.data(), sizeof(Entry), entries_.size(), file_.get()) != entries_.size()
        || std::fflush(file_.get()) != 0)
        return diskError();
    Run run;
    run.begin = runs_.empty() ? 0 : runs_.back().end;
    run.end = run.begin + entries_.size();
    runs_.push_back(std::move(run));
    entries_.clear();
    return {};
}

Result<void> TimeIndex::sort()
{
    if (!runs_.empty()) {
        if (auto spilled = spill(); !spilled)
            return spilled;
        entries_ = {};
    } else {
        std::ranges::sort(entries_, isEarlier);
    }
    rewind();
    return {};
}

void TimeIndex::rewind()
{
    read_ = 0;
    for (Run &run : runs_) {
        run.loaded = run.begin;
        run.ahead.clear();
        run.read = 0;
    }
}

Result<bool> TimeIndex::refill(Run &run)
{
    if (run.read < run.ahead.size())
        return true;
    const std::size_t count = std::min<std::uint64_t>(read_ahead, run.end - run.loaded);
    run.ahead.resize(count);
    run.read = 0;
    if (count == 0)
        return false;
    const auto offset = static_cast<off_t>(run.loaded * sizeof(Entry));
    if (fseeko(file_.get(), offset, SEEK_SET) != 0
        || std::fread(run.ahead.data(), sizeof(Entry), count, file_.get()) != count)
        return diskError();
    run.loaded += count;
    return true;
}

Result<bool> TimeIndex::next(Entry &entry)
{
    if (runs_.empty()) {
        if (read_ == entries_.size())
            return false;
        entry = entries_[read_++];
        return true;
    }
    Run *earliest = nullptr;
    for (Run &run : runs_) {
        auto filled = refill(run);
        if (!filled)
            return filled;
        if (*filled && (!earliest || isEarlier(run.ahead[run.read], earliest->ahead[earliest->read])))
            earliest = &run;
    }
    if (!earliest)
        return false;
    entry = earliest->ahead[earliest->read++];
    return true;
}

} // namespace streamgauge
