// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/notifysenders.h"
#include "app/core/program.h"
#include "app/core/rulefunctions.h"
#include "app/core/sourcemaker.h"
#include "app/desk/desksecrets.h"
#include "ui/alerts/alertservices.h"
#include "ui/deskservices.h"

#include <functional>
#include <mutex>
#include <span>

namespace streamgauge {

/// Makes connectors for entries and drafts, with their secrets. Any thread; prepare() and keep() may wait for the
/// keychain, so not on the GUI thread.
class SourceFactory
{
public:
    /// Both outlive this.
    SourceFactory(Program &program, DeskSecrets &secrets)
        : program_(program)
        , secrets_(secrets)
    {
    }

    /// Loads every connector on first use.
    [[nodiscard]] std::vector<ConnectorInfo> connectors();
    [[nodiscard]] Result<PreparedSource> prepare(const SourceEntry &entry);
    /// With the secrets as typed, kept nowhere.
    [[nodiscard]] Result<PreparedSource> prepare(const ConnectionDraft &draft);
    /// Puts the draft's secrets where it says; the entry with references in their place.
    [[nodiscard]] Result<SourceEntry> keep(const ConnectionDraft &draft);
    /// A source from a URL or data file of the command line.
    [[nodiscard]] Result<SourceEntry> fromText(const std::string &what);

    /// What rules call, with the secrets of the sources it looks up in.
    [[nodiscard]] Result<RuleFunctionSet> ruleFunctions(const Workspace &workspace);
    /// Those of extensions that the rules call.
    [[nodiscard]] std::vector<CelFunction> hostFunctions(std::span<const RuleSpec> rules);
    /// What a rule may call where no server is asked: models, and functions of extensions. A model that cannot be read is
    /// left out, and said by the rule that calls it.
    [[nodiscard]] RuleFunctions trialFunctions(const RuleSpec &rule, const std::vector<ModelEntry> &models);

    /// Rows of tables of such sources can be looked up.
    [[nodiscard]] bool canLookUp(const std::string &kind);
    /// As checkLookupTable(); waits for the server, and maybe for the keychain.
    [[nodiscard]] Result<std::vector<std::string>> checkLookup(const LookupSpec &lookup, const Workspace &workspace);

    /// Of receivers: what SQL statements may use, a sender with its secrets, what its form asks for.
    void setReceiverSources(std::vector<SourceEntry> sources);
    [[nodiscard]] Result<std::unique_ptr<NoticeSender>> sender(const Receiver &receiver);
    [[nodiscard]] Result<std::vector<SettingField>> receiverFields(const std::string &kind);
    /// As keep() for a source. May wait for the keychain.
    [[nodiscard]] Result<Receiver> keep(const ReceiverDraft &draft);
    /// Calls `use` with the receiver's references leading to the secrets as typed, which are kept only for so long.
    [[nodiscard]] Result<std::string> whileHeld(const ReceiverDraft &draft,
                                                const std::function<Result<std::string>(const Receiver &)> &use);

private:
    /// Puts secrets typed for `settings` where `place` says, under names that begin with `base`.
    [[nodiscard]] Result<void> keepSecrets(Settings &settings, const std::string &base, const Settings &secrets,
                                           const Settings &variables, SecretPlace place);
    /// Into memory, under names of their own that are returned.
    [[nodiscard]] std::vector<std::string> holdSecrets(Settings &settings, const Settings &secrets,
                                                       const Settings &variables);
    void fetchSecrets(const SourceEntry &entry);
    [[nodiscard]] Result<PreparedSource> make(const SourceEntry &entry);

    Program &program_;
    DeskSecrets &secrets_;
    std::mutex mutex_; ///< extensions and secrets take one thread at a time
    std::uint64_t drafts_ = 0;
    std::vector<SourceEntry> receiver_sources_;
};

} // namespace streamgauge
