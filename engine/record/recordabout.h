// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/schema.h"
#include "engine/rules/alert.h"
#include "engine/run/snapshot.h"
#include "engine/source/connector.h"

#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// What a recording knows of a source.
struct RecordedSource {
    std::string name;
    std::string kind;
    std::string title;
    TimeBasis time_basis = TimeBasis::Arrival; ///< as it was live
    bool simulated = false;
    bool before_images = false;
    bool transactions = false;
    friend bool operator==(const RecordedSource &, const RecordedSource &) = default;
};
[[nodiscard]] RecordedSource recordedSource(const std::string &name, const ConnectorInfo &info);

/// A time that somebody marked: an incident that rules should have found. `to_ns` is not before `from_ns`.
struct RecordingNote {
    TimeNs from_ns = 0;
    TimeNs to_ns = 0;
    std::string key; ///< empty: any
    std::string label;
    friend bool operator==(const RecordingNote &, const RecordingNote &) = default;
};

struct RecordedGap {
    std::string source;
    Gap gap;
    friend bool operator==(const RecordedGap &, const RecordedGap &) = default;
};

struct RecordedProblem {
    std::string source;
    Problem problem;
    friend bool operator==(const RecordedProblem &, const RecordedProblem &) = default;
};

// How they stand in the file: JSON. Reading fails with Error Input on anything else.
[[nodiscard]] std::string aboutSource(const RecordedSource &source);
[[nodiscard]] Result<RecordedSource> readSource(std::string_view text);
[[nodiscard]] std::string aboutSchema(const Schema &schema);
[[nodiscard]] Result<SchemaPtr> readSchema(std::string_view text);
[[nodiscard]] std::string aboutAlert(const Alert &alert);
[[nodiscard]] Result<Alert> readAlert(std::string_view text);
[[nodiscard]] std::string aboutProblem(const Problem &problem);
[[nodiscard]] Result<Problem> readProblem(std::string_view text);
[[nodiscard]] std::string aboutStreams(const std::vector<std::string> &streams);
[[nodiscard]] Result<std::vector<std::string>> readStreams(std::string_view text);

} // namespace streamgauge
