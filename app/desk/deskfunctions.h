// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desk/sourcefactory.h"
#include "engine/lookups/lookups.h"
#include "engine/run/engine.h"

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
    {
    }

    /// Before the workspace's rules are set. `folder`: where its models are. May wait for the keychain.
    [[nodiscard]] Result<void> use(Engine &engine, Workspace workspace, const std::filesystem::path &folder);
    /// The rule, in place of that of the old name.
    void setRule(const RuleSpec &rule, const std::string &old_name);
    void removeRule(const std::string &name);
    /// Null: nobody records.
    void recordWith(Engine &engine, std::shared_ptr<BatchTap> recorder);

private:
    void listen(Engine &engine) const;

    SourceFactory &sources_;
    std::vector<RuleSpec> rules_;
    std::shared_ptr<Lookups> lookups_; ///< null: the workspace has none
    std::shared_ptr<BatchTap> recorder_;
};

} // namespace streamgauge
