// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/enginecore.h"

namespace streamgauge {

/// Follows the latest rows of one stream over all workers. One thread.
class TableFeed
{
public:
    TableFeed(const EngineCore &core, TableQuery query);

    /// What changed since the last call, or went on being read; nullopt when nothing did.
    [[nodiscard]] std::optional<TableDelta> next();

    /// Rows of one answer: what a screen takes in within a frame. More follow in the next answers.
    static constexpr std::size_t most_rows = 8'192;

private:
    void startAnew();
    /// True when any worker has news. Sets `anew` when one of them can no longer tell what was removed.
    [[nodiscard]] bool begin(TableDelta &delta, bool &anew);
    void readRows(TableDelta &delta);
    void readRowsOf(std::uint32_t worker, TableDelta &delta);

    const EngineCore &core_;
    const TableQuery query_;
    SchemaPtr schema_;
    std::unique_ptr<RowLayout> layout_;
    std::vector<TableCursor> cursors_; ///< by worker
    std::size_t given_rows_ = 0;       ///< of the read under way
};

/// Calls `row` for each row of a stream, sorted by key, reading in short steps.
void forEachRow(const EngineCore &core, const std::string &stream, const std::function<bool(const RowRef &)> &row);

} // namespace streamgauge
