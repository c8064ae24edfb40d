// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/emailmessage.h"

#include "engine/data/timetext.h"

#include <array>
#include <ctime>
#include <string_view>

namespace streamgauge {

namespace {

constexpr std::size_t line_letters = 76;

/// "Fri, 20 Nov 2026 21:05:03 +0000", whatever the locale.
std::string mailDate(TimeNs time_ns)
{
    constexpr std::array<const char *, 7> days { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    constexpr std::array<const char *, 12> months { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    const std::time_t seconds = time_ns / ns_per_s;
    std::tm parts {};
    gmtime_r(&seconds, &parts);
    std::array<char, 16> clock {};
    std::strftime(clock.data(), clock.size(), "%H:%M:%S", &parts);
    return std::string(days[static_cast<std::size_t>(parts.tm_wday)]) + ", " + std::to_string(parts.tm_mday) + " "
        + months[static_cast<std::size_t>(parts.tm_mon)] + " " + std::to_string(parts.tm_year + 1'900) + " " + clock.data()
        + " +0000";
}

/// In encoded words of whole UTF-8 letters, each at most 75 characters.
std::string encodedHeader(const std::string &text)
{
    constexpr std::size_t most_bytes = 42;
    constexpr std::size_t most_words = 5;
    std::string header;
    std::size_t start = 0;
    for (std::size_t word = 0; word < most_words && start < text.size(); ++word) {
        std::size_t end = std::min(start + most_bytes, text.size());
        while (end < text.size() && end > start + 1 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        header += header.empty() ? "" : "\r\n ";
        header += "=?UTF-8?B?" + base64(text.substr(start, end - start)) + "?=";
        start = end;
    }
    return header;
}

void appendAlert(std::string &text, const Alert &alert)
{
    text += alert.rule + (alert.key.empty() ? "" : " for " + alert.key) + ": " + std::string(name(alert.state)) + ", "
        + std::string(name(alert.severity)) + (alert.simulated ? ", simulated" : "") + "\n";
    if (!alert.summary.empty())
        text += "  " + alert.summary + "\n";
    text += "  " + alert.condition + ", value " + alert.value + "\n";
    if (alert.fired_at_ns != 0)
        text += "  fired " + timeText(alert.fired_at_ns, 0) + " UTC";
    if (alert.resolved_at_ns != 0)
        text += ", resolved " + timeText(alert.resolved_at_ns, 0) + " UTC"
            + (alert.reason.empty() ? "" : " (" + alert.reason + ")");
    text += "\n";
}

} // namespace

std::string base64(const std::string &bytes)
{
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t index = 0; index < bytes.size(); index += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - index);
        std::uint32_t group = 0;
        for (std::size_t part = 0; part < 3; ++part)
            group = group << 8U | (part < count ? static_cast<unsigned char>(bytes[index + part]) : 0U);
        for (std::size_t part = 0; part < 4; ++part)
            text += part <= count ? letters[group >> (18U - 6U * part) & 0x3FU] : '=';
    }
    return text;
}

std::vector<std::string> addresses(const std::string &text)
{
    std::vector<std::string> all;
    std::size_t start = 0;
    while (start <= text.size()) {
        const std::size_t end = std::min(text.find(',', start), text.size());
        std::string one = text.substr(start, end - start);
        one.erase(0, std::min(one.find_first_not_of(' '), one.size()));
        one.erase(one.find_last_not_of(' ') + 1);
        const std::size_t at = one.find('@');
        if (at == std::string::npos || at == 0 || at + 1 == one.size()
            || one.find_first_of("<>\"()[]:; \t\r\n\\") != std::string::npos)
            return {};
        all.push_back(std::move(one));
        start = end + 1;
    }
    return all;
}

std::string noticeText(const Notice &notice)
{
    std::string text = notice.title() + "\n\n";
    for (const auto *alerts : { &notice.firing, &notice.resolved }) {
        for (const Alert &alert : *alerts)
            appendAlert(text, alert);
    }
    if (notice.further > 0)
        text += "and " + std::to_string(notice.further) + " more\n";
    return text + "\nWhy now: " + std::string(name(notice.reason)) + ". Notice " + notice.id + ".\n";
}

std::string emailMessage(const Notice &notice, const std::string &from, const std::vector<std::string> &to)
{
    std::string message = "Date: " + mailDate(notice.time_ns) + "\r\nFrom: " + from + "\r\nTo: ";
    for (const std::string &address : to)
        message += (&address == &to.front() ? "" : ",\r\n ") + address;
    message += "\r\nMessage-ID: <" + notice.id + "@streamgauge>\r\nSubject: " + encodedHeader(notice.title())
        + "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
          "Content-Transfer-Encoding: base64\r\n\r\n";
    const std::string body = base64(noticeText(notice));
    for (std::size_t start = 0; start < body.size(); start += line_letters)
        message += body.substr(start, line_letters) + "\r\n";
    return message;
}

} // namespace streamgauge
