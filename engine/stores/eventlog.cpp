// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/eventlog.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

std::size_t entryBytes(const EventLog::Entry &entry)
{
    return sizeof(EventLog::Entry) + sizeof(std::uint64_t) + entry.batch->memoryBytes()
        + entry.left_out.capacity() * sizeof(std::uint32_t);
}

} // namespace

bool EventLog::Entry::isEvent(std::uint32_t row) const
{
    const Op op = batch->op(row);
    return op != Op::SnapshotBegin && op != Op::SnapshotEnd && !std::binary_search(left_out.begin(), left_out.end(), row);
}

void EventLog::add(BatchPtr batch, std::vector<std::uint32_t> left_out)
{
    Entry entry;
    entry.batch = std::move(batch);
    entry.left_out = std::move(left_out);
    for (std::uint32_t row = 0; row < entry.batch->rows(); ++row)
        entry.events += entry.isEvent(row) ? 1 : 0;

    const std::scoped_lock lock(mutex_);
    Stream &stream = streams_[entry.batch->schema().stream];
    entry.number = first_number_ + entries_.size();
    stream.events += entry.events;
    all_events_ += entry.events;
    entry.stream_events = stream.events;
    entry.all_events = all_events_;
    stream.numbers.push_back(entry.number);
    bytes_ += entryBytes(entry);
    entries_.push_back(std::move(entry));
    while (bytes_ > budget_bytes_)
        dropOldest();
}

void EventLog::dropOldest()
{
    const Entry &oldest = entries_.front();
    if (oldest.batch) {
        bytes_ -= entryBytes(oldest);
        streams_.find(oldest.batch->schema().stream)->second.numbers.pop_front();
    }
    entries_.pop_front();
    ++first_number_;
}

void EventLog::forget(std::string_view stream)
{
    std::vector<Entry> forgotten; // freed behind the lock
    const std::scoped_lock lock(mutex_);
    const auto known = streams_.find(stream);
    if (known == streams_.end())
        return;
    for (const std::uint64_t number : known->second.numbers) {
        Entry &held = entries_[number - first_number_];
        bytes_ -= entryBytes(held);
        forgotten.push_back(std::exchange(held, Entry()));
    }
    streams_.erase(known);
    while (!entries_.empty() && !entries_.front().batch)
        dropOldest();
}

std::vector<EventLog::Entry> EventLog::newestBelow(std::string_view stream, std::uint64_t below, std::size_t most) const
{
    std::vector<Entry> found;
    const std::scoped_lock lock(mutex_);
    if (stream.empty()) {
        std::uint64_t number = std::min(below, first_number_ + entries_.size());
        while (number > first_number_ && found.size() < most) {
            if (const Entry &older = entry(--number); older.batch)
                found.push_back(older);
        }
        return found;
    }
    const auto known = streams_.find(stream);
    if (known == streams_.end())
        return found;
    const std::deque<std::uint64_t> &numbers = known->second.numbers;
    auto place = std::lower_bound(numbers.begin(), numbers.end(), below);
    while (place != numbers.begin() && found.size() < most)
        found.push_back(entry(*--place));
    return found;
}

std::vector<EventLog::Entry> EventLog::oldestFrom(std::string_view stream, std::uint64_t from, std::size_t most) const
{
    std::vector<Entry> found;
    const std::scoped_lock lock(mutex_);
    if (stream.empty()) {
        for (std::uint64_t number = std::max(from, first_number_);
             number < first_number_ + entries_.size() && found.size() < most; ++number) {
            if (const Entry &newer = entry(number); newer.batch)
                found.push_back(newer);
        }
        return found;
    }
    const auto known = streams_.find(stream);
    if (known == streams_.end())
        return found;
    const std::deque<std::uint64_t> &numbers = known->second.numbers;
    for (auto place = std::lower_bound(numbers.begin(), numbers.end(), from); place != numbers.end() && found.size() < most;
         ++place)
        found.push_back(entry(*place));
    return found;
}

std::uint64_t EventLog::nextNumber() const
{
    const std::scoped_lock lock(mutex_);
    return first_number_ + entries_.size();
}

std::uint64_t EventLog::eventCount(std::string_view stream) const
{
    const std::scoped_lock lock(mutex_);
    if (stream.empty())
        return all_events_;
    const auto known = streams_.find(stream);
    return known == streams_.end() ? 0 : known->second.events;
}

std::size_t EventLog::memoryBytes() const
{
    const std::scoped_lock lock(mutex_);
    return bytes_;
}

} // namespace streamgauge
