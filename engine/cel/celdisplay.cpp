// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celdisplay.h"

#include "engine/cel/celtext.h"
#include "engine/cel/celtime.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

namespace streamgauge {

namespace {

constexpr std::size_t most_display_bytes = 64UL << 10;

bool appendElements(std::string &out, const CelValue &list, std::size_t most_bytes, CelNotation notation)
{
    out += '[';
    bool first = true;
    for (const CelValue &element : list.elements()) {
        if (!std::exchange(first, false))
            out += ", ";
        if (!appendCelDisplay(out, element, most_bytes, notation))
            return false;
    }
    out += ']';
    return true;
}

bool appendEntries(std::string &out, const CelValue &map, std::size_t most_bytes, CelNotation notation)
{
    std::vector<std::pair<std::string, const CelValue *>> entries;
    entries.reserve(map.entries().size());
    for (const auto &[key, value] : map.entries())
        entries.emplace_back(celDisplayText(key), &value);
    std::sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    out += '{';
    for (std::size_t at = 0; at < entries.size(); ++at) {
        out += at == 0 ? "" : ", ";
        out += entries[at].first + ": ";
        if (!appendCelDisplay(out, *entries[at].second, most_bytes, notation))
            return false;
    }
    out += '}';
    return true;
}

/// A run of octets that are no UTF-8 as one U+FFFD.
void appendRepaired(std::string &out, std::string_view octets)
{
    bool valid = true;
    for (std::size_t at = 0; at < octets.size();) {
        const CodePoint point = codePointAt(octets.substr(at));
        if (point.valid || valid)
            appendUtf8(out, point.value);
        valid = point.valid;
        at += point.length;
    }
}

void appendScalar(std::string &out, const CelValue &value, CelNotation notation)
{
    switch (value.kind()) {
    case CelKind::Null: out += "null"; break;
    case CelKind::Bool: out += value.boolean() ? "true" : "false"; break;
    case CelKind::Int: out += std::to_string(value.integer()); break;
    case CelKind::Uint: out += std::to_string(value.unsignedInteger()); break;
    case CelKind::Double: appendCelNumber(out, value.number(), notation); break;
    case CelKind::Bytes: appendRepaired(out, value.text()); break;
    case CelKind::String:
    case CelKind::Type: out += value.text(); break;
    case CelKind::Timestamp: out += celTimestampText(value.instant()); break;
    case CelKind::Duration: out += celDurationText(value.duration()); break;
    case CelKind::Error: out += value.message(); break;
    default: break;
    }
}

/// "-1.25e-07" as "-0.000000125".
void appendWithoutExponent(std::string &out, std::string_view scientific)
{
    if (scientific.starts_with('-')) {
        out += '-';
        scientific.remove_prefix(1);
    }
    const std::size_t mark = scientific.find('e');
    std::string digits(scientific.substr(0, 1));
    if (mark > 2)
        digits += scientific.substr(2, mark - 2);
    int exponent = 0;
    const char *const sign = scientific.data() + mark + 1;
    std::from_chars(sign + (*sign == '+' ? 1 : 0), scientific.data() + scientific.size(), exponent);
    if (exponent < 0) {
        out.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(digits);
        return;
    }
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() > whole)
        digits.insert(whole, 1, '.');
    else
        digits.append(whole - digits.size(), '0');
    out += digits;
}

} // namespace

void appendCelNumber(std::string &out, double number, CelNotation notation)
{
    if (std::isnan(number)) {
        out += "NaN";
    } else if (std::isinf(number)) {
        out += number < 0 ? "-Infinity" : "Infinity";
    } else {
        std::array<char, 32> text {};
        const auto [end, error] =
            std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::scientific);
        const std::string_view scientific(text.data(), static_cast<std::size_t>(end - text.data()));
        const double size = std::fabs(number);
        if (notation == CelNotation::Plain || size == 0 || (size >= 1e-6 && size < 1e21))
            appendWithoutExponent(out, scientific);
        else
            out += scientific;
    }
}

bool appendCelDisplay(std::string &out, const CelValue &value, std::size_t most_bytes, CelNotation notation)
{
    bool whole = true;
    switch (value.kind()) {
    case CelKind::List: whole = appendElements(out, value, most_bytes, notation); break;
    case CelKind::Map: whole = appendEntries(out, value, most_bytes, notation); break;
    case CelKind::Optional:
        if (value.optionalValue() == nullptr) {
            out += "optional.none()";
        } else {
            out += "optional.of(";
            whole = appendCelDisplay(out, *value.optionalValue(), most_bytes, notation);
            out += ')';
        }
        break;
    default: appendScalar(out, value, notation);
    }
    if (out.size() <= most_bytes)
        return whole;
    out.resize(most_bytes);
    return false;
}

std::string celDisplayText(const CelValue &value)
{
    std::string out;
    if (!appendCelDisplay(out, value, most_display_bytes, CelNotation::Short))
        out += "...";
    return out;
}

} // namespace streamgauge
