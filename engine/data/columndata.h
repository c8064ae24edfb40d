// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/schema.h"

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace streamgauge {

/// Missing is missing, never 0: Null was sent by the source, Absent was not sent at all
/// (a row image without that column).
enum class CellState : std::uint8_t { Absent, Null, Value };

/// Text cells end to end, with their boundaries.
class TextColumn
{
public:
    TextColumn() = default;
    /// Preconditions: `ends` never falls and ends at bytes.size().
    TextColumn(std::string bytes, std::vector<std::uint32_t> ends)
        : bytes_(std::move(bytes))
        , ends_(std::move(ends))
    {
    }
    void append(std::string_view text)
    {
        bytes_.append(text);
        ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    }
    [[nodiscard]] std::string_view at(std::size_t row) const
    {
        const std::uint32_t begin = row == 0 ? 0 : ends_[row - 1];
        return { bytes_.data() + begin, ends_[row] - begin };
    }
    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    [[nodiscard]] std::size_t memoryBytes() const { return bytes_.capacity() + ends_.capacity() * sizeof(std::uint32_t); }
    void reserve(std::size_t rows) { ends_.reserve(rows); }
    void truncate(std::size_t rows)
    {
        ends_.resize(rows);
        bytes_.resize(rows == 0 ? 0 : ends_.back());
    }
    /// True when another `more` bytes still fit (a cell boundary is 32 bits).
    [[nodiscard]] bool fits(std::size_t more) const
    {
        return bytes_.size() + more <= std::numeric_limits<std::uint32_t>::max();
    }

private:
    std::string bytes_;
    std::vector<std::uint32_t> ends_;
};

/// One column of a batch. Which of `words` and `text` is filled depends on the kind:
/// words: Bool, Int64, UInt64, Double, Decimal (nearest double), Timestamp (ns);
/// text: Decimal, String, Bytes, Json, and Timestamp cells whose word is `no_instant`.
class ColumnData
{
public:
    /// The word of a Timestamp cell that has no instant in range (zero date, year 9999): its text is kept.
    static constexpr std::int64_t no_instant = std::numeric_limits<std::int64_t>::min();

    ColumnData() = default;
    explicit ColumnData(ValueKind kind)
        : kind_(kind)
    {
    }

    /// Preconditions: one state, word and text a cell where the kind has them; words of missing cells are 0.
    ColumnData(ValueKind kind, std::vector<CellState> states, std::vector<std::uint64_t> words, TextColumn text)
        : kind_(kind)
        , states_(std::move(states))
        , words_(std::move(words))
        , text_(std::move(text))
    {
    }

    [[nodiscard]] ValueKind kind() const { return kind_; }
    [[nodiscard]] std::size_t size() const { return states_.size(); }
    [[nodiscard]] CellState state(std::size_t row) const { return states_[row]; }
    [[nodiscard]] bool has(std::size_t row) const { return states_[row] == CellState::Value; }

    /// Preconditions of the accessors: has(row) and a matching kind.
    [[nodiscard]] bool boolAt(std::size_t row) const { return words_[row] != 0; }
    [[nodiscard]] std::int64_t intAt(std::size_t row) const { return static_cast<std::int64_t>(words_[row]); }
    [[nodiscard]] std::uint64_t uintAt(std::size_t row) const { return words_[row]; }
    [[nodiscard]] double doubleAt(std::size_t row) const { return std::bit_cast<double>(words_[row]); }
    [[nodiscard]] std::string_view textAt(std::size_t row) const { return text_.at(row); }

    /// Whole columns, for loops over many rows. `words` of a missing cell is 0; empty for kinds without words.
    [[nodiscard]] std::span<const CellState> states() const { return states_; }
    [[nodiscard]] std::span<const std::uint64_t> words() const { return words_; }
    /// Empty for kinds without texts, and for Timestamps that all have an instant.
    [[nodiscard]] const TextColumn &texts() const { return text_; }

    /// Any numeric kind or Timestamp (ns) as a double; nullopt when missing or not a number.
    [[nodiscard]] std::optional<double> numberAt(std::size_t row) const;

    void appendMissing(CellState state);
    void appendBool(bool value) { appendWord(value ? 1 : 0); }
    void appendInt(std::int64_t value) { appendWord(static_cast<std::uint64_t>(value)); }
    void appendUInt(std::uint64_t value) { appendWord(value); }
    void appendDouble(double value) { appendWord(std::bit_cast<std::uint64_t>(value)); }
    /// String, Bytes, Json.
    void appendText(std::string_view text)
    {
        states_.push_back(CellState::Value);
        text_.append(text);
    }
    void appendDecimal(std::string_view text, double nearest)
    {
        appendWord(std::bit_cast<std::uint64_t>(nearest));
        text_.append(text);
    }
    void appendTimestamp(std::int64_t instant_ns);
    /// A Timestamp without one (zero date, out of range), kept as text.
    void appendTimestampText(std::string_view text);

    void reserve(std::size_t rows);
    void truncate(std::size_t rows);
    [[nodiscard]] std::size_t memoryBytes() const;
    [[nodiscard]] bool fits(std::size_t more_bytes) const { return text_.fits(more_bytes); }

private:
    void appendWord(std::uint64_t word)
    {
        states_.push_back(CellState::Value);
        words_.push_back(word);
    }
    [[nodiscard]] bool usesWords() const;
    [[nodiscard]] bool usesText() const;

    ValueKind kind_ = ValueKind::String;
    std::vector<CellState> states_;
    std::vector<std::uint64_t> words_;
    TextColumn text_;
};

} // namespace streamgauge
