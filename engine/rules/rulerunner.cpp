// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulerunner.h"

#include "engine/rules/callcheck.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace streamgauge {

namespace {

/// Open alerts of the one mean the same for the other.
bool sameRule(const RuleSpec &a, const RuleSpec &b)
{
    return a.kind == b.kind && a.stream == b.stream && a.joined == b.joined && a.within_ns == b.within_ns && a.key == b.key
        && a.lets == b.lets && a.when == b.when && a.clear == b.clear && a.levels == b.levels && a.pattern == b.pattern
        && a.severity == b.severity && a.labels == b.labels && a.event_time == b.event_time
        && a.disorder_ns == b.disorder_ns;
}

void addCounters(RuleStatus &sum, const RuleStatus &part)
{
    sum.evaluations += part.evaluations;
    sum.fired += part.fired;
    sum.resolved += part.resolved;
    sum.errors += part.errors;
    sum.evicted += part.evicted;
    sum.dropped += part.dropped;
}

} // namespace

Result<std::unique_ptr<RuleRunner>> RuleRunner::make(const RuleSpec &spec, const RuleFunctions &functions)
{
    if (auto sound = checkCalls(spec, functions); !sound)
        return sound.error();
    auto rule = LiveRule::make(spec, functions);
    if (!rule)
        return rule.error();
    return std::make_unique<RuleRunner>(spec, std::move(*rule));
}

RuleRunner::RuleRunner(const RuleSpec &spec, std::unique_ptr<LiveRule> rule)
    : spec_(spec)
    , rule_(std::move(rule))
{
    prepare();
}

void RuleRunner::prepare()
{
    at_home_ = RuleShard::needsHome(spec_);
    // Patterns and rules over several streams find their keys themselves, in the schema of each.
    own_keys_ = !spec_.key.empty() && spec_.kind != RuleKind::Pattern && spec_.joined.empty();
    key_schema_ = nullptr;
    advanced_.clear();
}

Result<void> RuleRunner::become(const RuleSpec &spec, const RuleFunctions &functions, TimeNs now_ns, AlertOutput &out)
{
    if (sameRule(spec, spec_)) {
        rule_->adopt(spec, now_ns, out);
        spec_ = spec;
        return {};
    }
    if (auto sound = checkCalls(spec, functions); !sound)
        return sound;
    auto made = LiveRule::make(spec, functions);
    if (!made)
        return made.error();
    replace(std::move(*made), AlertReason::Updated, now_ns, out);
    spec_ = spec;
    prepare();
    return {};
}

void RuleRunner::replace(std::unique_ptr<LiveRule> rule, AlertReason reason, TimeNs now_ns, AlertOutput &out)
{
    rule_->endAll(reason, now_ns, out);
    RuleStatus counted;
    rule_->fill(counted);
    addCounters(before_, counted);
    rule_ = std::move(rule);
    reorder_.reset();
}

void RuleRunner::pause(bool paused, TimeNs now_ns, AlertOutput &out)
{
    if (std::exchange(paused_, paused) == paused || !paused)
        return;
    rule_->endAll(AlertReason::Paused, now_ns, out);
    reorder_.reset();
}

void RuleRunner::evaluate(const RowBlock &block, TimeBasis basis, AlertOutput &out)
{
    if (paused_)
        return;
    if (!spec_.event_time) {
        judge(block, out);
        return;
    }
    if (!reorder_)
        startReorder();
    reorder_->add(block.shared, block.rows, basis);
    release(out);
}

void RuleRunner::startReorder()
{
    reorder_.emplace(spec_.disorder_ns, RuleShard::streamsOf(spec_));
    reorder_->await(awaiting_);
}

void RuleRunner::release(AlertOutput &out)
{
    while (reorder_->next(run_)) {
        run_hashes_.clear();
        run_marks_.clear();
        for (std::uint32_t index = 0; index < run_.rows.size(); ++index) {
            const Op op = run_.batch->op(run_.rows[index]);
            run_hashes_.push_back(run_.batch->keyHash(run_.rows[index]));
            if (op == Op::Deleted || isStreamWide(op))
                run_marks_.push_back(index);
        }
        judge({ run_.batch, *run_.batch, run_.rows, run_.times_ns, run_hashes_, run_marks_, TimeBasis::Event }, out);
    }
    if (const TimeNs now_ns = reorder_->now(); now_ns != no_time)
        rule_->advance(now_ns, out);
}

void RuleRunner::judge(const RowBlock &block, AlertOutput &out)
{
    cost_.measure(block.rows.size(), [&] {
        if (own_keys_)
            judgeOwnKeys(block, out);
        else
            rule_->evaluate(block, out);
    });
}

bool RuleRunner::findKeyColumns(const Schema &schema)
{
    key_columns_.clear();
    for (const std::string &field : spec_.key) {
        const auto column = schema.find(field);
        if (!column) {
            key_error_ = "stream " + schema.stream + " has no field " + field + " for the key";
            key_columns_.clear();
            return false;
        }
        key_columns_.push_back(*column);
    }
    key_error_.clear();
    keys_name_rows_ = !schema.key_columns.empty() && std::ranges::all_of(schema.key_columns, [&](std::uint32_t column) {
        return std::ranges::find(key_columns_, column) != key_columns_.end();
    });
    return true;
}

void RuleRunner::judgeOwnKeys(const RowBlock &block, AlertOutput &out)
{
    if (key_schema_ != block.batch.schemaPtr()) {
        key_schema_ = block.batch.schemaPtr();
        static_cast<void>(findKeyColumns(*key_schema_));
    }
    keys_ = TextColumn();
    key_hashes_.clear();
    keyed_rows_.clear();
    keyed_times_ns_.clear();
    keyed_marks_.clear();
    for (std::size_t index = 0; index < block.rows.size(); ++index) {
        const std::uint32_t row = block.rows[index];
        const Op op = block.batch.op(row);
        key_.clear();
        if (!isStreamWide(op)) {
            // One row of many with this key says nothing about the key when it is deleted.
            if (op == Op::Deleted && !keys_name_rows_)
                continue;
            bool known = !key_columns_.empty();
            for (const std::size_t column : key_columns_) {
                const bool in_after = block.batch.after(column).state(row) != CellState::Absent;
                const bool in_before =
                    !in_after && block.batch.hasBefore() && block.batch.before(column).state(row) != CellState::Absent;
                known &= in_after || in_before;
                if (column != key_columns_.front())
                    key_ += '\x1f';
                appendCellText(key_, key_schema_->columns[column],
                               in_before ? block.batch.before(column) : block.batch.after(column), row);
            }
            if (!known) {
                ++without_key_;
                continue;
            }
        }
        if (op == Op::Deleted || isStreamWide(op))
            keyed_marks_.push_back(static_cast<std::uint32_t>(keyed_rows_.size()));
        keys_.append(key_);
        key_hashes_.push_back(keyHash(key_));
        keyed_rows_.push_back(row);
        keyed_times_ns_.push_back(block.times_ns[index]);
    }
    if (!keyed_rows_.empty())
        rule_->evaluate(
            { block.shared, block.batch, keyed_rows_, keyed_times_ns_, key_hashes_, keyed_marks_, block.basis, &keys_ },
            out);
}

void RuleRunner::keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out)
{
    // What moves to another key of the stream does not leave a key of the rule's own.
    if (!paused_ && !own_keys_ && spec_.kind == RuleKind::Expression && spec_.joined.empty())
        rule_->keyGone(hash, key, time_ns, out);
}

void RuleRunner::advance(const std::string &stream, TimeNs now_ns, AlertOutput &out)
{
    if (paused_)
        return;
    if (spec_.event_time) {
        if (!reorder_)
            return;
        reorder_->advance(stream, now_ns);
        release(out);
        return;
    }
    if (!spec_.joined.empty() || spec_.kind == RuleKind::Pattern) {
        // The stream that is furthest behind may still have a word to say.
        StreamTime &known = advanced_.try_emplace(stream, StreamTime { now_ns }).first->second;
        known = { std::max(known.time_ns, now_ns) };
        now_ns = slowest();
    }
    rule_->advance(now_ns, out);
}

TimeNs RuleRunner::slowest() const
{
    TimeNs slowest_ns = std::numeric_limits<TimeNs>::max();
    TimeNs furthest_ns = no_time;
    bool all_ended = true;
    for (const auto &[stream, known] : advanced_) {
        furthest_ns = std::max(furthest_ns, known.time_ns);
        if (!known.ended)
            slowest_ns = std::min(slowest_ns, known.time_ns);
        all_ended = all_ended && known.ended;
    }
    return all_ended ? furthest_ns : slowest_ns;
}

void RuleRunner::flush(const std::string &stream, AlertOutput &out)
{
    const auto known = advanced_.find(stream);
    if (known != advanced_.end())
        known->second.ended = true;
    if (paused_)
        return;
    if (reorder_) {
        reorder_->end(stream);
        release(out);
    } else if (known != advanced_.end()) {
        rule_->advance(slowest(), out);
    }
}

void RuleRunner::await(bool on, AlertOutput &out)
{
    awaiting_ = on;
    if (!reorder_)
        return;
    reorder_->await(on);
    release(out);
}

void RuleRunner::forget(const std::string &stream, const RuleFunctions &functions, TimeNs now_ns, AlertOutput &out)
{
    flush(stream, out);
    // A new rule, since one that was emptied keeps the room of its keys.
    if (auto made = LiveRule::make(spec_, functions))
        replace(std::move(*made), AlertReason::Deleted, now_ns, out);
    keys_ = TextColumn();
    prepare();
}

RuleStatus RuleRunner::status() const
{
    RuleStatus status;
    rule_->fill(status);
    addCounters(status, before_);
    status.spec = spec_;
    status.paused = paused_;
    status.errors += without_key_;
    if (!key_error_.empty())
        status.last_error = key_error_;
    if (reorder_) {
        status.late += reorder_->late();
        status.clamped = reorder_->clamped();
        status.waiting_rows = reorder_->waiting();
        status.memory_bytes += reorder_->memoryBytes();
    }
    // What rules share is measured by what they share.
    if (status.cost_ns == 0)
        status.cost_ns = cost_.costPerRow();
    return status;
}

} // namespace streamgauge
