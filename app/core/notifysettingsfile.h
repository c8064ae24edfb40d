// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/receiver.h"
#include "engine/base/result.h"
#include "models/workspace.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace streamgauge {

/// The part "notifications" of a workspace. Read collects every fault with its JSON pointer below `place`; secrets must be
/// references.
[[nodiscard]] NotifySettings readNotifySettings(const nlohmann::json &value, const std::string &place,
                                                std::vector<Error> &faults);
/// readNotifySettings(notifySettingsJson(s)) == s. Error Configuration: a secret in clear.
[[nodiscard]] Result<nlohmann::ordered_json> notifySettingsJson(const NotifySettings &settings);

/// What a workspace could do outside the program: its receivers that act and the sources they use, as one text. A user
/// trusts exactly this text; empty when nothing acts.
[[nodiscard]] std::string actingContent(const Workspace &workspace);

} // namespace streamgauge
