// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/partialtable.h"

#include <utility>

namespace streamgauge {

std::uint32_t PartialTable::addLink(std::uint32_t before, std::uint32_t event, std::size_t term, std::size_t step)
{
    const std::uint32_t id = links_.take();
    PatternLink &link = links_[id];
    link.event = event;
    link.before = before;
    link.holders = 1;
    link.length = 1;
    link.term = static_cast<std::uint16_t>(term);
    link.step = static_cast<std::uint16_t>(step);
    events_.hold(event);
    if (before != no_slot) {
        PatternLink &parent = links_[before];
        ++parent.holders;
        link.length = parent.length + 1;
        link.before_step = parent.step == link.step ? parent.before_step : before;
    }
    return id;
}

void PartialTable::releaseLink(std::uint32_t link)
{
    while (link != no_slot && --links_[link].holders == 0) {
        const std::uint32_t before = links_[link].before;
        events_.release(links_[link].event);
        links_.give(link);
        link = before;
    }
}

std::uint32_t PartialTable::findLink(std::uint32_t from, std::size_t term, std::size_t step) const
{
    while (from != no_slot) {
        const PatternLink &link = links_[from];
        if (link.term == term)
            return from;
        if (link.step < step)
            return no_slot;
        from = link.step == step ? link.before : link.before_step;
    }
    return no_slot;
}

std::uint32_t PartialTable::insert(PatternKeyState &key, PartialMatch partial, std::uint32_t parent)
{
    const std::uint32_t id = partials_.take();
    partial.older = parent == no_slot ? key.newest : parent;
    partial.newer = parent == no_slot ? no_slot : partials_[parent].newer;
    (partial.older == no_slot ? key.oldest : partials_[partial.older].newer) = id;
    (partial.newer == no_slot ? key.newest : partials_[partial.newer].older) = id;
    partials_[id] = partial;
    ++key.count;
    return id;
}

void PartialTable::remove(PatternKeyState &key, std::uint32_t id)
{
    unlist(key, id);
    PartialMatch &partial = partials_[id];
    (partial.older == no_slot ? key.oldest : partials_[partial.older].newer) = partial.newer;
    (partial.newer == no_slot ? key.newest : partials_[partial.newer].older) = partial.older;
    --key.count;
    releaseLink(partial.link);
    partials_.give(id);
}

void PartialTable::scan(PatternKeyState &key, std::uint32_t id)
{
    PartialMatch &partial = partials_[id];
    partial.scanned = true;
    partial.scan_older = key.scan_newest;
    partial.scan_newer = no_slot;
    (partial.scan_older == no_slot ? key.scan_oldest : partials_[partial.scan_older].scan_newer) = id;
    key.scan_newest = id;
    ++key.scanned;
}

void PartialTable::addToIndex(std::uint32_t id, std::uint64_t hash)
{
    const std::uint32_t entry_id = entries_.take();
    IndexEntry &entry = entries_[entry_id];
    entry.hash = hash;
    entry.partial = id;
    entry.next = std::exchange(partials_[id].entries, entry_id);
    const auto [bucket, added] = buckets_.try_emplace(hash, entry_id);
    if (!added) {
        entry.older = bucket->second;
        entries_[bucket->second].newer = entry_id;
        bucket->second = entry_id;
    }
}

void PartialTable::unlist(PatternKeyState &key, std::uint32_t id)
{
    PartialMatch &partial = partials_[id];
    if (partial.scanned) {
        (partial.scan_older == no_slot ? key.scan_oldest : partials_[partial.scan_older].scan_newer) = partial.scan_newer;
        (partial.scan_newer == no_slot ? key.scan_newest : partials_[partial.scan_newer].scan_older) = partial.scan_older;
        partial.scanned = false;
        --key.scanned;
    }
    std::uint32_t entry_id = std::exchange(partial.entries, no_slot);
    while (entry_id != no_slot) {
        const IndexEntry entry = entries_[entry_id];
        if (entry.older != no_slot)
            entries_[entry.older].newer = entry.newer;
        if (entry.newer != no_slot)
            entries_[entry.newer].older = entry.older;
        else if (entry.older != no_slot)
            buckets_.find(entry.hash)->second = entry.older;
        else
            buckets_.erase(entry.hash);
        entries_.give(entry_id);
        entry_id = entry.next;
    }
    constexpr std::size_t worth_freeing = 256;
    if (buckets_.empty() && buckets_.capacity() > worth_freeing)
        absl::flat_hash_map<std::uint64_t, std::uint32_t>().swap(buckets_);
}

void PartialTable::find(std::uint64_t hash, std::vector<std::uint32_t> &partials) const
{
    const auto bucket = buckets_.find(hash);
    for (std::uint32_t entry = bucket == buckets_.end() ? no_slot : bucket->second; entry != no_slot;
         entry = entries_[entry].older)
        partials.push_back(entries_[entry].partial);
}

std::size_t PartialTable::memoryBytes() const
{
    return links_.memoryBytes() + partials_.memoryBytes() + entries_.memoryBytes()
        + buckets_.capacity() * (sizeof(std::pair<std::uint64_t, std::uint32_t>) + 1);
}

} // namespace streamgauge
