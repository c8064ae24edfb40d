// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/rulefields.h"
#include "models/workspace.h"

#include <string>

namespace streamgauge {

/// "line 1, column 23" of a problem in the text of the workspace's rule: as it was written, else as it is saved.
[[nodiscard]] std::string problemPlace(const Workspace &workspace, const RuleSpec &rule, const RuleProblem &problem);

} // namespace streamgauge
