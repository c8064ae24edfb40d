// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/record/recording.h"
#include "engine/source/connector.h"

#include <string>

namespace streamgauge {

struct RecordingOptions {
    std::string path;
    double speed = 1; ///< recorded seconds in one second of the clock; 0: as fast as possible
    friend bool operator==(const RecordingOptions &, const RecordingOptions &) = default;
};

/// Replays a recording: all its streams in the order of their arrival, with their times, keys, operations, positions and
/// before-images, and with the timers where they ran, so that rules give the alerts they gave live. Holds one chunk a
/// stream. What is damaged is left out, named, and counted as dropped.
class RecordingConnector final : public Connector
{
public:
    /// `clock` outlives the connector.
    RecordingConnector(RecordingOptions options, const Clock &clock);

    /// Reads the whole recording.
    [[nodiscard]] std::vector<Finding> check(std::stop_token stop) override;
    [[nodiscard]] Result<Catalog> browse(std::stop_token) override;
    [[nodiscard]] Result<std::string> identify(std::stop_token) override { return std::string(); }
    [[nodiscard]] RunEnd run(std::stop_token stop, const RunStart &start, EventSink &sink) override;

private:
    RecordingOptions options_;
    const Clock &clock_;
};

} // namespace streamgauge
