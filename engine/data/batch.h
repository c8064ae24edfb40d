// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/data/columndata.h"
#include "engine/data/schema.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

enum class Op : std::uint8_t {
    Created,
    Updated,
    Deleted,
    Snapshot,      ///< the row as it was when capture began
    Reset,         ///< the whole stream was emptied (TRUNCATE, DROP); the row has no cells and no key
    SnapshotBegin, ///< a snapshot of the whole stream starts: rows not named until SnapshotEnd are gone
    SnapshotEnd
};

[[nodiscard]] std::string_view name(Op op);
/// Reset, SnapshotBegin, SnapshotEnd: concern the whole stream and go to every worker.
[[nodiscard]] constexpr bool isStreamWide(Op op)
{
    return op >= Op::Reset;
}

inline constexpr TimeNs no_time = std::numeric_limits<TimeNs>::min();

struct BatchParts;

/// A block of events of one stream, in columns. Immutable after BatchBuilder::finish(), so it may be
/// read from any thread.
class Batch
{
public:
    [[nodiscard]] const Schema &schema() const { return *schema_; }
    [[nodiscard]] const SchemaPtr &schemaPtr() const { return schema_; }
    [[nodiscard]] std::size_t rows() const { return ops_.size(); }
    [[nodiscard]] Op op(std::size_t row) const { return ops_[row]; }
    /// Key columns as text, joined by U+001F when there are several (shown with " · " between).
    [[nodiscard]] std::string_view key(std::size_t row) const { return keys_.at(row); }
    [[nodiscard]] std::uint64_t keyHash(std::size_t row) const { return key_hashes_[row]; }
    [[nodiscard]] TimeNs eventTime(std::size_t row) const { return event_times_ns_[row]; }
    [[nodiscard]] TimeNs arrivalTime(std::size_t row) const { return arrival_times_ns_[row]; }
    /// When the source committed or sent the event, if known finer than a second; else no_time.
    [[nodiscard]] TimeNs sentTime(std::size_t row) const { return sent_times_ns_.empty() ? no_time : sent_times_ns_[row]; }
    /// Where the source can be asked again for this event ("bin.000004:1234#2"); empty when it cannot.
    [[nodiscard]] std::string_view position(std::size_t row) const;
    /// The last event of its transaction.
    [[nodiscard]] bool endsTransaction(std::size_t row) const { return ends_transaction_[row] != 0; }

    [[nodiscard]] const ColumnData &after(std::size_t column) const { return after_[column]; }
    [[nodiscard]] bool hasBefore() const { return !before_.empty(); }
    /// Precondition: hasBefore(). Cells of rows without a before-image are Absent.
    [[nodiscard]] const ColumnData &before(std::size_t column) const { return before_[column]; }
    [[nodiscard]] std::size_t memoryBytes() const { return memory_bytes_; }

private:
    friend class BatchBuilder;
    friend std::shared_ptr<const Batch> assembleBatch(BatchParts parts);
    friend std::shared_ptr<const Batch> withSchema(const Batch &batch, SchemaPtr schema);

    SchemaPtr schema_;
    std::vector<Op> ops_;
    TextColumn keys_;
    std::vector<std::uint64_t> key_hashes_;
    std::vector<TimeNs> event_times_ns_;
    std::vector<TimeNs> arrival_times_ns_;
    std::vector<TimeNs> sent_times_ns_;
    std::vector<std::uint8_t> ends_transaction_;
    std::vector<std::string> positions_;
    std::vector<std::uint32_t> position_indices_;
    std::vector<ColumnData> after_;
    std::vector<ColumnData> before_;
    std::size_t memory_bytes_ = 0;
};

using BatchPtr = std::shared_ptr<const Batch>;

/// A copy under another schema of the same columns (a renamed stream).
[[nodiscard]] BatchPtr withSchema(const Batch &batch, SchemaPtr schema);

/// Hash of a key's text; the same in every process and build (it decides which worker meets a key).
[[nodiscard]] std::uint64_t keyHash(std::string_view key);

/// One cell as an operator reads it: exact decimals, shortest round-trip doubles, timestamps as
/// "2026-11-20 21:05:03.125" in UTC with the column's digits, bytes as hex; empty when missing.
[[nodiscard]] std::string cellText(const Column &column, const ColumnData &data, std::size_t row);
void appendCellText(std::string &out, const Column &column, const ColumnData &data, std::size_t row);

} // namespace streamgauge
