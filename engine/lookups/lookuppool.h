// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/lookups/lookupcache.h"
#include "engine/lookups/lookupsource.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace streamgauge {

/// One lookup: what the workspace says of it, and the rows read so far.
struct LookupTable {
    explicit LookupTable(LookupSpec named)
        : spec(std::move(named))
        , cache(spec.most_bytes, spec.time_to_live_ns)
    {
    }

    const LookupSpec spec;
    std::string stream; ///< that tells of its changes; empty: none does
    LookupCache cache;
};

struct LookupPoolStatus {
    std::uint64_t queries = 0;
    std::uint64_t failures = 0; ///< queries that failed
    std::string last_error;     ///< of the newest failure; empty once a query succeeded again
};

/// Fetches rows of one source's tables on threads of its own, each with a connection that is opened when first needed. After
/// a failure nothing is asked for a while that doubles up to half a minute. Thread-safe.
class LookupPool
{
public:
    static constexpr std::size_t connections = 2;
    static constexpr std::size_t most_keys_a_query = 1'000;
    static constexpr DurationNs first_pause_ns = 500 * ns_per_ms;
    static constexpr DurationNs longest_pause_ns = 30 * ns_per_s;

    /// Called once on each thread; the source is used and destroyed there.
    using Open = std::function<Result<std::unique_ptr<LookupSource>>()>;

    /// `clock` outlives the pool.
    LookupPool(Open open, const Clock &clock);
    /// Waits for queries under way, a few seconds at most.
    ~LookupPool();
    LookupPool(const LookupPool &) = delete;
    LookupPool &operator=(const LookupPool &) = delete;

    /// `keys` come from LookupCache::need(). Returns at once; all keys known by then that are of one table go into as few
    /// queries as can be.
    void request(const std::shared_ptr<LookupTable> &table, std::vector<std::string> keys);
    [[nodiscard]] LookupPoolStatus status() const;

private:
    struct Job {
        std::shared_ptr<LookupTable> table;
        std::vector<std::string> keys;
    };

    void run(const std::stop_token &stop);
    [[nodiscard]] Job next();
    void serve(LookupSource &source, Job job);
    void failed(const Job &job, const Error &error);

    const Open open_;
    const Clock &clock_;
    mutable std::mutex mutex_;
    std::condition_variable_any woken_;
    std::deque<Job> jobs_;
    LookupPoolStatus status_;
    DurationNs pause_ns_ = 0;
    DurationNs paused_until_ns_ = 0;
    std::vector<std::jthread> threads_;
};

} // namespace streamgauge
