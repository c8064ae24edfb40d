// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/filescan.h"

namespace streamgauge {

struct ReplayOptions {
    std::string path;
    ScanOptions scan;
    double speed = 1;            ///< recorded seconds in one second of the clock; 0: as fast as possible
    double rows_per_second = 10; ///< of files without a time column
    bool loop = false;
    friend bool operator==(const ReplayOptions &, const ReplayOptions &) = default;
};

/// Replays one file of CSV or JSON lines as the stream named after it, in the order of its times, every row as Created.
/// A later process goes on where the last stood, unless the file has changed before that place, which is a gap.
/// A row that cannot be read is counted as dropped and named with its line; a cell that does not fit its column is missing
/// and named too. Holds one block of the file, and 32 bytes a row (at most 128 MB) when rows are out of order.
class ReplayConnector final : public Connector
{
public:
    /// `clock` outlives the connector.
    ReplayConnector(ReplayOptions options, const Clock &clock);

    [[nodiscard]] std::vector<Finding> check(std::stop_token stop) override;
    [[nodiscard]] Result<Catalog> browse(std::stop_token stop) override;
    [[nodiscard]] Result<std::string> identify(std::stop_token) override { return std::string(); }
    [[nodiscard]] RunEnd run(std::stop_token stop, const RunStart &start, EventSink &sink) override;

private:
    [[nodiscard]] std::string streamName() const;

    ReplayOptions options_;
    const Clock &clock_;
};

} // namespace streamgauge
