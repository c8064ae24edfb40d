// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celcompare.h"

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

constexpr double two_to_63 = 9223372036854775808.0;
constexpr double two_to_64 = 18446744073709551616.0;

template <typename Integer> std::partial_ordering compareWithDouble(Integer left, double right, double least, double beyond)
{
    if (std::isnan(right))
        return std::partial_ordering::unordered;
    if (right >= beyond)
        return std::partial_ordering::less;
    if (right < least)
        return std::partial_ordering::greater;
    const double whole = std::trunc(right);
    const auto integer = static_cast<Integer>(whole);
    if (left != integer)
        return left < integer ? std::partial_ordering::less : std::partial_ordering::greater;
    return whole <=> right;
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

std::partial_ordering compareNumbers(std::int64_t left, double right)
{
    return compareWithDouble(left, right, -two_to_63, two_to_63);
}

std::partial_ordering compareNumbers(std::uint64_t left, double right)
{
    return right < 0 ? std::partial_ordering::greater : compareWithDouble(left, right, 0.0, two_to_64);
}

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
    case CelKind::Bytes:
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
