// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/cel/celvalue.h"
#include "engine/lookups/lookupsource.h"

#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace streamgauge {

/// What a cache has done since it was made. Its hit ratio: hits / (hits + misses).
struct LookupCounts {
    std::uint64_t hits = 0;        ///< keys that events needed and that were there, one for each event
    std::uint64_t misses = 0;      ///< those that were not, had changed or grown too old
    std::uint64_t refused = 0;     ///< misses not asked for, as too many were waiting
    std::uint64_t evicted = 0;     ///< rows given up for others
    std::uint64_t invalidated = 0; ///< rows that changed and had to be read again
    std::size_t rows = 0;          ///< kept now, keys known to have no row among them
    std::size_t pending = 0;       ///< keys asked for now
    std::size_t bytes = 0;         ///< of all this, estimated

    [[nodiscard]] double hitRatio() const
    {
        return hits + misses == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(hits + misses);
    }
};

/// Rows of one table by key, bounded in bytes: the longest unused goes first. Thread-safe; only await() blocks. Times are
/// those of a steady clock.
class LookupCache
{
public:
    /// Keys asked for at one time; further misses are refused.
    static constexpr std::size_t most_pending = 10'000;

    LookupCache(std::size_t most_bytes, DurationNs time_to_live_ns);

    struct Found {
        std::optional<CelValue> row; ///< an empty map when there is none with that key, nullopt when it is not known
        bool current = false;        ///< false: not known, changed or too old, so that need() would want it
    };

    /// A row that changed or grew too old is still given while the newer one is not there: events wait in queues, and what
    /// was fetched ahead for them must not be gone when their turn comes.
    [[nodiscard]] Found find(std::string_view key, TimeNs now_ns);
    /// Counts one hit or miss for each of `keys` and returns those, each once, that the caller now has to fetch and then
    /// give to store() or fail(). Others that miss are being fetched already.
    [[nodiscard]] std::vector<std::string> need(std::span<const std::string> keys, TimeNs now_ns);
    /// Waits until none of `keys` is being fetched, at most so long. False: some still are.
    bool await(std::span<const std::string> keys, DurationNs at_most_ns);

    /// What a fetch of `keys` brought; keys without a row are known to have none. Returns those whose row changed meanwhile:
    /// they have to be fetched again.
    [[nodiscard]] std::vector<std::string> store(std::span<const std::string> keys, std::vector<LookupRow> rows,
                                                 TimeNs now_ns);
    /// They could not be fetched: what is known of them stays.
    void fail(std::span<const std::string> keys);

    /// The row changed, came or went.
    void invalidate(std::string_view key);
    void invalidateAll();

    [[nodiscard]] LookupCounts counts() const;

private:
    struct Entry {
        std::string key;
        std::optional<CelValue> row;
        TimeNs fetched_ns = 0;
        std::size_t bytes = 0;
        bool pending = false;
        bool outdated = false; ///< changed since it was fetched
        bool changed = false;  ///< while it was fetched
    };
    using Entries = std::list<Entry>;

    [[nodiscard]] bool isCurrent(const Entry &entry, TimeNs now_ns) const;
    void outdate(Entry &entry);
    void forget(Entries::iterator entry);
    void weigh(Entry &entry);
    void makeRoom();

    const std::size_t most_bytes_;
    const DurationNs time_to_live_ns_;
    mutable std::mutex mutex_;
    std::condition_variable settled_;
    Entries entries_; ///< the last used first
    std::unordered_map<std::string_view, Entries::iterator> by_key_;
    LookupCounts counts_;
};

} // namespace streamgauge
