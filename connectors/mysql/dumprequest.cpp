// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/dumprequest.h"

#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace streamgauge {

namespace {

/// One server's (and tag's) transactions of a GTID set; ends are exclusive, as on the wire.
struct GtidMember {
    std::string uuid; ///< 16 bytes
    std::string tag;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> intervals;
};

void appendNumber(std::string &out, std::uint64_t number, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; ++i)
        out += static_cast<char>(number >> (8 * i) & 0xFF);
}

std::optional<std::string> uuidBytes(std::string_view text)
{
    std::string bytes;
    std::string digits;
    for (const char c : text) {
        if (c != '-')
            digits += c;
    }
    if (text.size() != 36 || digits.size() != 32)
        return std::nullopt;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        unsigned byte = 0;
        const char *end = digits.data() + i + 2;
        if (const auto [stop, error] = std::from_chars(digits.data() + i, end, byte, 16);
            error != std::errc() || stop != end)
            return std::nullopt;
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> interval(std::string_view text)
{
    std::uint64_t first = 0;
    const char *end = text.data() + text.size();
    auto read = std::from_chars(text.data(), end, first);
    std::uint64_t last = first;
    if (read.ec == std::errc() && read.ptr != end && *read.ptr == '-')
        read = std::from_chars(read.ptr + 1, end, last);
    if (read.ec != std::errc() || read.ptr != end || first == 0 || last < first)
        return std::nullopt;
    return std::pair(first, last + 1);
}

std::string_view cutBefore(std::string_view &text, char separator)
{
    const std::size_t at = text.find(separator);
    const std::string_view head = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return head;
}

/// "uuid:1-5:7:tag:1-3" has one member for each tag. False when malformed.
bool appendMembers(std::vector<GtidMember> &members, std::string_view text)
{
    const auto uuid = uuidBytes(cutBefore(text, ':'));
    if (!uuid || text.empty())
        return false;
    members.push_back({ *uuid, "", {} });
    while (!text.empty()) {
        const std::string_view part = cutBefore(text, ':');
        if (part.empty())
            return false;
        if (part.front() >= '0' && part.front() <= '9') {
            const auto numbers = interval(part);
            if (!numbers)
                return false;
            members.back().intervals.push_back(*numbers);
        } else if (members.back().intervals.empty()) {
            members.back().tag = part;
        } else {
            members.push_back({ *uuid, std::string(part), {} });
        }
    }
    return !members.back().intervals.empty();
}

std::string encode(const std::vector<GtidMember> &members)
{
    bool tagged = false;
    for (const GtidMember &member : members)
        tagged = tagged || !member.tag.empty();
    std::string out;
    // Servers before 8.3 know only the plain form, where the count fills all eight bytes.
    const std::uint64_t count = members.size();
    appendNumber(out, tagged ? (std::uint64_t(1) << 56 | count << 8 | 1) : count, 8);
    for (const GtidMember &member : members) {
        out += member.uuid;
        if (tagged) {
            appendNumber(out, member.tag.size() * 2, 1);
            out += member.tag;
        }
        appendNumber(out, member.intervals.size(), 8);
        for (const auto &[first, end] : member.intervals) {
            appendNumber(out, first, 8);
            appendNumber(out, end, 8);
        }
    }
    return out;
}

} // namespace

std::string dumpByFile(const std::string &file, std::uint32_t offset, std::uint32_t server_id)
{
    std::string body;
    appendNumber(body, offset, 4);
    appendNumber(body, 0, 2);
    appendNumber(body, server_id, 4);
    return body + file;
}

Result<std::string> dumpByGtid(std::string_view gtid_set, std::uint32_t server_id)
{
    std::vector<GtidMember> members;
    for (std::string_view rest = gtid_set; !rest.empty();) {
        if (!appendMembers(members, cutBefore(rest, ',')))
            return Error { ErrorKind::Input, "not a GTID set: \"" + std::string(gtid_set) + "\"", "position",
                           "take a new snapshot, or go on from now" };
    }
    const std::string set = encode(members);
    constexpr std::uint16_t through_gtid = 4;
    std::string body;
    appendNumber(body, through_gtid, 2);
    appendNumber(body, server_id, 4);
    appendNumber(body, 0, 4);
    appendNumber(body, 4, 8);
    appendNumber(body, set.size(), 4);
    return body + set;
}

} // namespace streamgauge
