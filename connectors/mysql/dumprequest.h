// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace streamgauge {

/// Body of COM_BINLOG_DUMP: wait at the end, no annotations, no semi-sync.
[[nodiscard]] std::string dumpByFile(const std::string &file, std::uint32_t offset, std::uint32_t server_id);

/// Body of MySQL's COM_BINLOG_DUMP_GTID: everything that is not in `gtid_set` ("uuid:1-5:7,uuid2:tag:1-3").
/// Error: Input when the set is malformed.
[[nodiscard]] Result<std::string> dumpByGtid(std::string_view gtid_set, std::uint32_t server_id);

} // namespace streamgauge
