// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/chunkparts.h"

#include <array>
#include <charconv>

namespace streamgauge {

namespace {

constexpr std::array<double, most_decimal_places + 1> powers_of_ten { 1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                                      1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
constexpr std::int64_t most_digits = 1LL << 53;

} // namespace

std::optional<std::int64_t> decimalDigits(std::string_view text, unsigned places)
{
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::size_t whole = point == std::string_view::npos ? text.size() : point;
    const std::size_t fraction = point == std::string_view::npos ? 0 : text.size() - point - 1;
    if (whole == 0 || fraction != places || (places == 0 && point != std::string_view::npos) || text.size() > 18
        || (whole > 1 && text[0] == '0'))
        return std::nullopt;
    std::int64_t digits = 0;
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (index == point)
            continue;
        if (text[index] < '0' || text[index] > '9')
            return std::nullopt;
        digits = digits * 10 + (text[index] - '0');
    }
    if (digits >= most_digits || (negative && digits == 0))
        return std::nullopt;
    return negative ? -digits : digits;
}

void appendDecimal(std::string &out, std::int64_t digits, unsigned places)
{
    std::array<char, 24> text {};
    const bool negative = digits < 0;
    const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(digits) : static_cast<std::uint64_t>(digits);
    const auto end = std::to_chars(text.data(), text.data() + text.size(), size);
    std::string_view plain(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
    if (negative)
        out += '-';
    if (places == 0) {
        out += plain;
        return;
    }
    if (plain.size() <= places) {
        out += "0.";
        out.append(places - plain.size(), '0');
        out += plain;
        return;
    }
    out += plain.substr(0, plain.size() - places);
    out += '.';
    out += plain.substr(plain.size() - places);
}

double decimalValue(std::int64_t digits, unsigned places)
{
    return static_cast<double>(digits) / powers_of_ten[places];
}

std::vector<std::uint32_t> orderByKey(const std::vector<std::uint64_t> &key_indices, std::size_t keys)
{
    std::vector<std::uint32_t> next(keys + 1, 0);
    for (const std::uint64_t key : key_indices)
        ++next[key + 1];
    for (std::size_t key = 0; key < keys; ++key)
        next[key + 1] += next[key];
    std::vector<std::uint32_t> order(key_indices.size());
    for (std::uint32_t row = 0; row < key_indices.size(); ++row)
        order[next[key_indices[row]]++] = row;
    return order;
}

void appendRowKey(std::string &out, const Schema &schema, const std::vector<const ColumnData *> &after,
                  const std::vector<const ColumnData *> &before, Op op, std::size_t row)
{
    for (std::size_t index = 0; index < schema.key_columns.size(); ++index) {
        const std::uint32_t column = schema.key_columns[index];
        if (index > 0)
            out.push_back('\x1f');
        const bool from_before = !before.empty() && (op == Op::Deleted || !after[column]->has(row));
        appendCellText(out, schema.columns[column], from_before ? *before[column] : *after[column], row);
    }
}

} // namespace streamgauge
