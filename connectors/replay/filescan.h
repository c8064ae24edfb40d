// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/faultlog.h"
#include "connectors/replay/rowdecoder.h"
#include "connectors/replay/timeindex.h"

#include <functional>
#include <stop_token>

namespace streamgauge {

struct ScanOptions {
    std::string format = "auto";    ///< auto, csv, json
    std::string separator = "auto"; ///< auto, or one of , ; tab |
    std::string time;               ///< a column, "row" for none; empty: found by itself
    std::vector<std::string> keys;
    std::string sent;
    TimeNs start_ns = 0; ///< of relative times
    friend bool operator==(const ScanOptions &, const ScanOptions &) = default;
};

/// What a file was found to be. The kinds come from its first 32 MB.
struct FilePlan {
    std::string format_text; ///< "CSV, separator ;"
    Framing framing;
    std::uint64_t first_offset = 0; ///< of the first data row
    std::uint64_t first_line = 1;
    std::unique_ptr<RowSplitter> splitter;
    SchemaPtr schema;
    std::optional<TimeColumn> time;
    std::optional<TimeColumn> sent;
    std::uint64_t sampled_rows = 0;
    std::uint64_t sampled_bytes = 0;
    bool sampled_all = false;

    /// Filled by scanTimes().
    bool times_known = false;
    std::uint64_t rows = 0;
    std::uint64_t late_rows = 0; ///< earlier than a row before them
    TimeNs first_ns = 0;
    TimeNs last_ns = 0;
    std::unique_ptr<TimeIndex> sorted; ///< only when there are late rows
    FaultLog bad_rows;

    [[nodiscard]] RowDecoder decoder() const { return { *splitter, schema, time, sent }; }
};

/// Looks at the start of the file: format, columns, kinds, time and key columns. Error Cancelled after a stop request.
[[nodiscard]] Result<FilePlan> planFile(InputFile &file, const std::string &stream, const ScanOptions &options,
                                        const std::stop_token &stop);

/// Reads the times of all rows of a plan with a time column; sorts when some are late. `progress` gets bytes done.
[[nodiscard]] Result<void> scanTimes(FilePlan &plan, InputFile &file, const std::stop_token &stop,
                                     const std::function<void(std::uint64_t)> &progress);

} // namespace streamgauge
