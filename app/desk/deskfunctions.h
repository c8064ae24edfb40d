// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desk/livefunctions.h"
#include "app/desk/sourcefactory.h"
#include "engine/lookups/lookups.h"
#include "engine/run/engine.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace streamgauge {

/// What rules call in the desk's engine, and who hears that engine: the lookups and a recorder. One thread, that of the
/// engine's commands.
class DeskFunctions
{
public:
    /// Outlives this.
    explicit DeskFunctions(SourceFactory &sources)
        : sources_(sources)
        , live_(std::make_shared<LiveFunctions>())
    {
    }

    /// Before the workspace's rules are set. `folder`: where its models are. May wait for the keychain. Lookups and models
    /// that cannot be made are left out, each with its error.
    [[nodiscard]] std::vector<Error> use(Engine &engine, Workspace workspace, const std::filesystem::path &folder);
    /// Before the engine is given the rule: adds the functions of extensions that it calls.
    void prepareRule(Engine &engine, const RuleSpec &rule);
    /// Other lookups, models or sources, while rules run. All or nothing; lookups that stay as they were keep their rows.
    [[nodiscard]] Result<void> change(Engine &engine, Workspace workspace, const std::filesystem::path &folder);
    /// The rule, in place of that of the old name.
    void setRule(const RuleSpec &rule, const std::string &old_name);
    void removeRule(const std::string &name);
    /// Null: nobody records.
    void recordWith(Engine &engine, std::shared_ptr<BatchTap> recorder);
    [[nodiscard]] std::vector<LookupStatus> status() const;
    /// lookup() and model() as rules call them now. Any thread.
    [[nodiscard]] const std::shared_ptr<LiveFunctions> &live() const { return live_; }

private:
    using Set = LiveFunctions::Set;

    [[nodiscard]] Result<Set> make(Workspace workspace, const std::filesystem::path &folder);
    [[nodiscard]] std::vector<Error> dropBroken(Workspace &workspace, const std::filesystem::path &folder);
    void take(Engine &engine, Set set, std::vector<SourceEntry> sources);
    void listen(Engine &engine) const;

    SourceFactory &sources_;
    std::vector<RuleSpec> rules_;
    const std::shared_ptr<LiveFunctions> live_;
    std::vector<CelFunction> functions_; ///< the engine's
    Set set_;
    std::vector<SourceEntry> looked_up_in_; ///< the sources of set_
    std::vector<Set> earlier_;              ///< which a rule or a source may still be calling
    std::shared_ptr<BatchTap> recorder_;
};

} // namespace streamgauge
