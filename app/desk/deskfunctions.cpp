// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/deskfunctions.h"

#include "engine/run/tapchain.h"

#include <utility>

namespace streamgauge {

Result<void> DeskFunctions::use(Engine &engine, Workspace workspace, const std::filesystem::path &folder)
{
    for (ModelEntry &model : workspace.models)
        model.path = (folder / model.path).string();
    auto made = sources_.ruleFunctions(workspace);
    engine.setFunctions(made ? std::move(made->functions) : std::vector<CelFunction>());
    rules_ = std::move(workspace.rules);
    lookups_ = made && !workspace.lookups.empty() ? made->lookups : nullptr;
    if (lookups_)
        lookups_->setRules(rules_);
    listen(engine);
    return made ? Result<void>() : made.error();
}

void DeskFunctions::setRule(const RuleSpec &rule, const std::string &old_name)
{
    std::erase_if(rules_, [&](const RuleSpec &other) { return other.name == old_name || other.name == rule.name; });
    rules_.push_back(rule);
    if (lookups_)
        lookups_->setRules(rules_);
}

void DeskFunctions::removeRule(const std::string &name)
{
    std::erase_if(rules_, [&](const RuleSpec &rule) { return rule.name == name; });
    if (lookups_)
        lookups_->setRules(rules_);
}

void DeskFunctions::recordWith(Engine &engine, std::shared_ptr<BatchTap> recorder)
{
    recorder_ = std::move(recorder);
    listen(engine);
}

void DeskFunctions::listen(Engine &engine) const
{
    std::vector<std::shared_ptr<BatchTap>> taps;
    if (recorder_)
        taps.push_back(recorder_);
    if (lookups_)
        taps.push_back(lookups_);
    engine.setTap(taps.empty() ? nullptr : std::make_shared<TapChain>(std::move(taps)));
}

} // namespace streamgauge
