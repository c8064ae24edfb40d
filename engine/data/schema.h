// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

enum class ValueKind : std::uint8_t {
    Bool,
    Int64,
    UInt64,
    Double,
    Decimal, ///< exact text, with its nearest double beside it
    String,  ///< UTF-8
    Bytes,
    Timestamp, ///< ns since 1970 UTC; times outside that range and zero dates keep their text instead
    Json       ///< UTF-8 text of one JSON value
};

[[nodiscard]] std::string_view name(ValueKind kind);
[[nodiscard]] bool isNumeric(ValueKind kind); ///< Bool, Int64, UInt64, Double, Decimal

struct Column {
    std::string name;
    ValueKind kind = ValueKind::String;
    std::string unit; ///< UCUM or plain text ("mmHg", "1/min"); empty when unknown
    bool nullable = true;
    /// Timestamp: digits after the second. Decimal: scale. Otherwise 0.
    std::uint8_t fraction_digits = 0;
    /// Timestamp: false for a wall-clock time without a zone (SQL DATETIME); it is kept as if it were UTC.
    bool zoned = true;
    friend bool operator==(const Column &, const Column &) = default;
};

/// The shape of one stream. Immutable once shared; a changed shape is a new Schema with a higher generation.
struct Schema {
    std::string stream; ///< unique in the engine, e.g. "shop.orders", "vitals"
    std::vector<Column> columns;
    std::vector<std::uint32_t> key_columns; ///< indices into columns; empty: the whole row is one key ""
    std::uint32_t generation = 1;
    /// Made up by a generator: everything that shows this stream must say SIM.
    bool simulated = false;
    /// A mirrored table whose rows have no key (key_columns is empty): events all have the key "", the table store keeps
    /// every row, equal ones too, and a change names its row by the whole before-image.
    bool keyless = false;

    [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
    friend bool operator==(const Schema &, const Schema &) = default;
};

using SchemaPtr = std::shared_ptr<const Schema>;

} // namespace streamgauge
