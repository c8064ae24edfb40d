// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/ruleshard.h"
#include "engine/run/commitlatency.h"
#include "engine/run/sourceinput.h"
#include "engine/run/turnstile.h"
#include "engine/stores/seriesstore.h"
#include "engine/stores/tablestore.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// A worker's part of a batch under way.
struct PartProgress {
    std::shared_ptr<SharedBatch> batch;
    std::uint32_t next = 0;         ///< into the part's rows
    std::uint32_t next_special = 0; ///< into the part's special rows
    std::uint32_t next_home = 0;    ///< row of the batch, for rules that meet all of them
    std::uint64_t sweep_to = 0;     ///< rows up to this change are being removed; 0: none
};

/// Rules and stores for the keys of one worker. The worker writes, others read, both under `lock` and each for less
/// than about 0.2 ms at a time.
class Shard
{
public:
    struct Context {
        const Clock &clock;
        AlertOutput &alerts;
        CommitLatency &latency;
        ByteBudget &series_budget;
        ByteBudget &table_budget;
    };
    enum class Step : std::uint8_t { More, Done, Waiting };

    Shard(std::uint32_t worker, Context context);

    /// Judges and stores the next rows of a part. Waiting: another worker has not yet taken out a row that comes here.
    /// `woken` gets the worker that waits for a row taken out now.
    [[nodiscard]] Step step(PartProgress &part, SourceInput &source, std::vector<std::uint32_t> &woken);
    /// Gives memory back that the budgets no longer grant.
    void trim();

    mutable Turnstile lock;

    // The following only while `lock` is held.

    /// Runs the timers of a stream's rules up to `time_ns`; never back.
    void advance(const std::string &stream, TimeNs time_ns);
    /// The stream is at its end.
    void flush(const std::string &stream) { rules.flush(stream, context_.alerts); }
    /// See RuleShard.
    void await(bool on) { rules.await(on, context_.alerts); }
    /// What a stream leaves; freed by the caller when `lock` is no longer held.
    struct Remains {
        std::shared_ptr<const void> series;
        std::shared_ptr<const void> table;
    };
    /// Gives back everything kept of a stream that is there no more.
    [[nodiscard]] Remains forget(const std::string &stream, TimeNs now_ns);
    RuleShard rules;
    SeriesStore series;
    TableStore table;

private:
    [[nodiscard]] std::span<const std::uint32_t> plainRows(const PartProgress &part, const SharedBatch::Part &own);
    void takeHome(PartProgress &part, SourceInput &source);
    /// 0, 1, 2, ...
    [[nodiscard]] std::span<const std::uint32_t> allRows(std::size_t count);
    void takePlain(PartProgress &part, std::span<const std::uint32_t> rows, SourceInput &source);
    [[nodiscard]] Step takeSpecial(PartProgress &part, std::uint32_t row, SourceInput &source,
                                   std::vector<std::uint32_t> &woken);
    [[nodiscard]] Step takeMark(PartProgress &part, std::uint32_t row, SourceInput &source);
    /// Gives the oldest commit among the rows; no_time when it is known of none.
    [[nodiscard]] TimeNs judge(const BatchPtr &shared, std::span<const std::uint32_t> rows, SourceInput &source,
                               RowCounts &counts);
    [[nodiscard]] std::uint32_t rowAt(const SharedBatch::Part &own, std::uint32_t index) const
    {
        return own.rows.empty() ? index : own.rows[index];
    }

    const std::uint32_t worker_;
    Context context_;
    std::vector<std::uint32_t> all_rows_; ///< 0, 1, 2, ...
    std::map<std::string, TimeNs, std::less<>> advanced_to_ns_;
};

} // namespace streamgauge
