// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/jsontext.h"

#include <charconv>

namespace streamgauge {

void appendJsonString(std::string &out, std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    out.push_back('"');
    for (const char c : text) {
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                out += "\\u00";
                out.push_back(hex[static_cast<unsigned char>(c) >> 4]);
                out.push_back(hex[static_cast<unsigned char>(c) & 15]);
            } else {
                out.push_back(c);
            }
        }
    }
    out.push_back('"');
}

void appendJsonDouble(std::string &out, double value)
{
    // The server writes plain digits while the point stays within 15 places, else an exponent without sign or zeros.
    char text[40];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
    std::string_view shortest(text, static_cast<std::size_t>(end - text));
    if (shortest.starts_with('-')) {
        out.push_back('-');
        shortest.remove_prefix(1);
    }
    const std::size_t exponent_at = shortest.find('e');
    if (exponent_at == std::string_view::npos) {
        out += "null"; // not a number: no server stores one
        return;
    }
    int exponent = 0;
    const std::size_t exponent_digits = exponent_at + (shortest[exponent_at + 1] == '+' ? 2 : 1);
    std::from_chars(shortest.data() + exponent_digits, end, exponent);
    std::string digits(shortest.substr(0, 1));
    if (exponent_at > 2)
        digits += shortest.substr(2, exponent_at - 2);
    const int point = exponent + 1; // digits before the point
    if (point > 15 || point < -14) {
        out += digits.substr(0, 1);
        if (digits.size() > 1)
            out += "." + digits.substr(1);
        out += "e" + std::to_string(exponent);
    } else if (point <= 0) {
        out += digits == "0" ? std::string("0.0") : "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    } else {
        const auto whole = static_cast<std::size_t>(point);
        if (digits.size() <= whole)
            out += digits + std::string(whole - digits.size(), '0') + ".0";
        else
            out += digits.substr(0, whole) + "." + digits.substr(whole);
    }
}

} // namespace streamgauge
