// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celformat.h"
#include "engine/cel/celfunctions.h"
#include "engine/cel/celoperators.h"
#include "engine/cel/celtext.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

namespace {

bool fit(CelArguments arguments, std::initializer_list<CelKind> kinds)
{
    return std::equal(arguments.begin(), arguments.end(), kinds.begin(),
                      [](const CelValue &argument, CelKind kind) { return argument.kind() == kind; });
}

constexpr CelKind text_kind = CelKind::String;
constexpr CelKind int_kind = CelKind::Int;

CelValue outside(std::int64_t index)
{
    return CelValue::ofError("the index " + std::to_string(index) + " is outside the text");
}

/// The byte of a code point index, 0 to the number of code points; nullopt outside.
std::optional<std::size_t> byteOf(std::string_view text, std::int64_t index)
{
    if (index < 0 || static_cast<std::size_t>(index) > text.size())
        return std::nullopt;
    std::size_t at = 0;
    for (std::int64_t left = index; left > 0; --left) {
        if (at >= text.size())
            return std::nullopt;
        at += codePointAt(text.substr(at)).length;
    }
    return at;
}

CelValue ofBytes(CelFrame &frame, std::string text)
{
    return frame.spendBytes(text.size()) ? CelValue::adopting(text_kind, std::move(text)) : tooManyBytes();
}

CelValue charAt(CelFrame &, CelArguments arguments)
{
    if (!fit(arguments, { text_kind, int_kind }))
        return noOverload("charAt", arguments);
    const std::string_view text = arguments[0].text();
    const auto at = byteOf(text, arguments[1].integer());
    if (!at)
        return outside(arguments[1].integer());
    return CelValue::ofString(text.substr(*at, codePointAt(text.substr(*at)).length));
}

CelValue foundAt(std::string_view text, std::size_t byte)
{
    return CelValue::ofInt(byte == std::string_view::npos ? -1
                                                          : static_cast<std::int64_t>(codePoints(text.substr(0, byte))));
}

bool spendSearch(CelFrame &frame, CelArguments arguments)
{
    return frame.spendSearch(arguments[0].text().size(), arguments[1].text().size());
}

CelValue indexOf(CelFrame &frame, CelArguments arguments)
{
    if (!fit(arguments, { text_kind, text_kind, int_kind }))
        return noOverload("indexOf", arguments);
    if (!spendSearch(frame, arguments))
        return tooManySteps();
    const std::string_view text = arguments[0].text();
    const std::int64_t from = arguments.size() == 3 ? arguments[2].integer() : 0;
    const auto at = byteOf(text, from);
    return at ? foundAt(text, text.find(arguments[1].text(), *at)) : outside(from);
}

CelValue lastIndexOf(CelFrame &frame, CelArguments arguments)
{
    if (!fit(arguments, { text_kind, text_kind, int_kind }))
        return noOverload("lastIndexOf", arguments);
    if (!spendSearch(frame, arguments))
        return tooManySteps();
    const std::string_view text = arguments[0].text();
    if (arguments.size() == 2)
        return foundAt(text, text.rfind(arguments[1].text()));
    const auto at = byteOf(text, arguments[2].integer());
    return at ? foundAt(text, text.rfind(arguments[1].text(), *at)) : outside(arguments[2].integer());
}

CelValue join(CelFrame &frame, CelArguments arguments)
{
    const bool separated = arguments.size() == 2;
    if (arguments[0].kind() != CelKind::List || (separated && arguments[1].kind() != text_kind))
        return noOverload("join", arguments);
    std::string out;
    bool first = true;
    for (const CelValue &element : arguments[0].elements()) {
        if (element.kind() != text_kind)
            return noOverload("join", { &element, 1 });
        if (separated && !first)
            out += arguments[1].text();
        first = false;
        out += element.text();
        if (out.size() >= frame.bytes_left)
            return tooManyBytes();
    }
    return ofBytes(frame, std::move(out));
}

CelValue replace(CelFrame &frame, CelArguments arguments)
{
    if (!fit(arguments, { text_kind, text_kind, text_kind, int_kind }))
        return noOverload("replace", arguments);
    if (!spendSearch(frame, arguments))
        return tooManySteps();
    const std::string_view text = arguments[0].text();
    const std::string_view old = arguments[1].text();
    const std::string_view with = arguments[2].text();
    const std::int64_t limit = arguments.size() == 4 ? arguments[3].integer() : -1;
    std::int64_t left = limit < 0 ? std::numeric_limits<std::int64_t>::max() : limit;
    std::string out;
    std::size_t at = 0;
    while (left > 0) {
        const std::size_t found = text.find(old, at);
        if (found == std::string_view::npos)
            break;
        out.append(text.substr(at, found - at)).append(with);
        at = found + old.size();
        --left;
        if (old.empty()) {
            if (at >= text.size())
                break;
            const std::size_t length = codePointAt(text.substr(at)).length;
            out.append(text.substr(at, length));
            at += length;
        }
        if (out.size() >= frame.bytes_left)
            return tooManyBytes();
    }
    out.append(text.substr(std::min(at, text.size())));
    return ofBytes(frame, std::move(out));
}

CelValue split(CelFrame &frame, CelArguments arguments)
{
    if (!fit(arguments, { text_kind, text_kind, int_kind }))
        return noOverload("split", arguments);
    if (!spendSearch(frame, arguments))
        return tooManySteps();
    std::string_view text = arguments[0].text();
    const std::string_view separator = arguments[1].text();
    const std::int64_t limit = arguments.size() == 3 ? arguments[2].integer() : -1;
    std::vector<CelValue> parts;
    if (limit == 0)
        return CelValue::ofList({});
    const auto room = [&] { return limit < 0 || static_cast<std::int64_t>(parts.size()) + 1 < limit; };
    const auto spend = [&](std::size_t bytes) { return frame.spendBytes(bytes + sizeof(CelValue)); };
    while (room()) {
        const std::size_t end = separator.empty() ? codePointAt(text).length : text.find(separator);
        if (end == std::string_view::npos || (separator.empty() && end >= text.size()))
            break;
        if (!spend(end))
            return tooManyBytes();
        parts.push_back(CelValue::ofString(text.substr(0, end)));
        text.remove_prefix(end + separator.size());
    }
    if (!spend(text.size()))
        return tooManyBytes();
    if (!separator.empty() || !text.empty())
        parts.push_back(CelValue::ofString(text));
    return CelValue::ofList(std::move(parts));
}

CelValue substring(CelFrame &frame, CelArguments arguments)
{
    if (!fit(arguments, { text_kind, int_kind, int_kind }))
        return noOverload("substring", arguments);
    const std::string_view text = arguments[0].text();
    const auto begin = byteOf(text, arguments[1].integer());
    if (!begin)
        return outside(arguments[1].integer());
    if (arguments.size() == 2)
        return ofBytes(frame, std::string(text.substr(*begin)));
    const auto end = byteOf(text, arguments[2].integer());
    if (!end)
        return outside(arguments[2].integer());
    return *end < *begin ? CelValue::ofStaticError("the part of the text ends before it begins")
                         : ofBytes(frame, std::string(text.substr(*begin, *end - *begin)));
}

/// Unicode's White_Space.
bool isSpace(std::uint32_t point)
{
    return (point >= 9 && point <= 13) || point == 0x20 || point == 0x85 || point == 0xa0 || point == 0x1680
        || (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 || point == 0x202f || point == 0x205f
        || point == 0x3000;
}

CelValue trim(CelFrame &frame, CelArguments arguments)
{
    if (!fit(arguments, { text_kind }))
        return noOverload("trim", arguments);
    const std::string_view text = arguments[0].text();
    std::size_t begin = text.size();
    std::size_t end = text.size();
    bool seen = false;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = codePointAt(text.substr(at));
        if (!isSpace(point.value)) {
            begin = seen ? begin : at;
            seen = true;
            end = at + point.length;
        }
        at += point.length;
    }
    return ofBytes(frame, std::string(text.substr(begin, seen ? end - begin : 0)));
}

template <char first, char last, int shift> CelValue changeCase(CelFrame &frame, CelArguments arguments)
{
    if (!fit(arguments, { text_kind }))
        return noOverload(shift > 0 ? "lowerAscii" : "upperAscii", arguments);
    std::string text(arguments[0].text());
    for (char &c : text)
        c = c >= first && c <= last ? static_cast<char>(c + shift) : c;
    return ofBytes(frame, std::move(text));
}

CelValue reverse(CelFrame &frame, CelArguments arguments)
{
    if (fit(arguments, { CelKind::List })) {
        const auto elements = arguments[0].elements();
        if (!frame.spendBytes(elements.size() * sizeof(CelValue)))
            return tooManyBytes();
        return CelValue::ofList({ elements.rbegin(), elements.rend() });
    }
    if (!fit(arguments, { text_kind }))
        return noOverload("reverse", arguments);
    const std::string_view text = arguments[0].text();
    std::string out(text.size(), ' ');
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = codePointAt(text.substr(at)).length;
        out.replace(text.size() - at - length, length, text.substr(at, length));
        at += length;
    }
    return ofBytes(frame, std::move(out));
}

CelValue quote(CelFrame &frame, CelArguments arguments)
{
    if (!fit(arguments, { text_kind }))
        return noOverload("strings.quote", arguments);
    constexpr std::string_view special = "\a\b\f\n\r\t\v\\\"";
    constexpr std::string_view letters = "abfnrtv\\\"";
    std::string out = "\"";
    for (std::string_view text = arguments[0].text(); !text.empty();) {
        const CodePoint point = codePointAt(text);
        const std::size_t escape = special.find(text.front());
        if (escape != std::string_view::npos)
            out.append("\\").push_back(letters[escape]);
        else
            appendUtf8(out, point.value);
        text.remove_prefix(point.length);
    }
    return ofBytes(frame, out + '"');
}

} // namespace

std::span<const CelBuiltin> celStringFunctions()
{
    constexpr auto text = CelKind::String;
    static constexpr std::array<CelBuiltin, 13> table {
        { { "charAt", CelStyle::Member, 2, 2, text, charAt },
          { "indexOf", CelStyle::Member, 2, 3, CelKind::Int, indexOf },
          { "lastIndexOf", CelStyle::Member, 2, 3, CelKind::Int, lastIndexOf },
          { "join", CelStyle::Member, 1, 2, text, join },
          { "replace", CelStyle::Member, 3, 4, text, replace },
          { "split", CelStyle::Member, 2, 3, CelKind::List, split },
          { "substring", CelStyle::Member, 2, 3, text, substring },
          { "trim", CelStyle::Member, 1, 1, text, trim },
          { "lowerAscii", CelStyle::Member, 1, 1, text, changeCase<'A', 'Z', 'a' - 'A'> },
          { "upperAscii", CelStyle::Member, 1, 1, text, changeCase<'a', 'z', 'A' - 'a'> },
          { "reverse", CelStyle::Member, 1, 1, CelKind::Dyn, reverse },
          { "strings.quote", CelStyle::Global, 1, 1, text, quote },
          { "format", CelStyle::Member, 2, 2, text, celFormat } }
    };
    return table;
}

} // namespace streamgauge
