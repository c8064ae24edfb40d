// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/sourceurl.h"

#include <algorithm>
#include <charconv>

namespace streamgauge {

namespace {

constexpr const char *password_remedy = "Leave it out; store it in the keychain, or set STREAMGAUGE_PASSWORD";

Error urlError(std::size_t offset, std::string message, std::string remedy)
{
    return { ErrorKind::Input, std::move(message), "column " + std::to_string(offset + 1), std::move(remedy) };
}

bool isUnreserved(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')
        || letter == '-' || letter == '.' || letter == '_' || letter == '~';
}

int hexDigit(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    if (letter >= 'a' && letter <= 'f')
        return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F')
        return letter - 'A' + 10;
    return -1;
}

Result<std::string> decoded(std::string_view text, std::size_t offset)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (static_cast<unsigned char>(text[at]) < 0x20)
            return urlError(offset + at, "there is a control character", "Write it as % and two hexadecimal digits");
        if (text[at] != '%') {
            out += text[at];
            continue;
        }
        const int high = at + 2 < text.size() ? hexDigit(text[at + 1]) : -1;
        const int low = at + 2 < text.size() ? hexDigit(text[at + 2]) : -1;
        if (high < 0 || low < 0 || high * 16 + low == 0)
            return urlError(offset + at, "a % must be followed by two hexadecimal digits other than 00",
                            "Write a % sign itself as %25");
        out += static_cast<char>(high * 16 + low);
        at += 2;
    }
    return out;
}

/// `also` names the reserved characters that may stay as they are in this part.
std::string encoded(std::string_view text, std::string_view also)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (isUnreserved(letter) || also.find(letter) != std::string_view::npos || byte >= 0x80)
            out += letter;
        else
            (out += '%').append({ digits[byte >> 4], digits[byte & 15] });
    }
    return out;
}

std::size_t schemeLength(std::string_view text)
{
    std::size_t length = 0;
    while (length < text.size() && (isUnreserved(text[length]) || text[length] == '+') && text[length] != '_'
           && text[length] != '~')
        ++length;
    if (length < 2 || length == text.size() || text[length] != ':' || (text[0] >= '0' && text[0] <= '9') || text[0] == '-'
        || text[0] == '.')
        return 0;
    return length;
}

Result<void> readPort(SourceUrl &url, std::string_view text, std::size_t offset)
{
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), url.port);
    if (failed != std::errc() || end != text.data() + text.size() || url.port == 0)
        return urlError(offset, "\"" + std::string(text) + "\" is no port", "A port is a number from 1 to 65535");
    return {};
}

Result<void> readHost(SourceUrl &url, std::string_view text, std::size_t offset)
{
    std::string_view port;
    std::size_t port_offset = offset;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos)
            return urlError(offset, "the IPv6 address has no closing bracket", "Write it as [::1]");
        url.host = std::string(text.substr(1, end - 1));
        if (url.host.find_first_not_of("0123456789abcdefABCDEF:.%") != std::string::npos
            || url.host.find(':') == std::string::npos)
            return urlError(offset, "\"" + url.host + "\" is no IPv6 address", "Write it as [::1]");
        if (end + 1 < text.size() && text[end + 1] != ':')
            return urlError(offset + end + 1, "a port or a / must follow the address", "Write [::1]:3306");
        if (end + 1 < text.size())
            port = text.substr(end + 2);
        port_offset += end + 2;
    } else {
        const std::size_t colon = text.find(':');
        auto host = decoded(text.substr(0, colon), offset);
        if (!host)
            return host.error();
        url.host = *host;
        if (!std::ranges::all_of(
                url.host, [](char letter) { return isUnreserved(letter) || static_cast<unsigned char>(letter) >= 0x80; }))
            return urlError(offset, "a host has only letters, digits, dots and hyphens",
                            "Put an IPv6 address in brackets: [::1]:3306");
        if (colon != std::string_view::npos) {
            port = text.substr(colon + 1);
            port_offset += colon + 1;
            if (port.find(':') != std::string_view::npos)
                return urlError(port_offset, "there are several colons in the host",
                                "Put an IPv6 address in brackets: [::1]:3306");
        }
    }
    if (url.host.empty())
        return urlError(offset, "the host is missing", "Write KIND://USER@HOST:PORT/NAME");
    return port.empty() ? Result<void>() : readPort(url, port, port_offset);
}

Result<void> readAuthority(SourceUrl &url, std::string_view text, std::size_t offset)
{
    const std::size_t slash = std::min(text.find('/'), text.size());
    std::string_view authority = text.substr(0, slash);
    const std::size_t sign = authority.rfind('@');
    if (sign != std::string_view::npos) {
        if (authority.substr(0, sign).find(':') != std::string_view::npos)
            return urlError(offset + authority.find(':'), "a password has no place in a URL", password_remedy);
        auto user = decoded(authority.substr(0, sign), offset);
        if (!user)
            return user.error();
        url.user = *user;
        authority.remove_prefix(sign + 1);
    } else if (const std::size_t colon = authority.find(':'); colon != std::string_view::npos
               && text.find('@') != std::string_view::npos
               && authority.find_first_not_of("0123456789", colon + 1) != std::string_view::npos
               && !authority.starts_with('[')) {
        // A password with a slash in it; nothing of it may appear in the message.
        return urlError(offset + colon, "a password has no place in a URL", password_remedy);
    }
    auto host = readHost(url, authority, offset + (sign == std::string_view::npos ? 0 : sign + 1));
    if (!host)
        return host;
    if (slash < text.size()) {
        auto path = decoded(text.substr(slash + 1), offset + slash + 1);
        if (!path)
            return path.error();
        url.path = *path;
    }
    return {};
}

Result<void> readParameters(SourceUrl &url, std::string_view text, std::size_t offset)
{
    while (!text.empty()) {
        const std::size_t length = std::min(text.find('&'), text.size());
        const std::string_view part = text.substr(0, length);
        const std::size_t sign = part.find('=');
        if (sign == std::string_view::npos || sign == 0)
            return urlError(offset, "\"" + std::string(part) + "\" is no parameter",
                            "Parameters are NAME=VALUE, joined by &");
        auto parameter = decoded(part.substr(0, sign), offset);
        auto value = decoded(part.substr(sign + 1), offset + sign + 1);
        if (!parameter)
            return parameter.error();
        if (!value)
            return value.error();
        if (std::ranges::find(url.parameters, *parameter, &std::pair<std::string, std::string>::first)
            != url.parameters.end())
            return urlError(offset, "\"" + *parameter + "\" is given twice", "Give each parameter once");
        url.parameters.emplace_back(*parameter, *value);
        text.remove_prefix(std::min(length + 1, text.size()));
        offset += length + 1;
    }
    return {};
}

} // namespace

bool looksLikeSourceUrl(std::string_view text)
{
    return schemeLength(text) > 0;
}

Result<SourceUrl> SourceUrl::parse(std::string_view text)
{
    SourceUrl url;
    const std::size_t length = schemeLength(text);
    if (length == 0)
        return urlError(0, "this is no source URL", "Write KIND://USER@HOST:PORT/NAME or KIND:NAME");
    url.scheme = std::string(text.substr(0, length));
    std::ranges::transform(url.scheme, url.scheme.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    const std::size_t question = std::min(text.find('?', length + 1), text.size());
    std::size_t offset = length + 1;
    std::string_view body = text.substr(offset, question - offset);
    if (body.starts_with("//") && !body.starts_with("///")) {
        auto authority = readAuthority(url, body.substr(2), offset + 2);
        if (!authority)
            return authority.error();
    } else {
        auto path = decoded(body, offset);
        if (!path)
            return path.error();
        url.path = *path;
    }
    if (question < text.size()) {
        auto parameters = readParameters(url, text.substr(question + 1), question + 1);
        if (!parameters)
            return parameters.error();
    }
    return url;
}

std::string SourceUrl::text() const
{
    std::string out = scheme + ":";
    if (host.empty()) {
        // "//" in front would read as a host.
        const bool slashes = path.starts_with("//") && !path.starts_with("///");
        out += slashes ? "%2F" + encoded(path.substr(1), "/:@,+!$'()*;=") : encoded(path, "/:@,+!$'()*;=");
    } else {
        out += "//" + (user.empty() ? "" : encoded(user, "+!$'()*") + "@");
        out += host.find(':') == std::string::npos ? encoded(host, "") : "[" + host + "]";
        if (port != 0)
            out += ":" + std::to_string(port);
        if (!path.empty())
            out += "/" + encoded(path, "/:@,+!$'()*;=");
    }
    char separator = '?';
    for (const auto &[parameter, value] : parameters) {
        out += separator + encoded(parameter, "") + "=" + encoded(value, "/:@,!$'()*;");
        separator = '&';
    }
    return out;
}

} // namespace streamgauge
