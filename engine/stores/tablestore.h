// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/stores/bytebudget.h"
#include "engine/stores/keyindex.h"
#include "engine/stores/rowlayout.h"

#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// A row on its way to another key. Empty block: there was none.
struct MovedRow {
    std::shared_ptr<const RowLayout> layout;
    std::string block;
};

/// How far one reader has read one stream of one store. A new one reads all rows first, then only changes.
struct TableCursor {
    bool all = true;           ///< the read under way brings every row
    bool reading = false;      ///< a read is under way
    std::uint64_t seen = 0;    ///< all changes up to this one were read
    std::uint64_t target = 0;  ///< the read under way ends with this change
    std::uint32_t slot = 0;    ///< next row of a full read, or the row a read of changes goes on from
    std::uint64_t reached = 0; ///< change of the last row read
};

/// The latest row per key, merged from all events: cells an event did not carry keep their older value. Rows are
/// packed one by one; batches are not kept. Under one byte budget the least recently changed rows go first.
/// A changed schema applies to the rows changed since; older rows are converted, by column name, when they are read
/// or changed. Of a keyless stream every row is kept, equal ones too; those have numbers for keys, in the order in which
/// they came. One thread.
class TableStore
{
public:
    explicit TableStore(ByteBudget &budget)
        : share_(budget)
    {
    }

    /// Takes one event that is not stream-wide.
    void apply(const Batch &batch, std::uint32_t row);
    /// Takes out the row of a key that changes. Afterwards putMoved() brings it back under its new key.
    [[nodiscard]] MovedRow takeOut(const std::string &stream, std::string_view key, std::uint64_t hash);
    void putMoved(const MovedRow &moved, const Batch &batch, std::uint32_t row);
    /// The rows from now on belong to a snapshot; forget with endSnapshot() those that were not named since.
    void beginSnapshot(const SchemaPtr &schema);
    /// The change up to which rows are to be swept at the end of the snapshot; 0 when none was begun.
    [[nodiscard]] std::uint64_t snapshotBegan(const std::string &stream) const;
    void endSnapshot(const std::string &stream);
    /// The latest change of any row.
    [[nodiscard]] std::uint64_t change() const { return change_; }
    /// Forgets at most `most` rows last changed at or before `change`. True when none is left.
    bool sweep(const std::string &stream, std::uint64_t change, std::size_t most);
    /// Forgets what the budget has no room for; apply() does so for its own.
    void trim();

    /// Forgets a stream. What it held is freed with the value returned.
    [[nodiscard]] std::shared_ptr<const void> forget(std::string_view stream);

    [[nodiscard]] std::uint64_t rowCount(std::string_view stream) const;
    [[nodiscard]] std::uint64_t evictedCount(std::string_view stream) const;
    [[nodiscard]] std::size_t memoryBytes() const { return share_.bytes(); }

    /// Begins the next read: true when there is anything to read since the last. Sets cursor.all when rows must be
    /// brought from the start (first read, or more was removed meanwhile than is remembered).
    bool beginRead(std::string_view stream, TableCursor &cursor) const;
    /// Reads at most `most` more rows into a builder of any generation of the stream's schema. True at the end.
    bool read(std::string_view stream, TableCursor &cursor, std::size_t most, const RowLayout &layout,
              BatchBuilder &builder) const;
    /// Ends a read before its end: what was left out counts as read.
    static void endRead(TableCursor &cursor);
    /// The keys removed in (seen, target], without those that came back. Before the read's end.
    void readRemoved(std::string_view stream, const TableCursor &cursor, std::vector<std::string> &keys) const;

    /// Where a row is kept; stays the same while the row lives.
    struct Located {
        std::string key;
        std::uint32_t slot = 0;
    };
    /// Keys of at most `most` slots from `slot` on; returns where to go on, or 0 at the end.
    std::uint32_t locate(std::string_view stream, std::uint32_t slot, std::uint32_t most, std::vector<Located> &rows) const;
    /// False when the row has gone meanwhile.
    bool readRow(std::string_view stream, const Located &place, const RowLayout &layout, BatchBuilder &builder) const;

private:
    struct Row {
        std::unique_ptr<char[]> block; ///< nullptr: a free slot
        std::uint32_t capacity_bytes = 0;
        std::uint32_t layout = 0;
        std::uint64_t change = 0;
        TimeNs event_ns = 0;
        TimeNs arrival_ns = 0;
        std::uint32_t tag = 0;                ///< of the hash it is indexed by, as much as the index looks at
        std::uint32_t older = KeyIndex::none; ///< neighbours by last change
        std::uint32_t newer = KeyIndex::none;
        /// Neighbours in the ring of equal rows of a keyless stream, in the order of their last changes; none: has a key.
        std::uint32_t next_equal = KeyIndex::none;
        std::uint32_t previous_equal = KeyIndex::none;
        Op op = Op::Created;
    };
    static_assert(sizeof(Row) == 64, "one cache line");
    static constexpr std::uint32_t page_rows = 256;
    struct Removal {
        std::uint64_t change = 0;
        std::string key;
    };
    struct Stream {
        std::vector<std::shared_ptr<const RowLayout>> layouts;
        std::uint32_t current = 0; ///< layout of rows written now
        std::vector<std::unique_ptr<Row[]>> pages;
        std::uint32_t slots = 0;
        std::vector<std::uint32_t> free_slots;
        KeyIndex index; ///< of a keyless stream by the rows' contents: of equal ones the one that changed first
        std::uint32_t newest = KeyIndex::none;
        std::uint32_t oldest = KeyIndex::none;
        std::uint64_t evicted = 0;
        std::uint64_t changed = 0; ///< latest change of this stream
        std::uint64_t snapshot_began = 0;
        std::deque<Removal> removals; ///< oldest first
        std::size_t removal_bytes = 0;
        std::uint64_t forgotten_removal = 0; ///< change of the newest removal no longer remembered
        /// Which columns rows of a keyless stream came without, each choice once.
        std::vector<std::string> absent_columns;

        [[nodiscard]] const RowLayout &currentLayout() const { return *layouts[current]; }
        [[nodiscard]] Row &row(std::uint32_t slot) { return pages[slot / page_rows][slot % page_rows]; }
        [[nodiscard]] const Row &row(std::uint32_t slot) const { return pages[slot / page_rows][slot % page_rows]; }
    };

    [[nodiscard]] Stream &streamOf(const SchemaPtr &schema);
    [[nodiscard]] Stream *findStream(std::string_view stream);
    [[nodiscard]] const Stream *findStream(std::string_view stream) const;
    [[nodiscard]] static std::uint32_t find(const Stream &stream, std::string_view key, std::uint64_t hash);
    [[nodiscard]] std::uint32_t takeSlot(Stream &stream);
    [[nodiscard]] static std::size_t index(Stream &stream, std::uint32_t slot, std::uint64_t hash);
    [[nodiscard]] std::uint32_t addRow(Stream &stream, std::uint64_t hash);
    void applyKeyless(Stream &stream, const Batch &batch, std::uint32_t row);
    [[nodiscard]] std::uint32_t findNamed(Stream &stream, const Batch &batch, std::uint32_t row);
    [[nodiscard]] std::uint32_t findImage(Stream &stream, const Batch &batch, std::uint32_t row, std::string_view left_out);
    [[nodiscard]] std::uint32_t findContent(const Stream &stream, const char *block, std::uint64_t hash);
    void joinEquals(Stream &stream, std::uint32_t slot);
    static void leaveEquals(Stream &stream, std::uint32_t slot);
    void write(Stream &stream, std::uint32_t slot, const char *old, const Batch &batch, std::uint32_t row);
    void keep(Row &row, const std::string &block);
    void markChanged(Stream &stream, std::uint32_t slot, const Batch &batch, std::uint32_t row);
    void remove(Stream &stream, std::uint32_t slot);
    [[nodiscard]] static std::size_t streamBytes(const Stream &stream);
    static void unlink(Stream &stream, Row &row);
    void rememberRemoval(Stream &stream, std::string_view key);
    static void appendRow(const Stream &stream, const Row &row, const RowLayout &layout, BatchBuilder &builder);
    static bool readAll(const Stream &stream, TableCursor &cursor, std::size_t most, const RowLayout &layout,
                        BatchBuilder &builder);
    static bool readChanges(const Stream &stream, TableCursor &cursor, std::size_t most, const RowLayout &layout,
                            BatchBuilder &builder);

    BudgetShare share_;
    std::map<std::string, std::unique_ptr<Stream>, std::less<>> streams_;
    SchemaPtr last_schema_; ///< of last_stream_
    Stream *last_stream_ = nullptr;
    std::uint64_t change_ = 0;
    std::string scratch_;
    std::string converted_;
    std::string image_;
    std::string compared_;
};

} // namespace streamgauge
