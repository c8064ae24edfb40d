// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"
#include "engine/base/result.h"

#include <functional>

namespace streamgauge {

/// Hands the events inside a MySQL TRANSACTION_PAYLOAD event (binlog_transaction_compression) to `handle` one by one;
/// they have headers but no checksums. Decompresses as it goes, so memory is bounded by the largest event, not by the
/// transaction. `body`: behind the header of the outer event. Stops at the first error.
[[nodiscard]] Result<void> readTransactionPayload(ByteSpan body, const std::function<Result<void>(ByteSpan)> &handle);

} // namespace streamgauge
