// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/celldecoder.h"
#include "connectors/mysql/binlog/rowsevent.h"
#include "engine/base/result.h"
#include "engine/data/batchbuilder.h"

#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Appends the rows of rows events to batches. One thread.
class RowDecoder
{
public:
    struct Target {
        BatchBuilder &builder;  ///< with before-images when the event has them
        std::string_view place; ///< "bin.000004:1234"; rows are placed at "#1", "#2", ... behind it
        std::uint64_t &row_in_place;
        std::uint64_t &rows_to_skip; ///< that many rows are read and dropped, and subtracted here
    };

    /// Returns the number of rows read. Precondition: event.columns == plan.columns.size(). After an error the rows of
    /// this event that are complete stay in the builder.
    [[nodiscard]] Result<std::uint64_t> decode(const RowsEvent &event, TablePlan &plan, Target target);

    [[nodiscard]] const CellDecoder &cells() const { return cells_; }
    /// Cells left absent because a JSON difference came without the value it changes.
    [[nodiscard]] std::uint64_t unresolvedJson() const { return unresolved_json_; }
    /// Updates that changed a key and did not bring the whole row.
    [[nodiscard]] std::uint64_t partialKeyChanges() const { return partial_key_changes_; }

private:
    struct Image {
        std::vector<std::uint16_t> present; ///< column indices
        std::size_t null_bytes = 0;
        bool full = false;
    };
    struct Cursor {
        const std::uint8_t *at;
        const std::uint8_t *end;
    };

    static void readPresent(ByteSpan bitmap, std::size_t columns, Image &image);
    [[nodiscard]] bool readImage(const Image &image, TablePlan &plan, Cursor &cursor, BatchBuilder &builder, bool before);
    [[nodiscard]] bool readPartialImage(TablePlan &plan, Cursor &cursor, BatchBuilder &builder);
    [[nodiscard]] bool appendJsonDifference(std::size_t column, Cursor &cursor, ColumnData &out);
    [[nodiscard]] bool readRow(const RowsEvent &event, TablePlan &plan, Cursor &cursor, BatchBuilder &builder);
    [[nodiscard]] bool splitKeyChange(const RowsEvent &event, TablePlan &plan, Cursor from, Target &target);
    void place(Target &target);

    CellDecoder cells_;
    Image before_;
    Image after_;
    std::vector<ByteSpan> json_before_; ///< by column; empty: not in the before-image
    std::string position_;
    std::uint64_t unresolved_json_ = 0;
    std::uint64_t partial_key_changes_ = 0;
};

} // namespace streamgauge
