// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "models/workspace.h"

#include <vector>

namespace streamgauge {

/// What the notifications of a workspace name that is not there: matchers, groupings and inhibitions over labels that no
/// rule gives, or over rules and severities that never are; statements on sources there are not. Places are JSON pointers
/// into the workspace. Matchers that cannot be read are the reader's to say.
[[nodiscard]] std::vector<Error> checkNotifications(const Workspace &workspace);

} // namespace streamgauge
