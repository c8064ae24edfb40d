// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"
#include "connectors/mysql/binlog/tableplan.h"
#include "engine/data/columndata.h"

#include <string>
#include <vector>

namespace streamgauge {

/// Appends cells to columns. One thread; keeps its buffers between calls.
class CellDecoder
{
public:
    /// Reads one cell at `at`, which moves behind it. False: damaged; nothing was appended.
    [[nodiscard]] bool append(ColumnPlan &plan, const std::uint8_t *&at, const std::uint8_t *end, ColumnData &out);

    /// The value bytes of the BinaryJson cell read last, for differences to be applied to.
    [[nodiscard]] ByteSpan lastJson() const { return last_json_; }
    /// Integers left out because their sign is unknown.
    [[nodiscard]] std::uint64_t ambiguous() const { return ambiguous_; }

private:
    [[nodiscard]] bool appendFixed(ColumnPlan &plan, const std::uint8_t *at, ColumnData &out);
    [[nodiscard]] bool appendCounted(ColumnPlan &plan, ByteSpan value, ColumnData &out);
    void appendDateTime2(ColumnPlan &plan, const std::uint8_t *at, ColumnData &out);
    void appendMember(const ColumnPlan &plan, std::uint64_t index, ColumnData &out);
    void appendMembers(const ColumnPlan &plan, std::uint64_t bits, ColumnData &out);
    void appendUnsure(const ColumnPlan &plan, const std::uint8_t *at, ColumnData &out);

    std::string scratch_;
    std::string text_;
    std::vector<std::uint8_t> inflated_;
    ByteSpan last_json_;
    std::uint64_t ambiguous_ = 0;
};

} // namespace streamgauge
