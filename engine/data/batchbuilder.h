// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"

namespace streamgauge {

/// Collects the rows of one stream and hands them on as a Batch. One thread. A row is: fill exactly one
/// cell in every `after(i)` column (and every `before(i)` column once withBefore was asked for), then endRow().
class BatchBuilder
{
public:
    /// `with_before`: rows carry before-images.
    explicit BatchBuilder(SchemaPtr schema, bool with_before = false);

    [[nodiscard]] const SchemaPtr &schema() const { return batch_.schema_; }
    [[nodiscard]] std::size_t rows() const { return batch_.ops_.size(); }
    /// Estimated; exact enough for byte bounds.
    [[nodiscard]] std::size_t memoryBytes() const;
    [[nodiscard]] ColumnData &after(std::size_t column) { return batch_.after_[column]; }
    [[nodiscard]] ColumnData &before(std::size_t column) { return batch_.before_[column]; }
    [[nodiscard]] bool hasBefore() const { return !batch_.before_.empty(); }

    /// Applies to the rows that follow, until the next call.
    void setPosition(std::string position);
    void setTimes(TimeNs event_ns, TimeNs arrival_ns, TimeNs sent_ns = no_time);

    /// Completes the row. The key is read from the schema's key columns: of the after-image, or of the
    /// before-image when the after-image lacks them or the row is Deleted.
    void endRow(Op op);
    /// The same with a key that is already known.
    void endRow(Op op, std::string_view key);
    /// A row without cells, for stream-wide operations and for tests of counting.
    void addMark(Op op);
    void appendMissingRow(bool before_too = true);
    /// Forgets the cells appended since the last endRow().
    void dropOpenRow() { truncate(rows()); }
    /// Forgets all rows from `rows` on (a rolled-back part of a transaction).
    void truncate(std::size_t rows);
    /// Marks the last row as the end of its transaction. No effect without rows.
    void endTransaction();

    /// The batch; the builder is empty afterwards and keeps its schema and times. nullptr without rows.
    [[nodiscard]] BatchPtr finish();

private:
    Batch batch_;
    std::string key_;
    TimeNs event_ns_ = 0;
    TimeNs arrival_ns_ = 0;
    TimeNs sent_ns_ = no_time;
};

/// What a batch is made of, for those that have whole columns already.
struct BatchParts {
    SchemaPtr schema;
    std::vector<Op> ops;
    TextColumn keys;
    std::vector<std::uint64_t> key_hashes; ///< keyHash() of each key
    std::vector<TimeNs> event_times_ns;
    std::vector<TimeNs> arrival_times_ns;
    std::vector<TimeNs> sent_times_ns; ///< may be empty
    std::vector<std::uint8_t> ends_transaction;
    std::vector<std::string> positions; ///< may be empty, and position_indices with it
    std::vector<std::uint32_t> position_indices;
    std::vector<ColumnData> after;
    std::vector<ColumnData> before; ///< may be empty
};
/// Preconditions: at least one row, one entry a row in every part, one column of each schema column's kind.
[[nodiscard]] BatchPtr assembleBatch(BatchParts parts);

} // namespace streamgauge
