// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/rowlayout.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::size_t key_length_bytes = sizeof(std::uint32_t);

template <typename T> T load(const char *from)
{
    T value {};
    std::memcpy(&value, from, sizeof(T));
    return value;
}

template <typename T> void store(char *to, T value)
{
    std::memcpy(to, &value, sizeof(T));
}

bool keepsWord(ValueKind kind)
{
    return isNumeric(kind) || kind == ValueKind::Timestamp;
}

bool keepsText(ValueKind kind)
{
    return kind >= ValueKind::Decimal;
}

template <typename T> std::optional<std::uint64_t> integerWord(double number)
{
    // The greatest values round up to one that no longer fits.
    const bool fits = number >= static_cast<double>(std::numeric_limits<T>::min())
        && number < static_cast<double>(std::numeric_limits<T>::max()) && number == std::trunc(number);
    if (!fits)
        return std::nullopt;
    return static_cast<std::uint64_t>(static_cast<T>(number));
}

/// The word of `text` read as a number of that kind; nullopt when it is none.
std::optional<std::uint64_t> wordFromText(ValueKind kind, std::string_view text)
{
    const char *const end = text.data() + text.size();
    if (kind == ValueKind::Int64) {
        std::int64_t value = 0;
        const auto read = std::from_chars(text.data(), end, value);
        if (read.ec == std::errc() && read.ptr == end)
            return static_cast<std::uint64_t>(value);
    }
    if (kind == ValueKind::UInt64) {
        std::uint64_t value = 0;
        const auto read = std::from_chars(text.data(), end, value);
        if (read.ec == std::errc() && read.ptr == end)
            return value;
    }
    double number = 0;
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end)
        return std::nullopt;
    switch (kind) {
    case ValueKind::Bool: return number != 0 ? 1 : 0;
    case ValueKind::Int64: return integerWord<std::int64_t>(number);
    case ValueKind::UInt64: return integerWord<std::uint64_t>(number);
    case ValueKind::Double:
    case ValueKind::Decimal: return std::bit_cast<std::uint64_t>(number);
    default: return std::nullopt;
    }
}

} // namespace

RowLayout::RowLayout(SchemaPtr schema)
    : schema_(std::move(schema))
{
    for (const Column &column : schema_->columns) {
        Place place { column.kind, none, none };
        if (keepsWord(column.kind))
            place.word = static_cast<std::uint32_t>(words_++);
        if (keepsText(column.kind)) {
            place.text = static_cast<std::uint32_t>(texts_++);
            text_columns_.push_back(static_cast<std::uint32_t>(places_.size()));
        }
        places_.push_back(place);
    }
    words_at_ = (key_length_bytes + places_.size() + 7) / 8 * 8;
}

std::string_view RowLayout::key(const char *block, const RowLayout &layout)
{
    return { block + layout.textsAt(), load<std::uint32_t>(block) };
}

std::uint32_t RowLayout::textBegin(const char *block, std::uint32_t text) const
{
    // The first text follows the key.
    return text == 0 ? load<std::uint32_t>(block)
                     : load<std::uint32_t>(block + endsAt() + (text - 1) * sizeof(std::uint32_t));
}

std::uint32_t RowLayout::textLength(const char *block, std::uint32_t text) const
{
    return load<std::uint32_t>(block + endsAt() + text * sizeof(std::uint32_t)) - textBegin(block, text);
}

RowLayout::Cell RowLayout::cell(const char *block, std::size_t column) const
{
    const Place &place = places_[column];
    Cell cell { static_cast<CellState>(block[key_length_bytes + column]), 0, {} };
    if (place.word != none)
        cell.word = load<std::uint64_t>(block + wordsAt() + place.word * sizeof(std::uint64_t));
    if (place.text != none)
        cell.text = { block + textsAt() + textBegin(block, place.text), textLength(block, place.text) };
    return cell;
}

RowLayout::Cell RowLayout::cell(const ColumnData &data, std::size_t row)
{
    Cell cell { data.state(row), 0, {} };
    if (cell.state != CellState::Value)
        return cell;
    if (keepsWord(data.kind()))
        cell.word = data.uintAt(row);
    const bool has_text =
        data.kind() == ValueKind::Timestamp ? data.intAt(row) == ColumnData::no_instant : keepsText(data.kind());
    if (has_text)
        cell.text = data.textAt(row);
    return cell;
}

RowLayout::Cell RowLayout::mergedCell(const char *old, const Batch &batch, std::size_t row, std::size_t column) const
{
    const ColumnData &after = batch.after(column);
    if (after.state(row) != CellState::Absent)
        return cell(after, row);
    if (batch.hasBefore() && batch.before(column).state(row) != CellState::Absent)
        return cell(batch.before(column), row);
    return old == nullptr ? Cell() : cell(old, column);
}

void RowLayout::begin(std::string_view key, std::string &out) const
{
    out.assign(textsAt(), '\0');
    store(out.data(), static_cast<std::uint32_t>(key.size()));
    out.append(key);
}

void RowLayout::put(std::size_t column, const Cell &cell, std::string &out) const
{
    const Place &place = places_[column];
    out[key_length_bytes + column] = static_cast<char>(cell.state);
    if (place.word != none)
        store(out.data() + wordsAt() + place.word * sizeof(std::uint64_t), cell.word);
    if (place.text != none) {
        out.append(cell.text);
        store(out.data() + endsAt() + place.text * sizeof(std::uint32_t),
              static_cast<std::uint32_t>(out.size() - textsAt()));
    }
}

void RowLayout::merge(const char *old, std::string_view key, const Batch &batch, std::size_t row, std::string &out) const
{
    begin(key, out);
    for (std::size_t column = 0; column < places_.size(); ++column)
        put(column, mergedCell(old, batch, row, column), out);
}

void RowLayout::image(std::string_view key, const Batch &batch, std::size_t row, bool before, std::string_view left_out,
                      std::string &out) const
{
    begin(key, out);
    for (std::size_t column = 0; column < places_.size(); ++column) {
        const bool is_left_out = column < left_out.size() && left_out[column] != 0;
        const ColumnData &data = before ? batch.before(column) : batch.after(column);
        put(column, is_left_out ? Cell() : cell(data, row), out);
    }
}

std::string RowLayout::absentColumns(const char *block) const
{
    const std::string_view states(block + key_length_bytes, places_.size());
    constexpr char absent = static_cast<char>(CellState::Absent);
    if (states.find(absent) == std::string_view::npos)
        return {};
    std::string columns(states);
    std::ranges::transform(columns, columns.begin(), [](char state) { return static_cast<char>(state == absent ? 1 : 0); });
    return columns;
}

RowLayout::Content RowLayout::content(const char *block) const
{
    const std::size_t key_bytes = load<std::uint32_t>(block);
    const std::size_t end =
        texts_ == 0 ? key_bytes : load<std::uint32_t>(block + endsAt() + (texts_ - 1) * sizeof(std::uint32_t));
    return { { block + key_length_bytes, textsAt() - key_length_bytes },
             { block + textsAt() + key_bytes, end - key_bytes } };
}

bool RowLayout::mergeInPlace(char *block, const Batch &batch, std::size_t row) const
{
    const bool has_before = batch.hasBefore();
    const auto sent = [&](std::size_t column) -> const ColumnData * {
        if (batch.after(column).state(row) != CellState::Absent)
            return &batch.after(column);
        return has_before && batch.before(column).state(row) != CellState::Absent ? &batch.before(column) : nullptr;
    };
    for (const std::uint32_t column : text_columns_) {
        const ColumnData *data = sent(column);
        if (data != nullptr && cell(*data, row).text.size() != textLength(block, places_[column].text))
            return false;
    }
    for (std::size_t column = 0; column < places_.size(); ++column) {
        const ColumnData *data = sent(column);
        if (data == nullptr)
            continue;
        const Place &place = places_[column];
        const Cell merged = cell(*data, row);
        block[key_length_bytes + column] = static_cast<char>(merged.state);
        if (place.word != none)
            store(block + wordsAt() + place.word * sizeof(std::uint64_t), merged.word);
        if (!merged.text.empty())
            std::memcpy(block + textsAt() + textBegin(block, place.text), merged.text.data(), merged.text.size());
    }
    return true;
}

RowLayout::Cell RowLayout::converted(const Cell &from, std::size_t column, const RowLayout &to, std::size_t to_column,
                                     std::string &text) const
{
    const ValueKind from_kind = places_[column].kind;
    const ValueKind to_kind = to.places_[to_column].kind;
    if (from_kind == to_kind || from.state != CellState::Value)
        return from;
    ColumnData cell(from_kind);
    if (from_kind == ValueKind::Timestamp && static_cast<std::int64_t>(from.word) == ColumnData::no_instant)
        cell.appendTimestampText(from.text);
    else if (from_kind == ValueKind::Decimal)
        cell.appendDecimal(from.text, std::bit_cast<double>(from.word));
    else if (keepsText(from_kind) && from_kind != ValueKind::Timestamp)
        cell.appendText(from.text);
    else
        cell.appendUInt(from.word);
    text = cellText(schema_->columns[column], cell, 0);
    if (to_kind == ValueKind::Bool && (text == "true" || text == "false"))
        return { CellState::Value, text == "true" ? 1U : 0U, {} };
    if (to_kind == ValueKind::Timestamp) {
        const auto instant = static_cast<std::uint64_t>(ColumnData::no_instant);
        return { CellState::Value, instant, text };
    }
    if (!isNumeric(to_kind))
        return { CellState::Value, 0, text };
    if (from_kind == ValueKind::Bool)
        text.assign(1, from.word != 0 ? '1' : '0');
    const std::optional<std::uint64_t> word = wordFromText(to_kind, text);
    if (!word)
        return {};
    return { CellState::Value, *word, to_kind == ValueKind::Decimal ? std::string_view(text) : std::string_view() };
}

void RowLayout::convert(const char *block, const RowLayout &to, std::string &out) const
{
    to.begin(key(block, *this), out);
    std::string text;
    for (std::size_t column = 0; column < to.places_.size(); ++column) {
        const std::optional<std::size_t> source = schema_->find(to.schema_->columns[column].name);
        to.put(column, source ? converted(cell(block, *source), *source, to, column, text) : Cell(), out);
    }
}

void RowLayout::appendCells(const char *block, BatchBuilder &builder) const
{
    for (std::size_t column = 0; column < places_.size(); ++column) {
        const Cell from = cell(block, column);
        ColumnData &data = builder.after(column);
        if (from.state != CellState::Value) {
            data.appendMissing(from.state);
            continue;
        }
        switch (places_[column].kind) {
        case ValueKind::Decimal: data.appendDecimal(from.text, std::bit_cast<double>(from.word)); break;
        case ValueKind::String:
        case ValueKind::Bytes:
        case ValueKind::Json: data.appendText(from.text); break;
        case ValueKind::Timestamp:
            if (static_cast<std::int64_t>(from.word) == ColumnData::no_instant)
                data.appendTimestampText(from.text);
            else
                data.appendTimestamp(static_cast<std::int64_t>(from.word));
            break;
        default: data.appendUInt(from.word); break;
        }
    }
}

} // namespace streamgauge
