// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celformat.h"

#include "engine/cel/celdisplay.h"
#include "engine/cel/cellexer.h"
#include "engine/cel/celoperators.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace streamgauge {

namespace {

constexpr int default_precision = 6;
constexpr int most_precision = 100;

void appendInteger(std::string &out, const CelValue &value, int base)
{
    std::array<char, 72> text {};
    const auto written = value.kind() == CelKind::Int
        ? std::to_chars(text.data(), text.data() + text.size(), value.integer(), base)
        : std::to_chars(text.data(), text.data() + text.size(), value.unsignedInteger(), base);
    out.append(text.data(), written.ptr);
}

bool isInteger(const CelValue &value)
{
    return value.kind() == CelKind::Int || value.kind() == CelKind::Uint;
}

bool appendHex(std::string &out, const CelValue &value, bool upper)
{
    const std::size_t begin = out.size();
    if (isInteger(value)) {
        appendInteger(out, value, 16);
    } else if (value.kind() == CelKind::String || value.kind() == CelKind::Bytes) {
        for (const char octet : value.text()) {
            constexpr std::string_view digits = "0123456789abcdef";
            out += digits[static_cast<unsigned char>(octet) >> 4];
            out += digits[static_cast<unsigned char>(octet) & 15U];
        }
    } else {
        return false;
    }
    if (upper)
        std::transform(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
                       out.begin() + static_cast<std::ptrdiff_t>(begin),
                       [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
    return true;
}

bool appendReal(std::string &out, const CelValue &value, std::chars_format format, int precision)
{
    if (!isNumber(value.kind()))
        return false;
    const double number = *value.asNumber();
    if (!std::isfinite(number)) {
        appendCelNumber(out, number, CelNotation::Plain);
        return true;
    }
    // 309 digits before the point, a sign, a point and the fraction.
    std::array<char, 320 + most_precision> text {};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number, format, precision);
    out.append(text.data(), end);
    return true;
}

bool appendDecimal(std::string &out, const CelValue &value)
{
    if (value.kind() == CelKind::Double)
        appendCelNumber(out, value.number(), CelNotation::Plain);
    else if (isInteger(value))
        appendInteger(out, value, 10);
    else
        return false;
    return true;
}

bool appendBinary(std::string &out, const CelValue &value)
{
    if (value.kind() == CelKind::Bool)
        out += value.boolean() ? '1' : '0';
    else if (isInteger(value))
        appendInteger(out, value, 2);
    else
        return false;
    return true;
}

bool appendOctal(std::string &out, const CelValue &value)
{
    if (isInteger(value))
        appendInteger(out, value, 8);
    return isInteger(value);
}

struct Clause {
    char letter = 0;
    int precision = default_precision;
    std::size_t length = 0; ///< 0: malformed
};

/// What stands behind a %.
Clause readClause(std::string_view text)
{
    Clause clause;
    std::size_t at = 0;
    if (text.starts_with('.')) {
        const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), clause.precision);
        at = static_cast<std::size_t>(end - text.data());
        if (error != std::errc() || at == 1 || clause.precision < 0 || clause.precision > most_precision)
            return clause;
    }
    // A percent sign has no precision.
    if (at < text.size() && (at == 0 || text[at] != '%')) {
        clause.letter = text[at];
        clause.length = at + 1;
    }
    return clause;
}

bool appendClause(std::string &out, const Clause &clause, const CelValue &value, std::size_t most_bytes)
{
    switch (clause.letter) {
    case 's': return value.kind() != CelKind::Optional && appendCelDisplay(out, value, most_bytes, CelNotation::Plain);
    case 'd': return appendDecimal(out, value);
    case 'f': return appendReal(out, value, std::chars_format::fixed, clause.precision);
    case 'e': return appendReal(out, value, std::chars_format::scientific, clause.precision);
    case 'b': return appendBinary(out, value);
    case 'o': return appendOctal(out, value);
    case 'x': return appendHex(out, value, false);
    default: return appendHex(out, value, true);
    }
}

CelValue misfit(const Clause &clause, const CelValue &value)
{
    if (value.isNull())
        return CelValue::ofStaticError("null where a value is needed", CelFault::NoData);
    return CelValue::ofError("%" + std::string(1, clause.letter) + " cannot show a value of type "
                             + std::string(name(value.kind())));
}

} // namespace

CelValue celFormat(CelFrame &frame, CelArguments arguments)
{
    if (arguments[0].kind() != CelKind::String || arguments[1].kind() != CelKind::List)
        return noOverload("format", arguments);
    std::string_view text = arguments[0].text();
    const auto values = arguments[1].elements();
    std::string out;
    std::size_t next = 0;
    for (std::size_t percent = text.find('%'); percent != std::string_view::npos; percent = text.find('%')) {
        out += text.substr(0, percent);
        const Clause clause = readClause(text.substr(percent + 1));
        if (clause.length == 0 || std::string_view("sdfeboxX%").find(clause.letter) == std::string_view::npos)
            return CelValue::ofStaticError("format() knows %s %d %f %e %b %o %x %X and %%");
        text.remove_prefix(percent + 1 + clause.length);
        if (clause.letter == '%') {
            out += '%';
            continue;
        }
        if (next >= values.size())
            return CelValue::ofStaticError("format() has more clauses than values");
        if (!appendClause(out, clause, values[next], frame.bytes_left))
            return out.size() >= frame.bytes_left ? tooManyBytes() : misfit(clause, values[next]);
        ++next;
        if (out.size() >= frame.bytes_left)
            return tooManyBytes();
    }
    out += text;
    return frame.spendBytes(out.size()) ? CelValue::adopting(CelKind::String, std::move(out)) : tooManyBytes();
}

} // namespace streamgauge
