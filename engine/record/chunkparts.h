// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Rows of one schema in one chunk at most.
inline constexpr std::uint32_t most_chunk_rows = 65'536;
/// Columns of one schema that a recording can hold.
inline constexpr std::uint32_t most_recorded_columns = 16'384;

/// A chunk is stored as one sealed part for each of these and for each column.
enum class ChunkPart : std::uint32_t { Operations, Keys, EventTimes, ArrivalTimes, SentTimes, Transactions, Positions };
[[nodiscard]] constexpr std::uint32_t number(ChunkPart part)
{
    return static_cast<std::uint32_t>(part);
}
inline constexpr std::uint32_t first_column_part = 16;
/// The part of a column's after-image, or of its before-image.
[[nodiscard]] constexpr std::uint32_t columnPart(std::uint32_t column, bool before)
{
    return first_column_part + 2 * column + (before ? 1 : 0);
}

enum class KeyForm : std::uint8_t {
    Texts,      ///< one text a row
    Dictionary, ///< distinct keys and indices; the columns' cells stand key by key, each key's in the order of the rows
    FromColumns ///< as BatchBuilder::endRow() reads it from the key columns
};

enum class DecimalForm : std::uint8_t { Integers, Texts };

/// An exact decimal of a fixed number of places, "-12.50" is -1250 of 2: nullopt for any other spelling, and from 2^53.
[[nodiscard]] std::optional<std::int64_t> decimalDigits(std::string_view text, unsigned places);
void appendDecimal(std::string &out, std::int64_t digits, unsigned places);
[[nodiscard]] double decimalValue(std::int64_t digits, unsigned places);
inline constexpr unsigned most_decimal_places = 15;

/// The order in which a column's cells stand: by key, then by row.
[[nodiscard]] std::vector<std::uint32_t> orderByKey(const std::vector<std::uint64_t> &key_indices, std::size_t keys);

/// The key that the key columns of a row spell.
void appendRowKey(std::string &out, const Schema &schema, const std::vector<const ColumnData *> &after,
                  const std::vector<const ColumnData *> &before, Op op, std::size_t row);

} // namespace streamgauge
