// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/deskfunctions.h"

#include "engine/run/tapchain.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace streamgauge {

Result<DeskFunctions::Set> DeskFunctions::make(Workspace workspace, const std::filesystem::path &folder)
{
    for (ModelEntry &model : workspace.models)
        model.path = (folder / model.path).string();
    auto made = sources_.ruleFunctions(workspace);
    if (!made)
        return made.error();
    return Set(std::make_shared<const RuleFunctionSet>(std::move(*made)));
}

std::vector<Error> DeskFunctions::dropBroken(Workspace &workspace, const std::filesystem::path &folder)
{
    std::vector<Error> faults;
    const auto is_broken = [&](auto part, const auto &entry) {
        Workspace alone;
        alone.sources = workspace.sources;
        alone.*part = { entry };
        const auto made = make(std::move(alone), folder);
        if (!made)
            faults.push_back(made.error());
        return !made.ok();
    };
    std::erase_if(workspace.lookups, [&](const LookupSpec &lookup) { return is_broken(&Workspace::lookups, lookup); });
    std::erase_if(workspace.models, [&](const ModelEntry &model) { return is_broken(&Workspace::models, model); });
    return faults;
}

std::vector<Error> DeskFunctions::use(Engine &engine, Workspace workspace, const std::filesystem::path &folder)
{
    std::vector<Error> faults;
    auto made = make(workspace, folder);
    if (!made) {
        faults = dropBroken(workspace, folder);
        made = make(workspace, folder);
    }
    functions_ = sources_.hostFunctions(workspace.rules);
    std::ranges::move(LiveFunctions::functions(live_), std::back_inserter(functions_));
    engine.setFunctions(functions_);
    rules_ = std::move(workspace.rules);
    take(engine, made ? std::move(*made) : nullptr, std::move(workspace.sources));
    return faults;
}

void DeskFunctions::prepareRule(Engine &engine, const RuleSpec &rule)
{
    bool added = false;
    for (CelFunction &function : sources_.hostFunctions({ &rule, 1 })) {
        if (std::ranges::find(functions_, function.name, &CelFunction::name) != functions_.end())
            continue;
        functions_.push_back(std::move(function));
        added = true;
    }
    if (added)
        engine.setFunctions(functions_);
}

Result<void> DeskFunctions::change(Engine &engine, Workspace workspace, const std::filesystem::path &folder)
{
    auto made = make(workspace, folder);
    if (!made)
        return made.error();
    if (set_) {
        std::set<std::string> same;
        for (const SourceEntry &source : workspace.sources) {
            if (std::ranges::find(looked_up_in_, source) != looked_up_in_.end())
                same.insert(source.name);
        }
        (*made)->lookups->keepRows(*set_->lookups, same);
    }
    take(engine, std::move(*made), std::move(workspace.sources));
    return {};
}

void DeskFunctions::take(Engine &engine, Set set, std::vector<SourceEntry> sources)
{
    looked_up_in_ = std::move(sources);
    if (set)
        set->lookups->setRules(rules_);
    live_->set(set);
    // The last to let go of lookups waits for their queries: that is this thread.
    std::erase_if(earlier_, [](const Set &old) { return old.use_count() == 1; });
    earlier_.push_back(std::exchange(set_, std::move(set)));
    listen(engine);
}

void DeskFunctions::setRule(const RuleSpec &rule, const std::string &old_name)
{
    std::erase_if(rules_, [&](const RuleSpec &other) { return other.name == old_name || other.name == rule.name; });
    rules_.push_back(rule);
    if (set_)
        set_->lookups->setRules(rules_);
}

void DeskFunctions::removeRule(const std::string &name)
{
    std::erase_if(rules_, [&](const RuleSpec &rule) { return rule.name == name; });
    if (set_)
        set_->lookups->setRules(rules_);
}

void DeskFunctions::recordWith(Engine &engine, std::shared_ptr<BatchTap> recorder)
{
    recorder_ = std::move(recorder);
    listen(engine);
}

std::vector<LookupStatus> DeskFunctions::status() const
{
    return set_ ? set_->lookups->status() : std::vector<LookupStatus>();
}

void DeskFunctions::listen(Engine &engine) const
{
    std::vector<std::shared_ptr<BatchTap>> taps;
    if (recorder_)
        taps.push_back(recorder_);
    if (set_ && !set_->lookups->status().empty())
        taps.push_back(set_->lookups);
    engine.setTap(taps.empty() ? nullptr : std::make_shared<TapChain>(std::move(taps)));
}

} // namespace streamgauge
