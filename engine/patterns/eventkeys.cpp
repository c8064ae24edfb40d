// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/eventkeys.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace streamgauge {

namespace {

constexpr char separator = '\x1f';

/// A Decimal as the double that expressions see: 5.00 is the number 5.
void appendNumber(std::string &out, double value)
{
    std::array<char, 32> text;
    const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), written.ptr);
}

bool sameTextAsEqual(ValueKind kind)
{
    return kind != ValueKind::Decimal && kind != ValueKind::Double && kind != ValueKind::Timestamp;
}

} // namespace

void EventKeys::bind(const Schema &schema)
{
    columns_.clear();
    for (const std::string &field : fields_) {
        if (const auto column = schema.find(field))
            columns_.push_back(*column);
    }
    complete_ = columns_.size() == fields_.size();
    own_key_ = complete_ && !columns_.empty() && std::ranges::equal(columns_, schema.key_columns)
        && std::ranges::all_of(columns_, [&](std::size_t column) { return sameTextAsEqual(schema.columns[column].kind); });
}

bool EventKeys::read(const Batch &batch, std::uint32_t row)
{
    if (!complete_)
        return false;
    if (columns_.empty())
        return true;
    // A deleted row may have nothing but its before-image.
    const bool gone = batch.op(row) == Op::Deleted;
    const auto cells = [&](std::size_t column) -> const ColumnData & {
        return gone && batch.hasBefore() ? batch.before(column) : batch.after(column);
    };
    const auto held = [&](std::size_t column) { return cells(column).has(row); };
    if (!(gone && own_key_) && !std::ranges::all_of(columns_, held))
        return false;
    if (own_key_) {
        text_ = batch.key(row);
        hash_ = batch.keyHash(row);
        return true;
    }
    buffer_.clear();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const std::size_t column = columns_[i];
        if (i > 0)
            buffer_.push_back(separator);
        const ColumnData &data = cells(column);
        if (data.kind() == ValueKind::Decimal || data.kind() == ValueKind::Double)
            appendNumber(buffer_, data.doubleAt(row));
        else
            appendCellText(buffer_, batch.schema().columns[column], data, row);
    }
    text_ = buffer_;
    hash_ = keyHash(text_);
    return true;
}

} // namespace streamgauge
