// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celblocks.h"
#include "engine/cel/celcompare.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <string_view>

namespace streamgauge {

namespace {

constexpr std::size_t most_scanned = 8;

std::size_t hashOfInteger(std::uint64_t magnitude, bool negative)
{
    return static_cast<std::size_t>((magnitude ^ (negative ? 0x5bd1e995U : 0U)) * 0x9e3779b97f4a7c15ULL >> 8);
}

} // namespace

std::size_t celKeyHash(const CelValue &key)
{
    switch (key.kind()) {
    case CelKind::String: return std::hash<std::string_view>()(key.text());
    case CelKind::Bool: return key.boolean() ? 3 : 5;
    case CelKind::Int: return hashOfInteger(static_cast<std::uint64_t>(key.integer()), key.integer() < 0);
    case CelKind::Uint: return hashOfInteger(key.unsignedInteger(), false);
    case CelKind::Double: {
        constexpr double two_to_63 = 9223372036854775808.0;
        const double number = key.number();
        if (number >= 0 && number < 2 * two_to_63)
            return hashOfInteger(static_cast<std::uint64_t>(number), false);
        return number < 0 && number >= -two_to_63
            ? hashOfInteger(static_cast<std::uint64_t>(static_cast<std::int64_t>(number)), true)
            : 0;
    }
    default: return 0;
    }
}

bool celKeyEqual(const CelValue &left, const CelValue &right)
{
    if (left.kind() == CelKind::String)
        return right.kind() == CelKind::String && left.text() == right.text();
    if (left.kind() == CelKind::Bool)
        return right.kind() == CelKind::Bool && left.boolean() == right.boolean();
    return isNumber(left.kind()) && isNumber(right.kind())
        && compareNumbers(left, right) == std::partial_ordering::equivalent;
}

CelMapBlock::CelMapBlock(std::vector<CelValue::Entry> entries)
    : entries_(std::move(entries))
{
    if (entries_.size() <= most_scanned)
        return;
    slots_.assign(std::bit_ceil(entries_.size() * 2), 0);
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t entry = 0; entry < entries_.size(); ++entry) {
        const CelValue &key = entries_[entry].first;
        std::size_t slot = celKeyHash(key) & mask;
        while (slots_[slot] != 0 && !celKeyEqual(entries_[slots_[slot] - 1].first, key))
            slot = (slot + 1) & mask;
        if (slots_[slot] == 0)
            slots_[slot] = entry + 1;
    }
}

const CelValue *CelMapBlock::find(const CelValue &key) const
{
    if (slots_.empty()) {
        const auto found = std::find_if(entries_.begin(), entries_.end(),
                                        [&](const CelValue::Entry &entry) { return celKeyEqual(entry.first, key); });
        return found == entries_.end() ? nullptr : &found->second;
    }
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = celKeyHash(key) & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
        if (celKeyEqual(entries_[slots_[slot] - 1].first, key))
            return &entries_[slots_[slot] - 1].second;
    }
    return nullptr;
}

} // namespace streamgauge
