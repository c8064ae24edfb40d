// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/shard.h"

#include "engine/run/senttimes.h"

#include <algorithm>
#include <numeric>

namespace streamgauge {

namespace {

/// Rows judged and stored under one lock, and rows swept likewise.
constexpr std::size_t rows_per_step = 256;

void countRow(const Batch &batch, std::uint32_t row, RowCounts &counts)
{
    switch (batch.op(row)) {
    case Op::Created: ++counts.created; break;
    case Op::Updated: ++counts.updated; break;
    case Op::Deleted: ++counts.deleted; break;
    case Op::Snapshot: ++counts.snapshot; break;
    default: break;
    }
    counts.latest_arrival_ns = std::max(counts.latest_arrival_ns, batch.arrivalTime(row));
    counts.latest_event_ns = std::max(counts.latest_event_ns, batch.eventTime(row));
}

} // namespace

Shard::Shard(std::uint32_t worker, Context context)
    : series(context.series_budget)
    , table(context.table_budget)
    , worker_(worker)
    , context_(context)
{
}

Shard::Step Shard::step(PartProgress &part, SourceInput &source, std::vector<std::uint32_t> &woken)
{
    const SharedBatch::Part &own = part.batch->parts[worker_];
    const std::scoped_lock held(lock);
    if (part.next < own.row_count) {
        const std::uint32_t row = rowAt(own, part.next);
        const bool special = part.next_special < own.special_rows.size() && own.special_rows[part.next_special] == row;
        if (special) {
            const Step step = takeSpecial(part, row, source, woken);
            if (step != Step::Done)
                return step;
            ++part.next;
            ++part.next_special;
        } else {
            const std::span<const std::uint32_t> rows = plainRows(part, own);
            takePlain(part, rows, source);
            part.next += static_cast<std::uint32_t>(rows.size());
        }
    }
    if (part.next < own.row_count)
        return Step::More;
    if (part.batch->isHome(worker_)) {
        takeHome(part, source);
        if (part.next_home < part.batch->batch->rows())
            return Step::More;
    }
    if (source.info().time_basis == TimeBasis::Event && part.batch->latest_event_ns != no_time)
        advance(part.batch->stream->stream(), part.batch->latest_event_ns);
    return Step::Done;
}

std::span<const std::uint32_t> Shard::allRows(std::size_t count)
{
    if (all_rows_.size() < count) {
        all_rows_.resize(count);
        std::iota(all_rows_.begin(), all_rows_.end(), 0U);
    }
    return { all_rows_.data(), count };
}

void Shard::takeHome(PartProgress &part, SourceInput &source)
{
    const BatchPtr &batch = part.batch->batch;
    const std::uint32_t first = part.next_home;
    const TimeBasis basis = source.info().time_basis;
    std::size_t count = std::min<std::size_t>(batch->rows() - first, rows_per_step);
    const auto &moves = part.batch->moves;
    auto move = std::ranges::lower_bound(moves, first, {}, [](const auto &known) { return known->row; });
    if (move != moves.end() && (*move)->row == first) {
        rules.keyGone(batch->schema().stream, (*move)->old_key, (*move)->old_hash,
                      basis == TimeBasis::Event ? batch->eventTime(first) : batch->arrivalTime(first), context_.alerts,
                      RuleScope::Home);
        ++move;
    }
    if (move != moves.end())
        count = std::min<std::size_t>(count, (*move)->row - first);
    rules.evaluate(batch, allRows(batch->rows()).subspan(first, count), basis, context_.alerts, RuleScope::Home);
    part.next_home += static_cast<std::uint32_t>(count);
}

std::span<const std::uint32_t> Shard::plainRows(const PartProgress &part, const SharedBatch::Part &own)
{
    std::size_t count = std::min<std::size_t>(own.row_count - part.next, rows_per_step);
    const std::span<const std::uint32_t> rows = own.rows.empty() ? allRows(own.row_count) : std::span(own.rows);
    const auto begin = rows.begin() + part.next;
    if (part.next_special < own.special_rows.size()) {
        const auto special =
            std::lower_bound(begin, begin + static_cast<std::ptrdiff_t>(count), own.special_rows[part.next_special]);
        count = static_cast<std::size_t>(special - begin);
    }
    return { rows.data() + part.next, count };
}

TimeNs Shard::judge(const BatchPtr &shared, std::span<const std::uint32_t> rows, SourceInput &source, RowCounts &counts)
{
    const Batch &batch = *shared;
    rules.evaluate(shared, rows, source.info().time_basis, context_.alerts, RuleScope::Keyed);
    const TimeNs judged_ns = context_.clock.now();
    const SentTimes sent_times(batch, source.sentColumn());
    TimeNs oldest_ns = no_time;
    for (const std::uint32_t row : rows) {
        if (const TimeNs sent_ns = sent_times.at(row); sent_ns != no_time) {
            context_.latency.judged(sent_ns, judged_ns);
            oldest_ns = oldest_ns == no_time ? sent_ns : std::min(oldest_ns, sent_ns);
        }
        countRow(batch, row, counts);
    }
    counts.late += series.append(batch, rows);
    return oldest_ns;
}

void Shard::takePlain(PartProgress &part, std::span<const std::uint32_t> rows, SourceInput &source)
{
    const Batch &batch = *part.batch->batch;
    RowCounts counts;
    const TimeNs oldest_commit_ns = judge(part.batch->batch, rows, source, counts);
    for (const std::uint32_t row : rows)
        table.apply(batch, row);
    context_.latency.stored(oldest_commit_ns);
    source.count(*part.batch->stream, counts);
}

Shard::Step Shard::takeSpecial(PartProgress &part, std::uint32_t row, SourceInput &source, std::vector<std::uint32_t> &woken)
{
    const Batch &batch = *part.batch->batch;
    if (isStreamWide(batch.op(row)))
        return takeMark(part, row, source);
    KeyMove &move = *part.batch->moveAt(row);
    if (move.from_worker == worker_) {
        move.moved = table.takeOut(batch.schema().stream, move.old_key, move.old_hash);
        const bool by_event = source.info().time_basis == TimeBasis::Event;
        rules.keyGone(batch.schema().stream, move.old_key, move.old_hash,
                      by_event ? batch.eventTime(row) : batch.arrivalTime(row), context_.alerts, RuleScope::Keyed);
        move.taken.store(true, std::memory_order_release);
        if (move.to_worker != worker_) {
            woken.push_back(move.to_worker);
            return Step::Done;
        }
    }
    if (!move.taken.load(std::memory_order_acquire))
        return Step::Waiting;
    RowCounts counts;
    const TimeNs oldest_commit_ns = judge(part.batch->batch, { &move.row, 1 }, source, counts);
    table.putMoved(move.moved, batch, row);
    context_.latency.stored(oldest_commit_ns);
    move.moved = {};
    source.count(*part.batch->stream, counts);
    return Step::Done;
}

Shard::Step Shard::takeMark(PartProgress &part, std::uint32_t row, SourceInput &source)
{
    const Batch &batch = *part.batch->batch;
    const std::string &stream = batch.schema().stream;
    const Op op = batch.op(row);
    // The sweep below takes several steps; the rules meet the mark once.
    if (part.sweep_to == 0)
        rules.evaluate(part.batch->batch, { &row, 1 }, source.info().time_basis, context_.alerts, RuleScope::Keyed);
    if (op == Op::SnapshotBegin) {
        table.beginSnapshot(batch.schemaPtr());
        return Step::Done;
    }
    if (part.sweep_to == 0)
        part.sweep_to = op == Op::Reset ? table.change() : table.snapshotBegan(stream);
    if (!table.sweep(stream, part.sweep_to, rows_per_step))
        return Step::More;
    part.sweep_to = 0;
    if (op == Op::SnapshotEnd)
        table.endSnapshot(stream);
    return Step::Done;
}

void Shard::advance(const std::string &stream, TimeNs time_ns)
{
    const auto known = advanced_to_ns_.find(stream);
    if (known == advanced_to_ns_.end())
        advanced_to_ns_.emplace(stream, time_ns);
    else if (known->second >= time_ns)
        return;
    else
        known->second = time_ns;
    rules.advance(stream, time_ns, context_.alerts);
}

Shard::Remains Shard::forget(const std::string &stream, TimeNs now_ns)
{
    rules.forget(stream, now_ns, context_.alerts);
    advanced_to_ns_.erase(stream);
    return { series.forget(stream), table.forget(stream) };
}

void Shard::trim()
{
    const std::scoped_lock held(lock);
    series.trim();
    table.trim();
}

} // namespace streamgauge
