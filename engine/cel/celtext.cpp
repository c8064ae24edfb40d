// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celtext.h"

namespace streamgauge {

namespace {

std::size_t sequenceLength(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if ((lead & 0xf0) == 0xe0)
        return 3;
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

bool isTail(char octet)
{
    return (static_cast<unsigned char>(octet) & 0xc0) == 0x80;
}

} // namespace

CodePoint codePointAt(std::string_view text) noexcept
{
    constexpr CodePoint malformed { 0xfffd, 1, false };
    if (text.empty())
        return {};
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = sequenceLength(lead);
    if (length == 1)
        return { lead, 1, true };
    if (length == 0 || text.size() < length)
        return malformed;
    std::uint32_t value = lead & (0x7fU >> length);
    for (std::size_t at = 1; at < length; ++at) {
        if (!isTail(text[at]))
            return malformed;
        value = value << 6 | (static_cast<unsigned char>(text[at]) & 0x3fU);
    }
    constexpr std::uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return malformed;
    return { value, length, true };
}

void appendUtf8(std::string &out, std::uint32_t code_point)
{
    const auto tail = [&](unsigned shift) { out.push_back(static_cast<char>(0x80 | ((code_point >> shift) & 0x3f))); };
    if (code_point < 0x80) {
        out.push_back(static_cast<char>(code_point));
        return;
    }
    if (code_point < 0x800) {
        out.push_back(static_cast<char>(0xc0 | (code_point >> 6)));
    } else if (code_point < 0x10000) {
        out.push_back(static_cast<char>(0xe0 | (code_point >> 12)));
        tail(6);
    } else {
        out.push_back(static_cast<char>(0xf0 | (code_point >> 18)));
        tail(12);
        tail(6);
    }
    tail(0);
}

bool isUtf8(std::string_view text) noexcept
{
    while (!text.empty()) {
        const CodePoint point = codePointAt(text);
        if (!point.valid)
            return false;
        text.remove_prefix(point.length);
    }
    return true;
}

std::size_t codePoints(std::string_view text) noexcept
{
    std::size_t count = 0;
    for (; !text.empty(); ++count)
        text.remove_prefix(codePointAt(text).length);
    return count;
}

} // namespace streamgauge
