// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/faultlog.h"
#include "connectors/replay/rowsplitter.h"
#include "connectors/replay/timereader.h"
#include "engine/data/batchbuilder.h"

#include <optional>

namespace streamgauge {

/// A column that holds times, and how.
struct TimeColumn {
    std::size_t column = 0;
    TimeReader reader;
    friend bool operator==(const TimeColumn &, const TimeColumn &) = default;
};

/// Makes rows of a batch from records. One thread.
class RowDecoder
{
public:
    /// `splitter` outlives the decoder; `schema` has its columns.
    RowDecoder(RowSplitter &splitter, SchemaPtr schema, std::optional<TimeColumn> time, std::optional<TimeColumn> sent);

    /// Reads the record's cells. Returns why it is no row; empty when it is one.
    [[nodiscard]] std::string read(const Record &record);
    /// Of the row read last; nullopt without a time column.
    [[nodiscard]] std::optional<TimeNs> time() const { return time_ns_; }
    [[nodiscard]] TimeNs sent() const;
    /// Adds the row read last; cells that do not fit go to `misfits`. endRow() is the caller's.
    void append(BatchBuilder &builder, FaultLog &misfits);

private:
    RowSplitter &splitter_;
    SchemaPtr schema_;
    std::optional<TimeColumn> time_column_;
    std::optional<TimeColumn> sent_column_;
    std::vector<Cell> cells_;
    std::optional<TimeNs> time_ns_;
    std::uint64_t line_ = 0;
};

} // namespace streamgauge
