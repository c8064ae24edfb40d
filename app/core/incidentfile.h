// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/record/recordabout.h"

#include <filesystem>
#include <vector>

namespace streamgauge {

/// Reads labelled incidents from a CSV whose header names `from` and `to`, and may name `key` and `label`: times as in
/// --from, UTC unless a zone is given. Error Input names the line. At most 1,000,000 incidents.
[[nodiscard]] Result<std::vector<RecordingNote>> readIncidents(const std::filesystem::path &file);

} // namespace streamgauge
