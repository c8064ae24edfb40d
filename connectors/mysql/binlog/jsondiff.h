// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"

#include <optional>
#include <string>

namespace streamgauge {

/// The text of a JSON column after the `diffs` of a PARTIAL_UPDATE_ROWS event were applied to `before` (binary JSON).
/// nullopt: damaged, or a path leads nowhere, which means that `before` is not the value the server had.
[[nodiscard]] std::optional<std::string> applyJsonDiffs(ByteSpan before, ByteSpan diffs);

} // namespace streamgauge
