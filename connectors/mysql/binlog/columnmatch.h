// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/tabledefinition.h"
#include "connectors/mysql/binlog/tablemap.h"

namespace streamgauge {

/// Whether a column of that definition would be written into a table map like this.
[[nodiscard]] bool canBe(const MappedColumn &mapped, const ColumnDefinition &definition);

} // namespace streamgauge
