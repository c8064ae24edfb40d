// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"

namespace streamgauge {

struct TableMap;

/// Reads the type-length-value fields behind a TABLE_MAP's NULL bitmap into `map`; unknown fields are skipped.
/// False: damaged.
[[nodiscard]] bool readOptionalMetadata(TableMap &map, ByteSpan fields, bool counts_all_text);

} // namespace streamgauge
