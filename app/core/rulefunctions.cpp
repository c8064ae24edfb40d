// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/rulefunctions.h"

#include "app/core/sourceurl.h"
#include "engine/rules/calledfunctions.h"
#include "engine/rules/rulefields.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

/// What makes lookup sources for one source of a workspace.
struct LookupOrigin {
    const LookupSourceFactory *factory = nullptr;
    std::string source;
    Settings settings; ///< secrets in clear

    [[nodiscard]] Result<std::unique_ptr<LookupSource>> open() const { return factory->create(source, settings); }
};

Error inLookup(const LookupSpec &lookup, Error error)
{
    error.place = "lookup " + lookup.name + (error.place.empty() ? "" : ", " + error.place);
    return error;
}

Result<LookupOrigin> originOf(const LookupSpec &lookup, const Workspace &workspace, ExtensionLoader &extensions,
                              const Secrets &secrets)
{
    const auto source = std::ranges::find(workspace.sources, lookup.source, &SourceEntry::name);
    if (source == workspace.sources.end())
        return inLookup(lookup,
                        { ErrorKind::Configuration, "there is no source \"" + lookup.source + "\" to look up in", "",
                          "Name a source of this workspace" });
    const auto connector = extensions.connector(source->kind);
    if (!connector)
        return inLookup(lookup, connector.error());
    const ConnectorInfo &info = (*connector)->info();
    const auto factory = extensions.lookupSource(info.kind);
    if (!factory)
        return inLookup(lookup, factory.error());
    auto settings = secrets.resolve(*source, info);
    if (!settings)
        return inLookup(lookup, settings.error());
    if (std::ranges::find(info.fields, sent_setting, &SettingField::name) == info.fields.end())
        settings->erase(sent_setting);
    LookupOrigin origin { *factory, source->name, std::move(*settings) };
    if (const auto sound = origin.open(); !sound)
        return inLookup(lookup, sound.error());
    return origin;
}

Result<void> addLookups(Lookups &lookups, const Workspace &workspace, ExtensionLoader &extensions, const Secrets &secrets)
{
    std::vector<std::string> added;
    for (const LookupSpec &lookup : workspace.lookups) {
        auto origin = originOf(lookup, workspace, extensions, secrets);
        if (!origin)
            return origin.error();
        const std::string stream = origin->factory->streamOf(lookup, origin->settings);
        if (std::ranges::find(added, lookup.source) == added.end()) {
            added.push_back(lookup.source);
            lookups.addSource(lookup.source, [origin = std::move(*origin)] { return origin.open(); });
        }
        if (auto taken = lookups.add(lookup, stream); !taken)
            return taken;
    }
    return {};
}

} // namespace

Result<ScoringModels> loadModels(const Workspace &workspace)
{
    ScoringModels models;
    for (const ModelEntry &entry : workspace.models) {
        auto model = ScoringModel::load(entry.path);
        if (!model) {
            Error error = model.error();
            error.place = "model " + entry.name + (error.place.empty() ? "" : ", " + error.place);
            return error;
        }
        models.insert_or_assign(entry.name, std::move(*model));
    }
    return models;
}

Result<RuleFunctionSet> makeRuleFunctions(const Workspace &workspace, ExtensionLoader &extensions, const Secrets &secrets,
                                          const Clock &clock)
{
    auto models = loadModels(workspace);
    if (!models)
        return models.error();
    RuleFunctionSet set { std::make_shared<Lookups>(clock), hostFunctions(calledFunctions(workspace.rules), extensions) };
    if (auto added = addLookups(*set.lookups, workspace, extensions, secrets); !added)
        return added.error();
    set.functions.push_back(Lookups::function(set.lookups));
    set.functions.push_back(modelFunction(std::move(*models)));
    return set;
}

std::vector<CelFunction> hostFunctions(const std::set<std::string> &called, ExtensionLoader &extensions)
{
    std::vector<CelFunction> functions;
    for (const std::string &name : called) {
        const auto &own = celFunctionNames();
        if (std::ranges::find(own, name) != own.end() || name == "lookup" || name == "model")
            continue;
        if (const CelFunction *function = extensions.function(name))
            functions.push_back(*function);
    }
    return functions;
}

Result<std::unique_ptr<LookupSource>> lookupSourceOf(const LookupSpec &lookup, const Workspace &workspace,
                                                     ExtensionLoader &extensions, const Secrets &secrets)
{
    const auto origin = originOf(lookup, workspace, extensions, secrets);
    if (!origin)
        return origin.error();
    auto source = origin->open();
    if (!source)
        return inLookup(lookup, source.error());
    return source;
}

Result<std::vector<std::string>> checkLookupTable(const LookupSpec &lookup, const Workspace &workspace,
                                                  ExtensionLoader &extensions, const Secrets &secrets)
{
    const auto source = lookupSourceOf(lookup, workspace, extensions, secrets);
    return source ? (*source)->check(lookup) : source.error();
}

} // namespace streamgauge
