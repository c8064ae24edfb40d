// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"

#include <cstdint>
#include <string>
#include <vector>

namespace streamgauge {

/// The newest cells of some columns for each slot of a rule, so that its condition can be judged at an instant that
/// no event brings. One thread.
class KeptCells
{
public:
    /// `columns`: indices into the schema, ascending.
    KeptCells(const Schema &schema, std::vector<std::size_t> columns);

    /// The columns kept, under the stream's name.
    [[nodiscard]] const SchemaPtr &schema() const { return schema_; }
    [[nodiscard]] bool empty() const { return kept_.empty(); }
    void keep(std::uint32_t slot, const Batch &batch, std::uint32_t row);
    /// Gives the slot's memory back; nothing was kept of it.
    void forget(std::uint32_t slot);
    /// Appends the slot's cells as a row; Absent where nothing was kept. Precondition: a builder of schema().
    void append(std::uint32_t slot, std::string_view key, BatchBuilder &builder) const;
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    struct Kept {
        std::size_t column = 0; ///< of the stream
        ValueKind kind = ValueKind::Double;
        std::vector<CellState> states;
        std::vector<std::uint64_t> words;
        std::vector<std::string> texts; ///< kinds with text
    };
    static void appendCell(const Kept &kept, std::uint32_t slot, ColumnData &out);

    SchemaPtr schema_;
    std::vector<Kept> kept_;
    std::size_t text_bytes_ = 0;
};

} // namespace streamgauge
