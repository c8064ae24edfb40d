// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/gtid.h"

#include <algorithm>
#include <charconv>

namespace streamgauge {

namespace {

/// Calls `use(part)` for every part between separators, trimmed of white space; false when a use returns false.
template <typename Use> bool forEachPart(std::string_view text, char separator, Use use)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        std::string_view part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (!part.empty() && (part.front() == ' ' || part.front() == '\n'))
            part.remove_prefix(1);
        while (!part.empty() && (part.back() == ' ' || part.back() == '\n'))
            part.remove_suffix(1);
        if (!use(part))
            return false;
    }
    return true;
}

template <typename Number> bool readNumber(std::string_view text, Number &number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

} // namespace

void appendUuid(std::string &out, const std::uint8_t *uuid)
{
    constexpr std::string_view hex = "0123456789abcdef";
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out.push_back('-');
        out.push_back(hex[uuid[i] >> 4]);
        out.push_back(hex[uuid[i] & 15]);
    }
}

std::string MariaDbGtid::text() const
{
    return std::to_string(domain) + "-" + std::to_string(server) + "-" + std::to_string(sequence);
}

std::optional<MariaDbGtidState> MariaDbGtidState::parse(std::string_view text)
{
    MariaDbGtidState state;
    const bool good = forEachPart(text, ',', [&state](std::string_view part) {
        MariaDbGtid gtid;
        const std::size_t first = part.find('-');
        const std::size_t second = first == std::string_view::npos ? first : part.find('-', first + 1);
        if (second == std::string_view::npos)
            return false;
        if (!readNumber(part.substr(0, first), gtid.domain)
            || !readNumber(part.substr(first + 1, second - first - 1), gtid.server)
            || !readNumber(part.substr(second + 1), gtid.sequence))
            return false;
        state.add(gtid);
        return true;
    });
    if (!good)
        return std::nullopt;
    return state;
}

std::optional<MariaDbGtidState> MariaDbGtidState::read(ByteSpan body)
{
    ByteReader reader(body);
    const std::uint64_t count = reader.number(4) & 0x0FFFFFFF; // the upper bits are flags
    if (count > reader.left() / 16)
        return std::nullopt;
    MariaDbGtidState state;
    for (std::uint64_t i = 0; i < count; ++i) {
        MariaDbGtid gtid;
        gtid.domain = static_cast<std::uint32_t>(reader.number(4));
        gtid.server = static_cast<std::uint32_t>(reader.number(4));
        gtid.sequence = reader.number(8);
        // Several servers of one domain are listed in order, the current one last.
        state.add(gtid);
    }
    if (reader.failed())
        return std::nullopt;
    return state;
}

std::string MariaDbGtidState::text() const
{
    std::string text;
    for (const auto &[domain, gtid] : by_domain_) {
        if (!text.empty())
            text.push_back(',');
        text += gtid.text();
    }
    return text;
}

std::string MySqlGtid::text() const
{
    std::string text;
    appendUuid(text, uuid.data());
    if (!tag.empty())
        text += ":" + tag;
    return text + ":" + std::to_string(number);
}

std::optional<MySqlGtidSet> MySqlGtidSet::parse(std::string_view text)
{
    MySqlGtidSet set;
    const bool good = forEachPart(text, ',', [&set](std::string_view part) {
        Source source;
        bool in_uuid = true;
        return part.empty() || forEachPart(part, ':', [&](std::string_view piece) {
                   if (in_uuid) {
                       in_uuid = false;
                       source.first = piece;
                       std::transform(piece.begin(), piece.end(), source.first.begin(),
                                      [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
                       return piece.size() == 36;
                   }
                   if (!piece.empty() && (piece[0] < '0' || piece[0] > '9')) {
                       source.second = piece;
                       return true;
                   }
                   Interval interval { 0, 0 };
                   const std::size_t dash = piece.find('-');
                   if (!readNumber(piece.substr(0, dash), interval.first))
                       return false;
                   interval.last = interval.first;
                   if (dash != std::string_view::npos && !readNumber(piece.substr(dash + 1), interval.last))
                       return false;
                   if (interval.first == 0 || interval.last < interval.first)
                       return false;
                   set.add(source, interval);
                   return true;
               });
    });
    if (!good)
        return std::nullopt;
    return set;
}

std::optional<MySqlGtidSet> MySqlGtidSet::read(ByteSpan body)
{
    ByteReader reader(body);
    // The tagged format says so in the first and the last byte of the count.
    const std::uint64_t head = reader.number(8);
    const bool tagged = head >> 56 == 1;
    const std::uint64_t count = tagged ? head >> 8 & 0xFFFFFFFFFFFFULL : head;
    MySqlGtidSet set;
    for (std::uint64_t i = 0; i < count && !reader.failed(); ++i) {
        Source source;
        const ByteSpan uuid = reader.take(16);
        if (uuid.size() == 16)
            appendUuid(source.first, uuid.data());
        if (tagged)
            source.second = reader.text(reader.byte() / 2U);
        const std::uint64_t intervals = reader.number(8);
        if (intervals > reader.left() / 16)
            return std::nullopt;
        for (std::uint64_t j = 0; j < intervals; ++j) {
            const std::uint64_t first = reader.number(8);
            const std::uint64_t behind = reader.number(8);
            if (reader.failed() || first == 0 || behind <= first)
                return std::nullopt;
            set.add(source, { first, behind - 1 });
        }
    }
    if (reader.failed())
        return std::nullopt;
    return set;
}

void MySqlGtidSet::add(const MySqlGtid &gtid)
{
    Source source;
    appendUuid(source.first, gtid.uuid.data());
    source.second = gtid.tag;
    add(source, { gtid.number, gtid.number });
}

void MySqlGtidSet::add(const Source &source, Interval interval)
{
    std::vector<Interval> &list = intervals_[source];
    // Everything that overlaps or touches the new interval melts into it.
    const auto first = std::lower_bound(list.begin(), list.end(), interval,
                                        [](const Interval &a, const Interval &b) { return a.last + 1 < b.first; });
    auto last = first;
    for (; last != list.end() && last->first <= interval.last + 1; ++last) {
        interval.first = std::min(interval.first, last->first);
        interval.last = std::max(interval.last, last->last);
    }
    list.insert(list.erase(first, last), interval);
}

std::string MySqlGtidSet::text() const
{
    std::string text;
    const std::string *uuid = nullptr;
    for (const auto &[source, intervals] : intervals_) {
        if (uuid == nullptr || *uuid != source.first) {
            text += (text.empty() ? "" : ",") + source.first;
            uuid = &source.first;
        }
        if (!source.second.empty())
            text += ":" + source.second;
        for (const Interval &interval : intervals) {
            text += ":" + std::to_string(interval.first);
            if (interval.last != interval.first)
                text += "-" + std::to_string(interval.last);
        }
    }
    return text;
}

} // namespace streamgauge
