// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/extensionloader.h"
#include "app/core/secrets.h"
#include "engine/base/clock.h"
#include "engine/run/engine.h"
#include "models/workspace.h"

#include <memory>

namespace streamgauge {

/// What Engine::addSource takes.
struct PreparedSource {
    SourceSpec spec;
    std::unique_ptr<Connector> connector;
};

/// The setting "sent" of a connector that has none of that name becomes SourceSpec::sent_column.
/// Loads the connector's extension (and a simulation's), resolves the secrets, fills in defaults and makes the
/// connector; opens no connection. `clock` and `extensions` outlive the result.
[[nodiscard]] Result<PreparedSource> makeConnector(const SourceEntry &source, ExtensionLoader &extensions,
                                                   const Secrets &secrets, const Clock &clock);

} // namespace streamgauge
