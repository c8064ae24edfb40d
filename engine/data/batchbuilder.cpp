// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"

#include <utility>

namespace streamgauge {

namespace {

constexpr char key_separator = '\x1f';

} // namespace

BatchBuilder::BatchBuilder(SchemaPtr schema, bool with_before)
{
    batch_.schema_ = std::move(schema);
    for (const Column &column : batch_.schema_->columns) {
        batch_.after_.emplace_back(column.kind);
        if (with_before)
            batch_.before_.emplace_back(column.kind);
    }
}

std::size_t BatchBuilder::memoryBytes() const
{
    constexpr std::size_t row_bytes = 48;
    std::size_t bytes = sizeof(Batch) + batch_.keys_.memoryBytes() + rows() * row_bytes;
    for (const ColumnData &column : batch_.after_)
        bytes += column.memoryBytes();
    for (const ColumnData &column : batch_.before_)
        bytes += column.memoryBytes();
    return bytes;
}

void BatchBuilder::setPosition(std::string position)
{
    batch_.positions_.push_back(std::move(position));
}

void BatchBuilder::setTimes(TimeNs event_ns, TimeNs arrival_ns, TimeNs sent_ns)
{
    event_ns_ = event_ns;
    arrival_ns_ = arrival_ns;
    sent_ns_ = sent_ns;
}

void BatchBuilder::endRow(Op op)
{
    const std::size_t row = rows();
    const Schema &schema = *batch_.schema_;
    key_.clear();
    for (std::size_t i = 0; i < schema.key_columns.size(); ++i) {
        const std::uint32_t column = schema.key_columns[i];
        if (i > 0)
            key_.push_back(key_separator);
        const bool from_before = hasBefore() && (op == Op::Deleted || !batch_.after_[column].has(row));
        appendCellText(key_, schema.columns[column], from_before ? batch_.before_[column] : batch_.after_[column], row);
    }
    endRow(op, key_);
}

void BatchBuilder::endRow(Op op, std::string_view key)
{
    const std::size_t row = rows();
    batch_.ops_.push_back(op);
    batch_.key_hashes_.push_back(keyHash(key));
    batch_.keys_.append(key);
    batch_.event_times_ns_.push_back(event_ns_);
    batch_.arrival_times_ns_.push_back(arrival_ns_);
    if (sent_ns_ != no_time && batch_.sent_times_ns_.size() < row)
        batch_.sent_times_ns_.resize(row, no_time);
    if (sent_ns_ != no_time || !batch_.sent_times_ns_.empty())
        batch_.sent_times_ns_.push_back(sent_ns_);
    batch_.ends_transaction_.push_back(0);
    if (batch_.positions_.empty())
        batch_.positions_.emplace_back();
    batch_.position_indices_.push_back(static_cast<std::uint32_t>(batch_.positions_.size() - 1));
}

void BatchBuilder::addMark(Op op)
{
    appendMissingRow();
    endRow(op);
}

void BatchBuilder::appendMissingRow(bool before_too)
{
    for (ColumnData &column : batch_.after_)
        column.appendMissing(CellState::Absent);
    if (!before_too)
        return;
    for (ColumnData &column : batch_.before_)
        column.appendMissing(CellState::Absent);
}

void BatchBuilder::truncate(std::size_t rows)
{
    for (ColumnData &column : batch_.after_)
        column.truncate(rows);
    for (ColumnData &column : batch_.before_)
        column.truncate(rows);
    batch_.ops_.resize(rows);
    batch_.keys_.truncate(rows);
    batch_.key_hashes_.resize(rows);
    batch_.event_times_ns_.resize(rows);
    batch_.arrival_times_ns_.resize(rows);
    if (batch_.sent_times_ns_.size() > rows)
        batch_.sent_times_ns_.resize(rows);
    batch_.ends_transaction_.resize(rows);
    batch_.position_indices_.resize(rows);
}

void BatchBuilder::endTransaction()
{
    if (rows() > 0)
        batch_.ends_transaction_.back() = 1;
}

BatchPtr BatchBuilder::finish()
{
    if (rows() == 0)
        return nullptr;
    batch_.memory_bytes_ = memoryBytes();
    auto done = std::make_shared<Batch>(std::move(batch_));
    batch_ = Batch();
    batch_.schema_ = done->schema_;
    for (const ColumnData &column : done->after_)
        batch_.after_.emplace_back(column.kind()).reserve(done->rows());
    for (const ColumnData &column : done->before_)
        batch_.before_.emplace_back(column.kind()).reserve(done->rows());
    // A position set for the rows that follow outlives the hand-over.
    batch_.positions_.push_back(done->positions_.back());
    return done;
}

BatchPtr assembleBatch(BatchParts parts)
{
    constexpr std::size_t row_bytes = 48;
    auto batch = std::make_shared<Batch>();
    batch->memory_bytes_ = sizeof(Batch) + parts.keys.memoryBytes() + parts.ops.size() * row_bytes;
    for (const ColumnData &column : parts.after)
        batch->memory_bytes_ += column.memoryBytes();
    for (const ColumnData &column : parts.before)
        batch->memory_bytes_ += column.memoryBytes();
    batch->schema_ = std::move(parts.schema);
    batch->ops_ = std::move(parts.ops);
    batch->keys_ = std::move(parts.keys);
    batch->key_hashes_ = std::move(parts.key_hashes);
    batch->event_times_ns_ = std::move(parts.event_times_ns);
    batch->arrival_times_ns_ = std::move(parts.arrival_times_ns);
    batch->sent_times_ns_ = std::move(parts.sent_times_ns);
    batch->ends_transaction_ = std::move(parts.ends_transaction);
    batch->positions_ = std::move(parts.positions);
    batch->position_indices_ = std::move(parts.position_indices);
    batch->after_ = std::move(parts.after);
    batch->before_ = std::move(parts.before);
    return batch;
}

} // namespace streamgauge
