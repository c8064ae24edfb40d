// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/enginecore.h"

namespace streamgauge {

/// Follows the latest rows of one stream over all workers. One thread.
class TableFeed
{
public:
    TableFeed(const EngineCore &core, TableQuery query);

    /// What changed since the last call; nullopt when nothing did.
    [[nodiscard]] std::optional<TableDelta> next();

private:
    void startAnew();
    /// True when any worker has news. Sets `anew` when one of them can no longer tell what was removed.
    [[nodiscard]] bool begin(TableDelta &delta, bool &anew);
    void readRows(TableDelta &delta);

    const EngineCore &core_;
    const TableQuery query_;
    SchemaPtr schema_;
    std::unique_ptr<RowLayout> layout_;
    std::vector<TableCursor> cursors_; ///< by worker
};

/// Calls `row` for each row of a stream, sorted by key, reading in short steps.
void forEachRow(const EngineCore &core, const std::string &stream, const std::function<bool(const RowRef &)> &row);

} // namespace streamgauge
