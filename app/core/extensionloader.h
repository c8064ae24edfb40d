// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/dynamiclibrary.h"
#include "engine/base/result.h"
#include "engine/source/registry.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

enum class ExtensionState { Found, Loaded, Failed };

struct ExtensionStatus {
    std::string name; ///< "mysql", from the file name
    std::filesystem::path file;
    ExtensionState state = ExtensionState::Found;
    std::string error; ///< why it failed
    friend bool operator==(const ExtensionStatus &, const ExtensionStatus &) = default;
};

/// Loads the modules streamgauge-<name>.so of one directory when somebody first asks for what they offer. One thread
/// at a time. Loaded modules stay mapped until the loader is destroyed, after everything made by their factories.
class ExtensionLoader
{
public:
    explicit ExtensionLoader(std::filesystem::path directory);
    ~ExtensionLoader();

    [[nodiscard]] Registry &registry() { return registry_; }

    /// By kind or alias ("mysql", "mariadb"); first the module of that name, then all others.
    /// The error lists the kinds there are.
    [[nodiscard]] Result<const ConnectorFactory *> connector(std::string_view scheme);
    /// Makes the simulation known to the registry.
    [[nodiscard]] Result<const SimulationFactory *> simulation(std::string_view name);
    /// By kind ("email"): from the module "notify".
    [[nodiscard]] Result<const NoticeSenderFactory *> noticeSender(std::string_view kind);
    /// By kind of source ("mysql"): from the module of that name.
    [[nodiscard]] Result<const StatementRunnerFactory *> statementRunner(std::string_view kind);
    /// By kind of source. Error Unsupported: rows of such sources cannot be looked up.
    [[nodiscard]] Result<const LookupSourceFactory *> lookupSource(std::string_view kind);
    /// A function rules may call; from any module. nullptr when none offers it.
    [[nodiscard]] const CelFunction *function(std::string_view name);
    void loadAll();
    /// Every module found, sorted by name, with what became of it.
    [[nodiscard]] std::vector<ExtensionStatus> status() const;

private:
    struct Module {
        ExtensionStatus status;
        std::unique_ptr<DynamicLibrary> library;
    };
    void load(Module &module);
    void load(std::string_view name);
    [[nodiscard]] Error notFound(std::string_view what, std::string_view name, const std::string &known) const;

    std::filesystem::path directory_;
    std::vector<Module> modules_; ///< destroyed after the registry, whose objects live in them
    Registry registry_;
};

} // namespace streamgauge
