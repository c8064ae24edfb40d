// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celfunctions.h"
#include "engine/cel/celoperators.h"

#include <array>
#include <optional>
#include <string>

namespace streamgauge {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encoded(std::string_view octets)
{
    std::string out;
    out.reserve((octets.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < octets.size(); at += 3) {
        const std::size_t count = octets.size() - at < 3 ? octets.size() - at : 3;
        std::uint32_t group = 0;
        for (std::size_t octet = 0; octet < 3; ++octet)
            group = group << 8 | (octet < count ? static_cast<unsigned char>(octets[at + octet]) : 0U);
        for (std::size_t sextet = 0; sextet < 4; ++sextet)
            out += sextet <= count ? alphabet[group >> (18 - 6 * sextet) & 63U] : '=';
    }
    return out;
}

std::optional<std::string> decoded(std::string_view text)
{
    const bool padded = text.size() % 4 == 0;
    for (int padding = 0; padded && padding < 2 && text.ends_with('='); ++padding)
        text.remove_suffix(1);
    if (text.size() % 4 == 1)
        return std::nullopt;
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const std::size_t value = alphabet.find(c);
        if (value == std::string_view::npos)
            return std::nullopt;
        group = group << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(group >> bits & 255U);
        }
    }
    return out;
}

CelValue encode(CelFrame &frame, CelArguments arguments)
{
    if (arguments[0].kind() != CelKind::Bytes)
        return noOverload("base64.encode", arguments);
    if (!frame.spendBytes(arguments[0].text().size() * 2))
        return tooManyBytes();
    return CelValue::adopting(CelKind::String, encoded(arguments[0].text()));
}

CelValue decode(CelFrame &frame, CelArguments arguments)
{
    if (arguments[0].kind() != CelKind::String)
        return noOverload("base64.decode", arguments);
    if (!frame.spendBytes(arguments[0].text().size()))
        return tooManyBytes();
    auto octets = decoded(arguments[0].text());
    return octets ? CelValue::adopting(CelKind::Bytes, *std::move(octets))
                  : CelValue::ofStaticError("the text is no base64");
}

} // namespace

std::span<const CelBuiltin> celEncodingFunctions()
{
    static constexpr std::array<CelBuiltin, 2> table {
        { { "base64.encode", CelStyle::Global, 1, 1, CelKind::String, encode },
          { "base64.decode", CelStyle::Global, 1, 1, CelKind::Bytes, decode } }
    };
    return table;
}

} // namespace streamgauge
