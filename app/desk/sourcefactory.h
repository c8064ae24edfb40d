// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/notifysenders.h"
#include "app/core/program.h"
#include "app/core/rulefunctions.h"
#include "app/core/sourcemaker.h"
#include "app/desk/desksecrets.h"
#include "ui/deskservices.h"

#include <mutex>

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

    /// Of receivers: what SQL statements may use, a sender with its secrets, what its form asks for.
    void setReceiverSources(std::vector<SourceEntry> sources);
    [[nodiscard]] Result<std::unique_ptr<NoticeSender>> sender(const Receiver &receiver);
    [[nodiscard]] Result<std::vector<SettingField>> receiverFields(const std::string &kind);
    /// In the keychain, else for this session; returns the reference.
    [[nodiscard]] std::string keepSecret(const std::string &name, const std::string &secret);

private:
    void fetchSecrets(const SourceEntry &entry);
    [[nodiscard]] Result<PreparedSource> make(const SourceEntry &entry);

    Program &program_;
    DeskSecrets &secrets_;
    std::mutex mutex_; ///< extensions and secrets take one thread at a time
    std::uint64_t drafts_ = 0;
    std::vector<SourceEntry> receiver_sources_;
};

} // namespace streamgauge
