// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/extensionloader.h"
#include "app/core/secrets.h"
#include "engine/base/clock.h"
#include "engine/lookups/lookups.h"
#include "engine/lookups/modelfunction.h"
#include "models/workspace.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace streamgauge {

/// What the rules of a workspace may call beside CEL's own functions.
struct RuleFunctionSet {
    std::shared_ptr<Lookups> lookups; ///< never null
    std::vector<CelFunction> functions;
};

/// Loads the models, makes the lookups of a workspace and finds the functions of extensions that its rules call; opens no
/// connection. The tables are read once rules need them. `clock` and `extensions` outlive the result. The error names the
/// lookup or model.
[[nodiscard]] Result<RuleFunctionSet> makeRuleFunctions(const Workspace &workspace, ExtensionLoader &extensions,
                                                        const Secrets &secrets, const Clock &clock);

/// The models of a workspace, by name. The error names the model.
[[nodiscard]] Result<ScoringModels> loadModels(const Workspace &workspace);

/// Those of `called` that extensions offer; modules are loaded only when one is neither CEL's nor the program's own. The
/// rest is left out: expressions that call it say so themselves. The result must not outlive `extensions`.
[[nodiscard]] std::vector<CelFunction> hostFunctions(const std::set<std::string> &called, ExtensionLoader &extensions);

/// Reads the lookup's rows; opens no connection yet.
[[nodiscard]] Result<std::unique_ptr<LookupSource>> lookupSourceOf(const LookupSpec &lookup, const Workspace &workspace,
                                                                   ExtensionLoader &extensions, const Secrets &secrets);

/// Whether a lookup's table is there and its key column identifies rows; opens a connection. The columns of a row.
[[nodiscard]] Result<std::vector<std::string>> checkLookupTable(const LookupSpec &lookup, const Workspace &workspace,
                                                                ExtensionLoader &extensions, const Secrets &secrets);

} // namespace streamgauge
