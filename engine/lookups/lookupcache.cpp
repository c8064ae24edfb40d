// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lookups/lookupcache.h"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace streamgauge {

namespace {

/// Of nodes and hash cells around an entry.
constexpr std::size_t entry_overhead = 96;

std::size_t bytesOf(const CelValue &row)
{
    std::size_t bytes = 0;
    if (row.kind() != CelKind::Map)
        return bytes;
    for (const auto &[name, value] : row.entries()) {
        bytes += sizeof(CelValue::Entry) + entry_overhead;
        for (const CelValue *part : { &name, &value }) {
            if (part->kind() == CelKind::String || part->kind() == CelKind::Bytes)
                bytes += part->text().size();
            else if (part->shared() != nullptr)
                bytes += celDisplayText(*part).size() * 4;
        }
    }
    return bytes;
}

} // namespace

LookupCache::LookupCache(std::size_t most_bytes, DurationNs time_to_live_ns)
    : most_bytes_(most_bytes)
    , time_to_live_ns_(time_to_live_ns)
{
}

bool LookupCache::isCurrent(const Entry &entry, TimeNs now_ns) const
{
    return entry.row && !entry.outdated && now_ns - entry.fetched_ns <= time_to_live_ns_;
}

LookupCache::Found LookupCache::find(std::string_view key, TimeNs now_ns)
{
    const std::scoped_lock lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end())
        return {};
    entries_.splice(entries_.begin(), entries_, found->second);
    return { found->second->row, isCurrent(*found->second, now_ns) };
}

std::vector<std::string> LookupCache::need(std::span<const std::string> keys, TimeNs now_ns)
{
    std::vector<std::string> wanted;
    const std::scoped_lock lock(mutex_);
    for (const std::string &key : keys) {
        auto found = by_key_.find(key);
        if (found != by_key_.end()) {
            entries_.splice(entries_.begin(), entries_, found->second);
            if (isCurrent(*found->second, now_ns)) {
                ++counts_.hits;
                continue;
            }
        }
        ++counts_.misses;
        if (found != by_key_.end() && found->second->pending)
            continue;
        if (counts_.pending >= most_pending) {
            ++counts_.refused;
            continue;
        }
        if (found == by_key_.end()) {
            entries_.push_front({ key, std::nullopt, 0, 0, false, false, false });
            found = by_key_.emplace(entries_.front().key, entries_.begin()).first;
            weigh(entries_.front());
        }
        found->second->pending = true;
        ++counts_.pending;
        wanted.push_back(key);
    }
    return wanted;
}

bool LookupCache::await(std::span<const std::string> keys, DurationNs at_most_ns)
{
    std::unique_lock lock(mutex_);
    std::size_t first = 0;
    return settled_.wait_for(lock, std::chrono::nanoseconds(at_most_ns), [&] {
        for (; first < keys.size(); ++first) {
            const auto found = by_key_.find(keys[first]);
            if (found != by_key_.end() && found->second->pending)
                return false;
        }
        return true;
    });
}

std::vector<std::string> LookupCache::store(std::span<const std::string> keys, std::vector<LookupRow> rows, TimeNs now_ns)
{
    std::unordered_map<std::string_view, CelValue *> rows_by_key;
    for (LookupRow &row : rows)
        rows_by_key.try_emplace(row.key, &row.row);
    std::vector<std::string> again;
    {
        const std::scoped_lock lock(mutex_);
        for (const std::string &key : keys) {
            const auto found = by_key_.find(key);
            if (found == by_key_.end() || !found->second->pending)
                continue;
            Entry &entry = *found->second;
            if (entry.changed) {
                entry.changed = false;
                again.push_back(key);
                continue;
            }
            const auto row = rows_by_key.find(key);
            entry.row = row == rows_by_key.end() ? CelValue::ofMap({}) : std::move(*row->second);
            entry.fetched_ns = now_ns;
            entry.outdated = false;
            entry.pending = false;
            --counts_.pending;
            weigh(entry);
        }
        makeRoom();
    }
    settled_.notify_all();
    return again;
}

void LookupCache::fail(std::span<const std::string> keys)
{
    {
        const std::scoped_lock lock(mutex_);
        for (const std::string &key : keys) {
            const auto found = by_key_.find(key);
            if (found == by_key_.end() || !found->second->pending)
                continue;
            found->second->pending = false;
            found->second->outdated |= found->second->changed;
            found->second->changed = false;
            --counts_.pending;
            if (!found->second->row)
                forget(found->second);
        }
    }
    settled_.notify_all();
}

void LookupCache::invalidate(std::string_view key)
{
    const std::scoped_lock lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end())
        outdate(*found->second);
}

void LookupCache::invalidateAll()
{
    const std::scoped_lock lock(mutex_);
    for (Entry &entry : entries_)
        outdate(entry);
}

void LookupCache::outdate(Entry &entry)
{
    if (entry.row && !entry.outdated)
        ++counts_.invalidated;
    entry.outdated = true;
    // The query may have read the row as it was before.
    entry.changed = entry.pending;
}

void LookupCache::forget(Entries::iterator entry)
{
    counts_.bytes -= entry->bytes;
    by_key_.erase(entry->key);
    entries_.erase(entry);
}

void LookupCache::weigh(Entry &entry)
{
    counts_.bytes -= entry.bytes;
    entry.bytes = sizeof(Entry) + entry_overhead + entry.key.size() + (entry.row ? bytesOf(*entry.row) : 0);
    counts_.bytes += entry.bytes;
}

void LookupCache::makeRoom()
{
    for (auto last = entries_.end(); counts_.bytes > most_bytes_ && last != entries_.begin();) {
        const auto oldest = std::prev(last);
        if (oldest->pending) {
            last = oldest;
            continue;
        }
        ++counts_.evicted;
        forget(oldest);
    }
}

LookupCounts LookupCache::counts() const
{
    const std::scoped_lock lock(mutex_);
    LookupCounts counts = counts_;
    counts.rows = entries_.size() - counts.pending;
    return counts;
}

} // namespace streamgauge
