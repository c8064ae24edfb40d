// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace streamgauge {

/// A place between two transactions of one server's binlog. `gtid` is the state of everything before it
/// (MariaDB "0-1-5,7-1-1", MySQL a GTID set) and may be empty when it is not known completely.
struct BinlogPosition {
    std::string file;
    std::uint64_t offset = 0;
    std::string gtid;

    [[nodiscard]] bool empty() const { return file.empty() && gtid.empty(); }
    /// "bin.000004:1234" or "bin.000004:1234;0-1-5"; parse() reads it back.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] static Result<BinlogPosition> parse(std::string_view text);

    /// Order within one server: by the number of the file, then by offset. The GTID does not take part.
    [[nodiscard]] std::strong_ordering compare(const BinlogPosition &other) const;
    friend bool operator==(const BinlogPosition &, const BinlogPosition &) = default;
    friend bool operator<(const BinlogPosition &a, const BinlogPosition &b) { return std::is_lt(a.compare(b)); }
};

} // namespace streamgauge
