// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celdisplay.h"

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

bool appendElements(std::string &out, const CelValue &list, std::size_t most_bytes)
{
    out += '[';
    bool first = true;
    for (const CelValue &element : list.elements()) {
        if (!std::exchange(first, false))
            out += ", ";
        if (!appendCelDisplay(out, element, most_bytes))
            return false;
    }
    out += ']';
    return true;
}

bool appendEntries(std::string &out, const CelValue &map, std::size_t most_bytes)
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
        if (!appendCelDisplay(out, *entries[at].second, most_bytes))
            return false;
    }
    out += '}';
    return true;
}

void appendScalar(std::string &out, const CelValue &value)
{
    switch (value.kind()) {
    case CelKind::Null: out += "null"; break;
    case CelKind::Bool: out += value.boolean() ? "true" : "false"; break;
    case CelKind::Int: out += std::to_string(value.integer()); break;
    case CelKind::Uint: out += std::to_string(value.unsignedInteger()); break;
    case CelKind::Double: appendCelNumber(out, value.number()); break;
    case CelKind::String:
    case CelKind::Bytes:
    case CelKind::Type: out += value.text(); break;
    case CelKind::Timestamp: out += celTimestampText(value.instant()); break;
    case CelKind::Duration: out += celDurationText(value.duration()); break;
    case CelKind::Error: out += value.message(); break;
    default: break;
    }
}

} // namespace

void appendCelNumber(std::string &out, double number)
{
    if (std::isnan(number)) {
        out += "NaN";
    } else if (std::isinf(number)) {
        out += number < 0 ? "-Infinity" : "Infinity";
    } else {
        std::array<char, 32> text {};
        const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
        out.append(text.data(), end);
    }
}

bool appendCelDisplay(std::string &out, const CelValue &value, std::size_t most_bytes)
{
    bool whole = true;
    switch (value.kind()) {
    case CelKind::List: whole = appendElements(out, value, most_bytes); break;
    case CelKind::Map: whole = appendEntries(out, value, most_bytes); break;
    case CelKind::Optional:
        if (value.optionalValue() == nullptr) {
            out += "optional.none()";
        } else {
            out += "optional.of(";
            whole = appendCelDisplay(out, *value.optionalValue(), most_bytes);
            out += ')';
        }
        break;
    default: appendScalar(out, value);
    }
    if (out.size() <= most_bytes)
        return whole;
    out.resize(most_bytes);
    return false;
}

std::string celDisplayText(const CelValue &value)
{
    std::string out;
    if (!appendCelDisplay(out, value, most_display_bytes))
        out += "...";
    return out;
}

} // namespace streamgauge
