// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/sourcefactory.h"

#include "app/core/worklist.h"
#include "engine/lookups/offlinefunctions.h"
#include "engine/rules/calledfunctions.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::string_view keychain_prefix = "keychain:";

std::string text(const Settings &settings, const char *name)
{
    const auto found = settings.find(name);
    return found == settings.end() ? std::string() : found->second;
}

/// What a receiver's secrets open: a login at a server, or an address. Two receivers with the same login share it.
std::string secretBase(const Receiver &receiver)
{
    if (const std::string url = text(receiver.settings, "url"); !url.empty())
        return receiver.kind + " " + url;
    const std::string user = text(receiver.settings, "user");
    const std::string server = text(receiver.settings, "server");
    if (user.empty() && server.empty())
        return receiver.kind + " " + receiver.name;
    return receiver.kind + " " + (user.empty() ? "" : user + "@") + server;
}

} // namespace

std::vector<ConnectorInfo> SourceFactory::connectors()
{
    const std::lock_guard lock(mutex_);
    program_.extensions().loadAll();
    std::vector<ConnectorInfo> infos;
    for (const auto &factory : program_.extensions().registry().connectors())
        infos.push_back(factory->info());
    return infos;
}

void SourceFactory::fetchSecrets(const SourceEntry &entry)
{
    for (const auto &[name, value] : entry.settings) {
        if (value.starts_with(keychain_prefix))
            secrets_.fetch(value.substr(keychain_prefix.size()));
    }
    secrets_.fetch(Secrets::defaultName(entry));
}

Result<PreparedSource> SourceFactory::prepare(const SourceEntry &entry)
{
    fetchSecrets(entry);
    return make(entry);
}

Result<RuleFunctionSet> SourceFactory::ruleFunctions(const Workspace &workspace)
{
    for (const SourceEntry &entry : workspace.sources) {
        if (std::ranges::find(workspace.lookups, entry.name, &LookupSpec::source) != workspace.lookups.end())
            fetchSecrets(entry);
    }
    const std::lock_guard lock(mutex_);
    return makeRuleFunctions(workspace, program_.extensions(), program_.secrets(), program_.clock());
}

std::vector<CelFunction> SourceFactory::hostFunctions(std::span<const RuleSpec> rules)
{
    const std::lock_guard lock(mutex_);
    return streamgauge::hostFunctions(calledFunctions(rules), program_.extensions());
}

RuleFunctions SourceFactory::trialFunctions(const RuleSpec &rule, const std::vector<ModelEntry> &models)
{
    ScoringModels loaded;
    for (const ModelEntry &entry : models) {
        if (auto model = ScoringModel::load(entry.path))
            loaded.insert_or_assign(entry.name, std::move(*model));
    }
    return offlineFunctions(std::move(loaded), hostFunctions({ &rule, 1 }));
}

bool SourceFactory::canLookUp(const std::string &kind)
{
    const std::lock_guard lock(mutex_);
    return program_.extensions().lookupSource(kind).ok();
}

Result<std::vector<std::string>> SourceFactory::checkLookup(const LookupSpec &lookup, const Workspace &workspace)
{
    for (const SourceEntry &entry : workspace.sources) {
        if (entry.name == lookup.source)
            fetchSecrets(entry);
    }
    auto source = [&] {
        const std::lock_guard lock(mutex_);
        return lookupSourceOf(lookup, workspace, program_.extensions(), program_.secrets());
    }();
    return source ? (*source)->check(lookup) : source.error();
}

Result<PreparedSource> SourceFactory::make(const SourceEntry &entry)
{
    const std::lock_guard lock(mutex_);
    return makeConnector(entry, program_.extensions(), program_.secrets(), program_.clock());
}

std::vector<std::string> SourceFactory::holdSecrets(Settings &settings, const Settings &secrets, const Settings &variables)
{
    std::vector<std::string> held;
    for (const auto &[field, secret] : secrets) {
        std::string name;
        {
            const std::lock_guard lock(mutex_);
            name = "draft " + std::to_string(++drafts_);
        }
        secrets_.hold(name, secret);
        settings[field] = std::string(keychain_prefix) + name;
        held.push_back(std::move(name));
    }
    for (const auto &[field, variable] : variables) {
        if (!secrets.contains(field))
            settings[field] = "env:" + variable;
    }
    return held;
}

Result<PreparedSource> SourceFactory::prepare(const ConnectionDraft &draft)
{
    SourceEntry entry = draft.entry;
    const std::vector<std::string> held = holdSecrets(entry.settings, draft.secrets, draft.variables);
    Result<PreparedSource> prepared = prepare(entry);
    for (const std::string &name : held)
        secrets_.release(name);
    return prepared;
}

Result<void> SourceFactory::keepSecrets(Settings &settings, const std::string &base, const Settings &secrets,
                                        const Settings &variables, SecretPlace place)
{
    for (const auto &[field, variable] : variables)
        settings[field] = "env:" + variable;
    if (place == SecretPlace::Environment)
        return {};
    for (const auto &[field, secret] : secrets) {
        const std::string name = field == "password" ? base : base + "/" + field;
        if (place == SecretPlace::Session) {
            secrets_.hold(name, secret);
        } else if (const Result<void> written = secrets_.write(name, secret); !written) {
            Error error = written.error();
            error.remedy = "Choose another place for the password, or unlock the keychain and try again";
            return error;
        }
        program_.logging().hideSecret(secret);
        settings[field] = std::string(keychain_prefix) + name;
    }
    return {};
}

Result<SourceEntry> SourceFactory::keep(const ConnectionDraft &draft)
{
    SourceEntry entry = draft.entry;
    const auto kept =
        keepSecrets(entry.settings, Secrets::defaultName(draft.entry), draft.secrets, draft.variables, draft.secret_place);
    return kept ? Result<SourceEntry>(std::move(entry)) : kept.error();
}

Result<Receiver> SourceFactory::keep(const ReceiverDraft &draft)
{
    Receiver receiver = draft.receiver;
    const auto kept =
        keepSecrets(receiver.settings, secretBase(draft.receiver), draft.secrets, draft.variables, draft.secret_place);
    return kept ? Result<Receiver>(std::move(receiver)) : kept.error();
}

Result<std::string> SourceFactory::whileHeld(const ReceiverDraft &draft,
                                             const std::function<Result<std::string>(const Receiver &)> &use)
{
    Receiver receiver = draft.receiver;
    const std::vector<std::string> held = holdSecrets(receiver.settings, draft.secrets, draft.variables);
    Result<std::string> used = use(receiver);
    for (const std::string &name : held)
        secrets_.release(name);
    return used;
}

Result<SourceEntry> SourceFactory::fromText(const std::string &what)
{
    const std::lock_guard lock(mutex_);
    return sourceFromText(what, program_.extensions());
}

void SourceFactory::setReceiverSources(std::vector<SourceEntry> sources)
{
    const std::lock_guard lock(mutex_);
    receiver_sources_ = std::move(sources);
}

Result<std::unique_ptr<NoticeSender>> SourceFactory::sender(const Receiver &receiver)
{
    std::vector<SourceEntry> sources;
    {
        const std::lock_guard lock(mutex_);
        sources = receiver_sources_;
    }
    const auto fetch_all = [this](const Settings &settings) {
        for (const auto &[name, value] : settings) {
            if (value.starts_with(keychain_prefix))
                secrets_.fetch(value.substr(keychain_prefix.size()));
        }
    };
    fetch_all(receiver.settings);
    const auto used = receiver.settings.find("source");
    for (const SourceEntry &source : sources) {
        if (used == receiver.settings.end() || source.name != used->second)
            continue;
        fetch_all(source.settings);
        secrets_.fetch(Secrets::defaultName(source));
    }
    const std::lock_guard lock(mutex_);
    return makeNoticeSender(receiver, sources, program_.extensions(), program_.secrets());
}

Result<std::vector<SettingField>> SourceFactory::receiverFields(const std::string &kind)
{
    const std::lock_guard lock(mutex_);
    return streamgauge::receiverFields(kind, program_.extensions());
}

} // namespace streamgauge
