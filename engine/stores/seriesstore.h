// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/stores/bytebudget.h"
#include "engine/stores/keyindex.h"
#include "engine/stores/series.h"

#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// The series of one worker's keys: every numeric cell of created, updated and snapshot events is a sample at the
/// event's time. Missing cells and NaN are none. Under one byte budget the chunks that grew longest ago go first,
/// whichever series they belong to; a series without samples goes with its last chunk. One thread.
class SeriesStore
{
public:
    explicit SeriesStore(ByteBudget &budget)
        : share_(budget)
    {
    }

    /// Returns how many of the rows had a sample too late to be inserted.
    std::uint64_t append(const Batch &batch, std::span<const std::uint32_t> rows);
    /// Forgets what the budget has no room for; append() does so for its own.
    void trim();

    /// Forgets a stream. What it held is freed with the value returned.
    [[nodiscard]] std::shared_ptr<const void> forget(std::string_view stream);

    /// nullptr when it has no samples. Valid until the next append() or trim().
    [[nodiscard]] const Series *find(const SeriesRef &series) const;
    /// Grows whenever a sample of the key came or went; 0 for an unknown key.
    [[nodiscard]] std::uint64_t version(std::string_view stream, std::string_view key) const;

    [[nodiscard]] std::size_t keyCount(std::string_view stream) const;
    /// Grows whenever a key came or went.
    [[nodiscard]] std::uint64_t keysVersion(std::string_view stream) const;
    /// Calls `key` for at most `most` slots from `slot` on; returns where to go on, or 0 at the end.
    std::size_t forEachKey(std::string_view stream, std::size_t slot, std::size_t most,
                           const std::function<void(const std::string &)> &key) const;
    [[nodiscard]] std::size_t memoryBytes() const { return share_.bytes(); }

private:
    /// The series of one key, one for each numeric field of the stream.
    struct Group {
        std::string key;
        std::uint64_t hash = 0;
        std::uint64_t version = 0;
        std::uint32_t live_series = 0;
        bool used = false;
        std::vector<Series> fields;
    };
    /// Which column of a schema feeds which field.
    struct ColumnPlan {
        std::uint32_t column = 0;
        std::uint32_t field = 0;
    };
    struct Stream {
        std::vector<std::string> fields;
        KeyIndex index;
        std::vector<Group> groups;
        std::vector<std::uint32_t> free_groups;
        std::uint64_t keys_version = 0;
        SchemaPtr planned; ///< of `plan`
        std::vector<ColumnPlan> plan;
    };
    /// The series whose oldest chunk grew at `touched`, or later.
    struct Age {
        std::uint64_t touched = 0;
        std::uint32_t stream = 0;
        std::uint32_t group = 0;
        std::uint32_t field = 0;
        friend bool operator>(const Age &a, const Age &b) { return a.touched > b.touched; }
    };

    class Ages : public std::priority_queue<Age, std::vector<Age>, std::greater<>>
    {
    public:
        void forgetStream(std::uint32_t stream);
    };

    [[nodiscard]] std::uint32_t streamOf(const SchemaPtr &schema);
    [[nodiscard]] const Stream *findStream(std::string_view stream) const;
    static void makePlan(Stream &stream, const SchemaPtr &schema);
    [[nodiscard]] std::uint32_t groupOf(Stream &stream, const Batch &batch, std::uint32_t row);
    [[nodiscard]] std::uint32_t addGroup(Stream &stream, std::string_view key, std::uint64_t hash);
    void widen(Stream &stream, Group &group);
    bool appendSlowly(const Age &place, const Sample &sample, TimeNs arrival_ns);
    void forgetChunkOf(Age age);
    void forgetGroup(Stream &stream, std::uint32_t group);
    [[nodiscard]] static std::size_t streamBytes(const Stream &stream);
    [[nodiscard]] static std::size_t groupBytes(const Group &group);

    BudgetShare share_;
    std::map<std::string, std::uint32_t, std::less<>> stream_numbers_;
    std::vector<std::unique_ptr<Stream>> streams_; ///< null: forgotten
    /// Exactly one entry for each series with samples.
    Ages ages_;
    std::uint64_t tick_ = 0;
};

} // namespace streamgauge
