// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/patterns/eventstore.h"
#include "engine/patterns/patternplan.h"
#include "engine/patterns/pool.h"

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace streamgauge {

/// One event taken, behind those taken before it. Partial matches with a common beginning share it.
struct PatternLink {
    std::uint32_t event = no_slot;
    std::uint32_t before = no_slot;      ///< the link taken before
    std::uint32_t before_step = no_slot; ///< the last link of the steps before
    std::uint32_t holders = 0;
    std::uint32_t length = 0; ///< events up to this one
    std::uint16_t term = 0;
    std::uint16_t step = 0;
};

/// What has been taken, and what is waited for.
struct PartialMatch {
    std::uint64_t start_number = 0; ///< of its first event
    std::uint64_t number = 0;       ///< its own; 0: the slot is free
    TimeNs start_ns = 0;
    PatternWaits waits = 0;
    std::uint32_t key = 0;
    std::uint32_t link = no_slot;
    std::uint32_t count = 0; ///< events taken by `step`
    std::uint32_t mask = 0;  ///< terms taken of a step that needs all
    std::uint16_t step = 0;
    bool fresh = true;             ///< no event of its key has come since
    bool scanned = false;          ///< in its key's list of those that every event concerns
    std::uint32_t older = no_slot; ///< of its key, by start
    std::uint32_t newer = no_slot;
    std::uint32_t scan_older = no_slot;
    std::uint32_t scan_newer = no_slot;
    std::uint32_t entries = no_slot; ///< of the index
};

/// The partial matches of one key.
struct PatternKeyState {
    TimeNs clock_ns = INT64_MIN;
    std::uint32_t oldest = no_slot;
    std::uint32_t newest = no_slot;
    std::uint32_t scan_oldest = no_slot;
    std::uint32_t scan_newest = no_slot;
    std::uint32_t count = 0;
    std::uint32_t scanned = 0;
    bool done = false; ///< has had the one match it may have
};

/// The partial matches of all keys: in the order of their start by key, and those whose next event is known by an
/// equality also by the hash of what it must equal. One thread.
class PartialTable
{
public:
    explicit PartialTable(EventStore &events)
        : events_(events)
    {
    }

    /// A link held once. Holds `before` and the event.
    [[nodiscard]] std::uint32_t addLink(std::uint32_t before, std::uint32_t event, std::size_t term, std::size_t step);
    void holdLink(std::uint32_t link) { ++links_[link].holders; }
    void releaseLink(std::uint32_t link);
    [[nodiscard]] const PatternLink &link(std::uint32_t link) const { return links_[link]; }
    /// The latest event a term has taken; no_slot: none.
    [[nodiscard]] std::uint32_t findLink(std::uint32_t from, std::size_t term, std::size_t step) const;

    /// Takes over the hold on partial.link. Behind `parent` in the order of its key, which has the same start; no_slot:
    /// as the newest.
    std::uint32_t insert(PatternKeyState &key, PartialMatch partial, std::uint32_t parent);
    void remove(PatternKeyState &key, std::uint32_t partial);
    [[nodiscard]] PartialMatch &operator[](std::uint32_t partial) { return partials_[partial]; }
    [[nodiscard]] const PartialMatch &operator[](std::uint32_t partial) const { return partials_[partial]; }
    [[nodiscard]] std::size_t size() const { return partials_.used(); }
    [[nodiscard]] std::uint32_t end() const { return partials_.end(); }

    void scan(PatternKeyState &key, std::uint32_t partial);
    void addToIndex(std::uint32_t partial, std::uint64_t hash);
    /// Out of the list of the scanned and the index.
    void unlist(PatternKeyState &key, std::uint32_t partial);
    /// Appends the partial matches under a hash, those of other keys or values that share it too.
    void find(std::uint64_t hash, std::vector<std::uint32_t> &partials) const;

    [[nodiscard]] std::size_t liveBytes() const
    {
        constexpr std::size_t bucket_bytes = 32;
        return partials_.used() * sizeof(PartialMatch) + links_.used() * sizeof(PatternLink)
            + entries_.used() * sizeof(IndexEntry) + buckets_.size() * bucket_bytes;
    }
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    struct IndexEntry {
        std::uint64_t hash = 0;
        std::uint32_t partial = no_slot;
        std::uint32_t older = no_slot; ///< under the same hash
        std::uint32_t newer = no_slot;
        std::uint32_t next = no_slot; ///< of the same partial match
    };

    EventStore &events_;
    Pool<PatternLink> links_;
    Pool<PartialMatch> partials_;
    Pool<IndexEntry> entries_;
    absl::flat_hash_map<std::uint64_t, std::uint32_t> buckets_; ///< the newest entry under a hash
};

} // namespace streamgauge
