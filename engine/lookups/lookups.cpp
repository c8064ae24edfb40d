// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lookups/lookups.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

/// Lets go of the rows a batch of the looked-up table changed.
void dropChanged(LookupTable &table, const Batch &batch)
{
    const auto column = batch.schema().find(table.spec.key);
    std::string key;
    for (std::uint32_t row = 0; row < batch.rows(); ++row) {
        const Op op = batch.op(row);
        // What changed while nothing was captured is not known. The rows of a snapshot themselves are no changes.
        if (isStreamWide(op) || !column) {
            table.cache.invalidateAll();
            continue;
        }
        if (op == Op::Snapshot)
            continue;
        for (const ColumnData *cells : { &batch.after(*column), batch.hasBefore() ? &batch.before(*column) : nullptr }) {
            if (cells == nullptr || cells->state(row) != CellState::Value)
                continue;
            key.clear();
            appendCellText(key, batch.schema().columns[*column], *cells, row);
            table.cache.invalidate(key);
        }
    }
}

} // namespace

void Lookups::addSource(const std::string &source, LookupPool::Open open)
{
    pools_.insert_or_assign(source, std::make_unique<LookupPool>(std::move(open), clock_));
}

Result<void> Lookups::add(const LookupSpec &lookup, const std::string &stream)
{
    if (auto sound = checkLookup(lookup); !sound)
        return sound;
    const auto pool = pools_.find(lookup.source);
    if (pool == pools_.end())
        return Error { ErrorKind::Configuration, "there is no source \"" + lookup.source + "\" to look up in",
                       "lookup " + lookup.name, "name a source of this workspace" };
    auto table = std::make_shared<LookupTable>(lookup);
    table->stream = stream;
    if (!tables_.emplace(lookup.name, Named { std::move(table), pool->second.get() }).second)
        return Error { ErrorKind::Configuration, "there are two lookups of this name", "lookup " + lookup.name,
                       "give each its own name" };
    return {};
}

void Lookups::keepRows(const Lookups &earlier, const std::set<std::string> &sources)
{
    for (auto &[name, named] : tables_) {
        const auto known = earlier.tables_.find(name);
        if (known == earlier.tables_.end() || !sources.contains(named.table->spec.source))
            continue;
        const std::shared_ptr<LookupTable> &table = known->second.table;
        if (table->spec == named.table->spec && table->stream == named.table->stream)
            named.table = table;
    }
}

void Lookups::setRules(std::vector<RuleSpec> rules)
{
    const std::scoped_lock lock(mutex_);
    rules_ = std::move(rules);
    plans_.clear();
}

CelFunction Lookups::function(const std::shared_ptr<Lookups> &lookups)
{
    return function(lookups, nullptr);
}

CelFunction Lookups::function(const std::shared_ptr<Lookups> &lookups, Missed missed)
{
    return { "lookup",
             2,
             2,
             CelKind::Dyn,
             [lookups, missed = std::move(missed)](std::span<const CelValue> arguments) {
                 return lookups->call(arguments, missed);
             },
             { { "name", { CelKind::String } }, { "key", lookupKeyKinds() } },
             {} };
}

CelValue Lookups::call(std::span<const CelValue> arguments, const Missed &missed)
{
    if (arguments[0].kind() != CelKind::String)
        return CelValue::ofStaticError("lookup() takes a name and a key: lookup(\"patients\", event.patient_id)");
    const auto found = tables_.find(arguments[0].text());
    if (found == tables_.end())
        return CelValue::ofError("there is no lookup named \"" + std::string(arguments[0].text()) + "\"");
    if (arguments[1].isNull())
        return CelValue::ofStaticError("the key to look up is null", CelFault::NoData);
    const auto key = lookupKey(arguments[1]);
    if (!key)
        return CelValue::ofStaticError("the key to look up must be a text or a whole number");
    const Named &named = found->second;
    auto [row, current] = named.table->cache.find(*key, clock_.steady());
    if (!current)
        named.pool->request(named.table, named.table->cache.need({ &*key, 1 }, clock_.steady()));
    if (row)
        return std::move(*row);
    if (missed)
        missed(found->first);
    const std::string error = named.pool->status().last_error;
    return CelValue::ofError("lookup " + found->first + " is not there" + (error.empty() ? "" : ": " + error));
}

std::shared_ptr<const LookupPlan> Lookups::planFor(const SchemaPtr &schema)
{
    const std::scoped_lock lock(mutex_);
    Planned &planned = plans_[schema->stream];
    if (planned.schema != schema) {
        planned.schema = schema;
        planned.plan = std::make_shared<const LookupPlan>(rules_, schema);
    }
    return planned.plan;
}

void Lookups::taken(const std::string &source, const ConnectorInfo &info, const BatchPtr &batch)
{
    const std::string &stream = batch->schema().stream;
    for (const auto &[name, named] : tables_) {
        const LookupTable &table = *named.table;
        // A name that another source had first is prefixed in the engine.
        if (table.spec.source == source && !table.stream.empty()
            && (stream == table.stream || stream == source + "/" + table.stream))
            dropChanged(*named.table, *batch);
    }
    if (const auto plan = planFor(batch->schemaPtr()); !plan->empty())
        fetchAhead(*batch, *plan, info.can_ask_again);
}

void Lookups::fetchAhead(const Batch &batch, const LookupPlan &plan, bool wait)
{
    const LookupNeeds needs = plan.needs(batch);
    const DurationNs now_ns = clock_.steady();
    for (const auto &[name, keys] : needs) {
        if (const auto found = tables_.find(name); found != tables_.end())
            found->second.pool->request(found->second.table, found->second.table->cache.need(keys, now_ns));
    }
    for (const auto &[name, keys] : needs) {
        const auto found = tables_.find(name);
        if (wait && found != tables_.end())
            found->second.table->cache.await(keys, std::max<DurationNs>(now_ns + longest_wait_ns - clock_.steady(), 0));
    }
}

void Lookups::gap(const std::string &source, const Gap &)
{
    for (const auto &[name, named] : tables_) {
        if (named.table->spec.source == source)
            named.table->cache.invalidateAll();
    }
}

std::vector<LookupStatus> Lookups::status() const
{
    std::vector<LookupStatus> all;
    for (const auto &[name, named] : tables_)
        all.push_back({ named.table->spec, named.table->cache.counts(), named.pool->status() });
    return all;
}

} // namespace streamgauge
