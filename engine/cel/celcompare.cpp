// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celcompare.h"

#include <algorithm>

namespace streamgauge {

namespace {

/// Texts of one size are compared byte by byte.
bool equalTexts(std::string_view left, std::string_view right, std::size_t &work)
{
    if (left.size() != right.size())
        return false;
    constexpr std::size_t bytes_per_step = 64;
    work -= std::min(work, left.size() / bytes_per_step);
    return left == right;
}

bool equalLists(const CelValue &left, const CelValue &right, std::size_t &work)
{
    const auto a = left.elements();
    const auto b = right.elements();
    if (a.size() != b.size())
        return false;
    for (std::size_t at = 0; at < a.size(); ++at) {
        if (!celEqual(a[at], b[at], work))
            return false;
    }
    return true;
}

bool equalMaps(const CelValue &left, const CelValue &right, std::size_t &work)
{
    if (left.entries().size() != right.entries().size())
        return false;
    return std::all_of(left.entries().begin(), left.entries().end(), [&](const CelValue::Entry &entry) {
        const CelValue *other = right.find(entry.first);
        return other != nullptr && celEqual(entry.second, *other, work);
    });
}

} // namespace

std::partial_ordering compareNumbers(const CelValue &left, const CelValue &right)
{
    const auto against = [&](auto value) {
        switch (right.kind()) {
        case CelKind::Int: return compareNumbers(value, right.integer());
        case CelKind::Uint: return compareNumbers(value, right.unsignedInteger());
        default: return compareNumbers(value, right.number());
        }
    };
    switch (left.kind()) {
    case CelKind::Int: return against(left.integer());
    case CelKind::Uint: return against(left.unsignedInteger());
    default: return against(left.number());
    }
}

std::optional<std::partial_ordering> celCompare(const CelValue &left, const CelValue &right)
{
    if (isNumber(left.kind()) && isNumber(right.kind()))
        return compareNumbers(left, right);
    if (left.kind() != right.kind())
        return std::nullopt;
    switch (left.kind()) {
    case CelKind::Bool: return left.boolean() <=> right.boolean();
    case CelKind::String:
    case CelKind::Bytes: return left.text() <=> right.text();
    case CelKind::Timestamp: return left.instant() <=> right.instant();
    case CelKind::Duration: return left.duration() <=> right.duration();
    default: return std::nullopt;
    }
}

bool celEqual(const CelValue &left, const CelValue &right, std::size_t &work)
{
    if (work == 0)
        return false;
    --work;
    if (isNumber(left.kind()) && isNumber(right.kind()))
        return compareNumbers(left, right) == std::partial_ordering::equivalent;
    if (left.kind() != right.kind())
        return false;
    switch (left.kind()) {
    case CelKind::Null: return true;
    case CelKind::Bool: return left.boolean() == right.boolean();
    case CelKind::String:
    case CelKind::Bytes: return equalTexts(left.text(), right.text(), work);
    case CelKind::Type: return left.text() == right.text();
    case CelKind::Timestamp: return left.instant() == right.instant();
    case CelKind::Duration: return left.duration() == right.duration();
    case CelKind::List: return equalLists(left, right, work);
    case CelKind::Map: return equalMaps(left, right, work);
    case CelKind::Optional: {
        const CelValue *a = left.optionalValue();
        const CelValue *b = right.optionalValue();
        return a == nullptr || b == nullptr ? a == b : celEqual(*a, *b, work);
    }
    default: return false;
    }
}

bool celEqual(const CelValue &left, const CelValue &right)
{
    std::size_t work = 10'000'000;
    return celEqual(left, right, work);
}

} // namespace streamgauge
