// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "models/workspace.h"

#include <map>
#include <string>
#include <vector>

namespace streamgauge {

/// What panels may name. A list that is empty because it could not be found out is not checked against.
struct PanelSurroundings {
    std::vector<std::string> kinds;   ///< of panels; empty: not known
    std::vector<std::string> sources; ///< names
    /// Fields of each stream, which is named plainly and as source/stream; empty fields: not known.
    std::map<std::string, std::vector<std::string>> streams;
    bool all_streams_known = true;
};

/// Everything wrong with a dashboard's panels: kinds, streams, fields, columns and sources that there are not, and places
/// that overlap. `place` names the dashboard and begins each error's own.
[[nodiscard]] std::vector<Error> checkDashboard(const DashboardEntry &dashboard, const std::string &place,
                                                const PanelSurroundings &surroundings);

} // namespace streamgauge
