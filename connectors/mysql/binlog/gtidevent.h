// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/gtid.h"

#include <optional>
#include <string>

namespace streamgauge {

/// Name of an XA transaction in one form, however an event writes it.
[[nodiscard]] std::string xaName(std::uint32_t format, std::string_view global, std::string_view branch);

/// Start of a MariaDB event group.
struct MariaDbGtidEvent {
    static constexpr std::uint8_t standalone = 0x01; ///< one statement without an end event
    static constexpr std::uint8_t group_commit = 0x02;
    static constexpr std::uint8_t prepared_xa = 0x40;  ///< rows up to XA PREPARE
    static constexpr std::uint8_t completed_xa = 0x80; ///< XA COMMIT or XA ROLLBACK of earlier rows

    MariaDbGtid gtid;
    std::uint8_t flags = 0;
    std::string xa_name;

    /// nullopt: damaged.
    [[nodiscard]] static std::optional<MariaDbGtidEvent> read(ByteSpan body, std::uint32_t server_id);
};

/// Start of a MySQL transaction (GTID, ANONYMOUS_GTID, tagged GTID).
struct MySqlGtidEvent {
    std::optional<MySqlGtid> gtid;        ///< not for anonymous ones
    std::uint64_t original_commit_us = 0; ///< µs since 1970 on the server where it was first committed; 0: not said
    std::uint64_t immediate_commit_us = 0;

    [[nodiscard]] static std::optional<MySqlGtidEvent> read(ByteSpan body, bool anonymous);
    [[nodiscard]] static std::optional<MySqlGtidEvent> readTagged(ByteSpan body);
};

/// Body of XA_PREPARE.
struct XaPrepareEvent {
    bool one_phase = false; ///< commits at once
    std::string xa_name;
    [[nodiscard]] static std::optional<XaPrepareEvent> read(ByteSpan body);
};

} // namespace streamgauge
