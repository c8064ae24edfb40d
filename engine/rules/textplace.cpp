// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/textplace.h"

#include <algorithm>
#include <charconv>

namespace streamgauge {

namespace {

/// A byte that goes on with a character of UTF-8.
bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

struct LinePlace {
    std::size_t line = 1;
    std::size_t column = 1;
};

LinePlace linePlace(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, offset);
    const std::size_t line_end = before.rfind('\n');
    const std::string_view line = before.substr(line_end == std::string_view::npos ? 0 : line_end + 1);
    const auto lines = std::ranges::count(before, '\n');
    const auto characters = line.size() - static_cast<std::size_t>(std::ranges::count_if(line, isContinuation));
    return { 1 + static_cast<std::size_t>(lines), 1 + characters };
}

std::string placeText(LinePlace place)
{
    return "line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
}

std::optional<LinePlace> placeFromText(std::string_view text)
{
    constexpr std::string_view line_word = "line ";
    constexpr std::string_view column_word = ", column ";
    LinePlace place;
    if (!text.starts_with(line_word))
        return std::nullopt;
    const char *const end = text.data() + text.size();
    const auto line = std::from_chars(text.data() + line_word.size(), end, place.line);
    if (line.ec != std::errc() || !std::string_view(line.ptr, end).starts_with(column_word))
        return std::nullopt;
    const auto column = std::from_chars(line.ptr + column_word.size(), end, place.column);
    if (column.ec != std::errc() || place.line == 0 || place.column == 0)
        return std::nullopt;
    return place;
}

} // namespace

std::string placeInText(std::string_view text, std::size_t offset)
{
    return placeText(linePlace(text, offset));
}

std::optional<std::size_t> offsetOfPlace(std::string_view text, std::string_view place)
{
    const auto wanted = placeFromText(place);
    if (!wanted)
        return std::nullopt;
    std::size_t at = 0;
    for (std::size_t line = 1; line < wanted->line; ++line) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string_view::npos)
            return text.size();
        at = end + 1;
    }
    for (std::size_t column = 1; column < wanted->column && at < text.size() && text[at] != '\n'; ++column) {
        do
            ++at;
        while (at < text.size() && isContinuation(text[at]));
    }
    return at;
}

} // namespace streamgauge
