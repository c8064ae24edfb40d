// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celscope.h"
#include "engine/lookups/lookupplan.h"
#include "engine/lookups/lookuppool.h"
#include "engine/run/batchtap.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace streamgauge {

struct LookupStatus {
    LookupSpec spec;
    LookupCounts counts;
    LookupPoolStatus queries; ///< of the source, all its lookups together
};

/// The reference rows that rules read by lookup("name", key). Set it with Engine::setTap(): before a batch is judged, the
/// rows its events need and that are not kept are fetched together, and the source waits for them up to longest_wait_ns;
/// what is not there then makes the condition an error, and the fetch goes on; an older row is used while there is one. A
/// source that cannot be asked again never waits. Rows are those of the time of judging. A captured change of a row has it
/// read again before the next event that needs it is judged. Thread-safe.
class Lookups final : public BatchTap
{
public:
    static constexpr DurationNs longest_wait_ns = 250 * ns_per_ms;

    /// `clock` outlives it.
    explicit Lookups(const Clock &clock)
        : clock_(clock)
    {
    }

    /// A source whose tables are looked up in; before its lookups, and all before the first batch.
    void addSource(const std::string &source, LookupPool::Open open);
    /// `stream` as LookupSourceFactory::streamOf() has it. Error Configuration: what checkLookup() says, a name twice, a
    /// source that was not added.
    Result<void> add(const LookupSpec &lookup, const std::string &stream);
    /// Shares the rows and counts of those lookups of `earlier` that are the same here, of the sources named: their server
    /// is the same too. After all were added, before the first batch.
    void keepRows(const Lookups &earlier, const std::set<std::string> &sources);
    /// Those whose lookups are fetched ahead.
    void setRules(std::vector<RuleSpec> rules);

    /// lookup(name, key): the row as a map from columns to values, empty when the table has none with that key. Errors:
    /// fault NoData for a null key, else Other.
    [[nodiscard]] static CelFunction function(const std::shared_ptr<Lookups> &lookups);
    /// Told of a lookup whose row is not there yet, from the thread that calls the function; as short as that.
    using Missed = std::function<void(const std::string &lookup)>;
    /// The same that tells of each row it could not give.
    [[nodiscard]] static CelFunction function(const std::shared_ptr<Lookups> &lookups, Missed missed);
    [[nodiscard]] std::vector<LookupStatus> status() const;

    void taken(const std::string &source, const ConnectorInfo &info, const BatchPtr &batch) override;
    void advanced(const std::string &, const ConnectorInfo &, TimeNs, const std::vector<std::string> &) override { }
    void gap(const std::string &source, const Gap &gap) override;
    void alerted(const Alert &) override { }

private:
    struct Named {
        std::shared_ptr<LookupTable> table;
        LookupPool *pool = nullptr;
    };
    struct Planned {
        SchemaPtr schema;
        std::shared_ptr<const LookupPlan> plan;
    };

    [[nodiscard]] CelValue call(std::span<const CelValue> arguments, const Missed &missed);
    [[nodiscard]] std::shared_ptr<const LookupPlan> planFor(const SchemaPtr &schema);
    void fetchAhead(const Batch &batch, const LookupPlan &plan, bool wait);

    const Clock &clock_;
    std::map<std::string, Named, std::less<>> tables_;
    std::map<std::string, std::unique_ptr<LookupPool>, std::less<>> pools_; ///< by source
    std::mutex mutex_;
    std::vector<RuleSpec> rules_;
    std::map<std::string, Planned, std::less<>> plans_; ///< by stream
};

} // namespace streamgauge
