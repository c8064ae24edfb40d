// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/binlogposition.h"

#include <charconv>

namespace streamgauge {

namespace {

/// "bin.000004" -> 4. Numbers outgrow their six digits, so they are not compared as text.
std::uint64_t fileNumber(std::string_view file)
{
    const std::size_t dot = file.rfind('.');
    std::uint64_t number = 0;
    if (dot != std::string_view::npos)
        std::from_chars(file.data() + dot + 1, file.data() + file.size(), number);
    return number;
}

} // namespace

std::string BinlogPosition::text() const
{
    std::string text = file + ":" + std::to_string(offset);
    if (!gtid.empty())
        text += ";" + gtid;
    return text;
}

Result<BinlogPosition> BinlogPosition::parse(std::string_view text)
{
    BinlogPosition position;
    const std::string_view whole = text;
    if (const std::size_t semicolon = text.find(';'); semicolon != std::string_view::npos) {
        position.gtid = text.substr(semicolon + 1);
        text = text.substr(0, semicolon);
    }
    const std::size_t colon = text.rfind(':');
    bool good = colon != std::string_view::npos;
    if (good) {
        const char *end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, position.offset);
        good = error == std::errc() && stop == end;
        position.file = text.substr(0, colon);
    }
    if (!good)
        return Error { ErrorKind::Input, "not a binlog position: \"" + std::string(whole) + "\"", "position",
                       "write it as FILE:OFFSET or FILE:OFFSET;GTID" };
    return position;
}

std::strong_ordering BinlogPosition::compare(const BinlogPosition &other) const
{
    if (const auto order = fileNumber(file) <=> fileNumber(other.file); std::is_neq(order))
        return order;
    return offset <=> other.offset;
}

} // namespace streamgauge
