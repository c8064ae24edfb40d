// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/extensionloader.h"
#include "app/core/secrets.h"
#include "engine/base/clock.h"
#include "engine/lookups/lookups.h"
#include "engine/lookups/modelfunction.h"
#include "models/workspace.h"

#include <memory>
#include <vector>

namespace streamgauge {

/// What the rules of a workspace may call beside CEL's own functions.
struct RuleFunctionSet {
    std::shared_ptr<Lookups> lookups; ///< never null
    std::vector<CelFunction> functions;
};

/// Loads the models and makes the lookups of a workspace; opens no connection. The tables are read once rules need them.
/// `clock` and `extensions` outlive the result. The error names the lookup or model.
[[nodiscard]] Result<RuleFunctionSet> makeRuleFunctions(const Workspace &workspace, ExtensionLoader &extensions,
                                                        const Secrets &secrets, const Clock &clock);

/// The models of a workspace, by name. The error names the model.
[[nodiscard]] Result<ScoringModels> loadModels(const Workspace &workspace);

/// Whether a lookup's table is there and its key column identifies rows; opens a connection.
[[nodiscard]] Result<void> checkLookupTable(const LookupSpec &lookup, const Workspace &workspace,
                                            ExtensionLoader &extensions, const Secrets &secrets);

} // namespace streamgauge
