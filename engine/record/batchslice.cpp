// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/batchslice.h"

#include "engine/data/batchbuilder.h"

namespace streamgauge {

namespace {

ColumnData sliceColumn(const ColumnData &column, std::uint32_t first, std::uint32_t rows)
{
    const auto states = column.states().subspan(first, rows);
    std::vector<std::uint64_t> words;
    if (!column.words().empty()) {
        const auto some = column.words().subspan(first, rows);
        words.assign(some.begin(), some.end());
    }
    TextColumn texts;
    if (column.texts().size() > 0) {
        texts.reserve(rows);
        for (std::uint32_t row = first; row < first + rows; ++row)
            texts.append(column.textAt(row));
    }
    return { column.kind(), { states.begin(), states.end() }, std::move(words), std::move(texts) };
}

} // namespace

BatchPtr sliceBatch(const BatchPtr &batch, std::uint32_t first, std::uint32_t rows, bool arrival_by_event)
{
    if (first == 0 && rows == batch->rows() && !arrival_by_event)
        return batch;
    BatchParts parts;
    parts.schema = batch->schemaPtr();
    parts.keys.reserve(rows);
    for (std::uint32_t row = first; row < first + rows; ++row) {
        parts.ops.push_back(batch->op(row));
        parts.keys.append(batch->key(row));
        parts.key_hashes.push_back(batch->keyHash(row));
        parts.event_times_ns.push_back(batch->eventTime(row));
        parts.arrival_times_ns.push_back(arrival_by_event ? batch->eventTime(row) : batch->arrivalTime(row));
        parts.sent_times_ns.push_back(batch->sentTime(row));
        parts.ends_transaction.push_back(batch->endsTransaction(row) ? 1 : 0);
        const std::string_view position = batch->position(row);
        if (parts.positions.empty() || parts.positions.back() != position)
            parts.positions.emplace_back(position);
        parts.position_indices.push_back(static_cast<std::uint32_t>(parts.positions.size() - 1));
    }
    for (std::uint32_t column = 0; column < batch->schema().columns.size(); ++column) {
        parts.after.push_back(sliceColumn(batch->after(column), first, rows));
        if (batch->hasBefore())
            parts.before.push_back(sliceColumn(batch->before(column), first, rows));
    }
    return assembleBatch(std::move(parts));
}

} // namespace streamgauge
