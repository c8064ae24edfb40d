// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/sourcefactory.h"

#include "app/core/worklist.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::string_view keychain_prefix = "keychain:";

std::string secretName(const SourceEntry &entry, const std::string &field)
{
    const std::string name = Secrets::defaultName(entry);
    return field == "password" ? name : name + "/" + field;
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

Result<PreparedSource> SourceFactory::make(const SourceEntry &entry)
{
    const std::lock_guard lock(mutex_);
    return makeConnector(entry, program_.extensions(), program_.secrets(), program_.clock());
}

Result<PreparedSource> SourceFactory::prepare(const ConnectionDraft &draft)
{
    SourceEntry entry = draft.entry;
    std::vector<std::string> held;
    for (const auto &[field, secret] : draft.secrets) {
        std::string name;
        {
            const std::lock_guard lock(mutex_);
            name = "draft " + std::to_string(++drafts_);
        }
        secrets_.hold(name, secret);
        entry.settings[field] = std::string(keychain_prefix) + name;
        held.push_back(std::move(name));
    }
    for (const auto &[field, variable] : draft.variables) {
        if (!draft.secrets.contains(field))
            entry.settings[field] = "env:" + variable;
    }
    Result<PreparedSource> prepared = prepare(entry);
    for (const std::string &name : held)
        secrets_.release(name);
    return prepared;
}

Result<SourceEntry> SourceFactory::keep(const ConnectionDraft &draft)
{
    SourceEntry entry = draft.entry;
    for (const auto &[field, variable] : draft.variables)
        entry.settings[field] = "env:" + variable;
    if (draft.secret_place == SecretPlace::Environment)
        return entry;
    for (const auto &[field, secret] : draft.secrets) {
        const std::string name = secretName(draft.entry, field);
        if (draft.secret_place == SecretPlace::Session) {
            secrets_.hold(name, secret);
        } else if (const Result<void> written = secrets_.write(name, secret); !written) {
            Error error = written.error();
            error.remedy = "Choose another place for the password, or unlock the keychain and try again";
            return error;
        }
        program_.logging().hideSecret(secret);
        entry.settings[field] = std::string(keychain_prefix) + name;
    }
    return entry;
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

std::string SourceFactory::keepSecret(const std::string &name, const std::string &secret)
{
    program_.logging().hideSecret(secret);
    secrets_.hold(name, secret);
    return std::string(keychain_prefix) + name;
}

} // namespace streamgauge
