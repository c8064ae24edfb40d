// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace streamgauge {

/// MariaDB's GTID "domain-server-sequence".
struct MariaDbGtid {
    std::uint32_t domain = 0;
    std::uint32_t server = 0;
    std::uint64_t sequence = 0;

    [[nodiscard]] std::string text() const;
    friend bool operator==(const MariaDbGtid &, const MariaDbGtid &) = default;
};

/// One GTID a domain: where a MariaDB stream is. A domain's entry is replaced whatever server wrote it, because a
/// domain is one line of history through all failovers.
class MariaDbGtidState
{
public:
    [[nodiscard]] static std::optional<MariaDbGtidState> parse(std::string_view text);
    /// Body of a GTID_LIST event. nullopt: damaged.
    [[nodiscard]] static std::optional<MariaDbGtidState> read(ByteSpan body);
    void add(const MariaDbGtid &gtid) { by_domain_[gtid.domain] = gtid; }
    [[nodiscard]] std::string text() const;

private:
    std::map<std::uint32_t, MariaDbGtid> by_domain_;
};

/// MySQL's GTID "uuid:number" or "uuid:tag:number".
struct MySqlGtid {
    std::array<std::uint8_t, 16> uuid {};
    std::string tag;
    std::uint64_t number = 0;

    [[nodiscard]] std::string text() const;
};

/// MySQL's GTID set "uuid:1-5:7:tag:1-3,uuid:1".
class MySqlGtidSet
{
public:
    [[nodiscard]] static std::optional<MySqlGtidSet> parse(std::string_view text);
    /// Body of a PREVIOUS_GTIDS event, plain or tagged. nullopt: damaged.
    [[nodiscard]] static std::optional<MySqlGtidSet> read(ByteSpan body);
    void add(const MySqlGtid &gtid);
    [[nodiscard]] std::string text() const;

private:
    struct Interval {
        std::uint64_t first;
        std::uint64_t last;
    };
    using Source = std::pair<std::string, std::string>; ///< uuid text, tag
    void add(const Source &source, Interval interval);

    std::map<Source, std::vector<Interval>> intervals_; ///< ascending, apart
};

/// "3e11fa47-71ca-11e1-9e33-c80aa9429562"
void appendUuid(std::string &out, const std::uint8_t *uuid);

} // namespace streamgauge
