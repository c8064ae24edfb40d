// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/secrets.h"

#include <map>
#include <mutex>
#include <set>

namespace streamgauge {

class KeychainBridge;

/// Secrets of this run in memory, filled from the desktop's keychain on demand. read() never waits; fetch() does and
/// belongs on a worker thread. Thread-safe.
class DeskSecrets final : public SecretStore
{
public:
    /// `keychain` outlives this.
    explicit DeskSecrets(KeychainBridge &keychain)
        : keychain_(keychain)
    {
    }

    [[nodiscard]] Result<std::optional<std::string>> read(const std::string &name) override;
    /// Into memory and the keychain.
    Result<void> write(const std::string &name, const std::string &secret) override;
    Result<void> remove(const std::string &name) override;

    /// In memory only.
    void hold(const std::string &name, const std::string &secret);
    void release(const std::string &name);
    /// Asks the keychain once; a keychain that does not answer counts as empty here.
    void fetch(const std::string &name);

private:
    KeychainBridge &keychain_;
    std::mutex mutex_;
    std::map<std::string, std::string> held_;
    std::set<std::string> asked_;
};

} // namespace streamgauge
