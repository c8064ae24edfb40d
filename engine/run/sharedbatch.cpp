// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/sharedbatch.h"

#include <algorithm>

namespace streamgauge {

namespace {

/// Preconditions: neither is Absent.
bool sameCell(const ColumnData &a, const ColumnData &b, std::uint32_t row)
{
    if (a.state(row) != b.state(row))
        return false;
    if (!a.has(row))
        return true;
    switch (a.kind()) {
    case ValueKind::Decimal:
    case ValueKind::String:
    case ValueKind::Bytes:
    case ValueKind::Json: return a.textAt(row) == b.textAt(row);
    case ValueKind::Timestamp:
        return a.intAt(row) == b.intAt(row) && (a.intAt(row) != ColumnData::no_instant || a.textAt(row) == b.textAt(row));
    default: return a.uintAt(row) == b.uintAt(row);
    }
}

/// Whether the update says another value for a key column than its before-image.
bool changesKey(const Batch &batch, std::uint32_t row)
{
    for (const std::uint32_t column : batch.schema().key_columns) {
        const ColumnData &before = batch.before(column);
        const ColumnData &after = batch.after(column);
        if (before.state(row) == CellState::Absent || after.state(row) == CellState::Absent)
            continue;
        if (!sameCell(before, after, row))
            return true;
    }
    return false;
}

std::string oldKey(const Batch &batch, std::uint32_t row)
{
    std::string key;
    bool first = true;
    for (const std::uint32_t column : batch.schema().key_columns) {
        if (!first)
            key.push_back('\x1f');
        first = false;
        const bool in_before = batch.before(column).state(row) != CellState::Absent;
        appendCellText(key, batch.schema().columns[column], in_before ? batch.before(column) : batch.after(column), row);
    }
    return key;
}

void findMoves(SharedBatch &shared, std::uint32_t workers)
{
    const Batch &batch = *shared.batch;
    if (!batch.hasBefore())
        return;
    for (std::uint32_t row = 0; row < batch.rows(); ++row) {
        if (batch.op(row) != Op::Updated || !changesKey(batch, row))
            continue;
        auto move = std::make_unique<KeyMove>();
        move->row = row;
        move->old_key = oldKey(batch, row);
        move->old_hash = keyHash(move->old_key);
        move->from_worker = workerOf(move->old_hash, workers);
        move->to_worker = workerOf(batch.keyHash(row), workers);
        shared.moves.push_back(std::move(move));
    }
}

void addRow(SharedBatch::Part &part, std::uint32_t row, bool listed, bool special)
{
    ++part.row_count;
    if (listed)
        part.rows.push_back(row);
    if (special)
        part.special_rows.push_back(row);
}

} // namespace

KeyMove *SharedBatch::moveAt(std::uint32_t row) const
{
    const auto found = std::lower_bound(moves.begin(), moves.end(), row,
                                        [](const auto &move, std::uint32_t wanted) { return move->row < wanted; });
    return found == moves.end() || (*found)->row != row ? nullptr : found->get();
}

std::shared_ptr<SharedBatch> split(BatchPtr batch, std::uint32_t workers)
{
    auto shared = std::make_shared<SharedBatch>();
    shared->batch = std::move(batch);
    shared->parts.resize(workers);
    findMoves(*shared, workers);
    const Batch &rows = *shared->batch;
    const bool listed = workers > 1;
    if (listed) {
        for (SharedBatch::Part &part : shared->parts)
            part.rows.reserve(rows.rows() / workers + rows.rows() / 8 + 1);
    }
    auto move = shared->moves.begin();
    for (std::uint32_t row = 0; row < rows.rows(); ++row) {
        if (isStreamWide(rows.op(row))) {
            for (SharedBatch::Part &part : shared->parts)
                addRow(part, row, listed, true);
            continue;
        }
        shared->latest_event_ns = std::max(shared->latest_event_ns, rows.eventTime(row));
        const bool moves = move != shared->moves.end() && (*move)->row == row;
        const std::uint32_t owner = workerOf(rows.keyHash(row), workers);
        addRow(shared->parts[owner], row, listed, moves);
        if (moves && (*move)->from_worker != owner)
            addRow(shared->parts[(*move)->from_worker], row, listed, true);
        if (moves)
            ++move;
    }
    return shared;
}

} // namespace streamgauge
