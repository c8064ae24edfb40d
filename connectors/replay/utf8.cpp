// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/utf8.h"

#include <algorithm>
#include <simdjson.h>

namespace streamgauge {

namespace {

constexpr std::string_view mark = "\xef\xbf\xbd";

std::size_t expectedLength(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead < 0xe0)
        return 2;
    if (lead >= 0xe0 && lead < 0xf0)
        return 3;
    return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

} // namespace

bool isValidUtf8(std::string_view text)
{
    // Most cells are short ASCII, where the call costs more than the look.
    if (text.size() <= 32
        && std::ranges::all_of(text, [](char letter) { return static_cast<unsigned char>(letter) < 0x80; }))
        return true;
    return simdjson::validate_utf8(text.data(), text.size());
}

std::string markedUtf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 16);
    while (!text.empty()) {
        const std::size_t length = expectedLength(static_cast<unsigned char>(text.front()));
        if (length > 0 && length <= text.size() && simdjson::validate_utf8(text.data(), length)) {
            out.append(text.substr(0, length));
            text.remove_prefix(length);
        } else {
            out.append(mark);
            text.remove_prefix(1);
        }
    }
    return out;
}

} // namespace streamgauge
