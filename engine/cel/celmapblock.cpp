// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celblocks.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <string_view>

namespace streamgauge {

namespace {

constexpr std::size_t most_scanned = 8;

/// A number as a key: whole numbers of all types alike.
struct NumberKey {
    std::uint64_t bits = 0;
    bool negative = false;
    bool whole = true;
    friend bool operator==(const NumberKey &, const NumberKey &) = default;
};

NumberKey numberKey(const CelValue &key)
{
    if (key.kind() == CelKind::Uint)
        return { key.unsignedInteger(), false, true };
    if (key.kind() == CelKind::Int)
        return { key.unsignedInteger(), key.integer() < 0, true };
    constexpr double two_to_63 = 9223372036854775808.0;
    const double number = key.number();
    if (number == std::trunc(number) && number >= 0 && number < 2 * two_to_63)
        return { static_cast<std::uint64_t>(number), false, true };
    if (number == std::trunc(number) && number < 0 && number >= -two_to_63)
        return { static_cast<std::uint64_t>(static_cast<std::int64_t>(number)), true, true };
    return { std::bit_cast<std::uint64_t>(number), number < 0, false };
}

} // namespace

std::size_t celKeyHash(const CelValue &key)
{
    switch (key.kind()) {
    case CelKind::String: return std::hash<std::string_view>()(key.text());
    case CelKind::Bool: return key.boolean() ? 3 : 5;
    case CelKind::Int:
    case CelKind::Uint:
    case CelKind::Double: return static_cast<std::size_t>(numberKey(key).bits * 0x9e3779b97f4a7c15ULL >> 8);
    default: return 0;
    }
}

bool celKeyEqual(const CelValue &left, const CelValue &right)
{
    if (left.kind() == CelKind::String)
        return right.kind() == CelKind::String && left.text() == right.text();
    if (left.kind() == CelKind::Bool)
        return right.kind() == CelKind::Bool && left.boolean() == right.boolean();
    if (!isNumber(left.kind()) || !isNumber(right.kind()))
        return false;
    const NumberKey key = numberKey(left);
    return key == numberKey(right) && (left.kind() != CelKind::Double || !std::isnan(left.number()));
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
