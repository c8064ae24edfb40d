// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"
#include "engine/base/result.h"

#include <optional>
#include <vector>

namespace streamgauge {

/// Joins the PARTIAL_ROW_DATA events into which MariaDB 12.3 cuts rows events larger than a packet.
class PartialRows
{
public:
    /// `body` of the next fragment. The whole rows event, header included, once it is complete; it stays valid until the
    /// next call. Errors: Input.
    [[nodiscard]] Result<std::optional<ByteSpan>> add(ByteSpan body);
    [[nodiscard]] bool pending() const { return next_fragment_ != 0; }
    void clear();

private:
    std::vector<std::uint8_t> event_;
    std::uint64_t next_fragment_ = 0;
};

} // namespace streamgauge
