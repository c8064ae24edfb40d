// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"

#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// How a row of one schema is kept in one block of memory: key length, cell states, words, text ends, then the key
/// and the texts end to end. Immutable after construction.
class RowLayout
{
public:
    explicit RowLayout(SchemaPtr schema);

    [[nodiscard]] const SchemaPtr &schema() const { return schema_; }

    /// Writes row `row` of the batch, whose schema has these columns, over the block `old` (nullptr: none): cells
    /// that were not sent keep what the before-image says, or else the old cell.
    void merge(const char *old, std::string_view key, const Batch &batch, std::size_t row, std::string &out) const;
    /// Writes one image of the row alone, but for the columns that have a 1 in `left_out` (bytes by column; none beyond
    /// its end). Precondition of the before-image: batch.hasBefore().
    void image(std::string_view key, const Batch &batch, std::size_t row, bool before, std::string_view left_out,
               std::string &out) const;
    /// The same inside the block when all texts keep their length. False: not so, nothing was changed.
    [[nodiscard]] bool mergeInPlace(char *block, const Batch &batch, std::size_t row) const;
    /// The block of the same row in `to`: columns of the same name keep their cells, converted when the kind changed.
    void convert(const char *block, const RowLayout &to, std::string &out) const;
    /// Adds one cell to each after-column of a builder of this schema.
    void appendCells(const char *block, BatchBuilder &builder) const;

    [[nodiscard]] static std::string_view key(const char *block, const RowLayout &layout);
    /// Which columns the row does not have, as image() takes them; empty when it has all.
    [[nodiscard]] std::string absentColumns(const char *block) const;
    /// Two blocks of this layout with keys of the same length say the same but for their keys when both parts are equal.
    struct Content {
        std::string_view cells;
        std::string_view texts;
        friend bool operator==(const Content &, const Content &) = default;
    };
    [[nodiscard]] Content content(const char *block) const;

private:
    /// Of a column without words or texts.
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    struct Place {
        ValueKind kind = ValueKind::String;
        std::uint32_t word = none;
        std::uint32_t text = none;
    };
    /// A cell on its way from one block to another.
    struct Cell {
        CellState state = CellState::Absent;
        std::uint64_t word = 0;
        std::string_view text;
    };

    [[nodiscard]] std::size_t wordsAt() const { return words_at_; }
    [[nodiscard]] std::size_t endsAt() const { return words_at_ + words_ * sizeof(std::uint64_t); }
    [[nodiscard]] std::size_t textsAt() const { return endsAt() + texts_ * sizeof(std::uint32_t); }
    /// Within the texts, which begin with the key.
    [[nodiscard]] std::uint32_t textBegin(const char *block, std::uint32_t text) const;
    [[nodiscard]] std::uint32_t textLength(const char *block, std::uint32_t text) const;
    [[nodiscard]] Cell cell(const char *block, std::size_t column) const;
    [[nodiscard]] static Cell cell(const ColumnData &data, std::size_t row);
    [[nodiscard]] Cell mergedCell(const char *old, const Batch &batch, std::size_t row, std::size_t column) const;
    void begin(std::string_view key, std::string &out) const;
    void put(std::size_t column, const Cell &cell, std::string &out) const;
    [[nodiscard]] Cell converted(const Cell &from, std::size_t column, const RowLayout &to, std::size_t to_column,
                                 std::string &text) const;

    SchemaPtr schema_;
    std::vector<Place> places_;
    std::vector<std::uint32_t> text_columns_;
    std::size_t words_at_ = 0;
    std::size_t words_ = 0;
    std::size_t texts_ = 0;
};

} // namespace streamgauge
