// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/source/connector.h"
#include "models/workspace.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace streamgauge {

/// A keychain. Calls may block while the desktop asks its user.
class SecretStore
{
public:
    virtual ~SecretStore() = default;
    /// nullopt when there is no secret of that name.
    [[nodiscard]] virtual Result<std::optional<std::string>> read(const std::string &name) = 0;
    virtual Result<void> write(const std::string &name, const std::string &secret) = 0;
    virtual Result<void> remove(const std::string &name) = 0;
};

/// A setting that must hold a reference in a file: "password", "api_token", ...
[[nodiscard]] bool isSecretName(std::string_view setting);
/// "env:VARIABLE" or "keychain:NAME".
[[nodiscard]] bool isSecretReference(std::string_view value);

/// Turns references into secrets just before a connector is made. One thread at a time. Keeps no secret.
class Secrets
{
public:
    inline static constexpr const char *password_variable = "STREAMGAUGE_PASSWORD";

    /// `store` outlives this or is null: then keychain references fall back to STREAMGAUGE_PASSWORD.
    void setStore(SecretStore *store) { store_ = store; }
    [[nodiscard]] SecretStore *store() const { return store_; }
    /// Told of each secret that was resolved, so that a log can keep it out.
    void onResolved(std::function<void(const std::string &secret)> callback) { resolved_ = std::move(callback); }

    /// The secret behind one reference.
    [[nodiscard]] Result<std::string> resolve(const std::string &reference) const;
    /// The source's settings with all secrets in clear. A missing password comes from STREAMGAUGE_PASSWORD, else from
    /// the keychain under defaultName(); without either it stays empty.
    [[nodiscard]] Result<Settings> resolve(const SourceEntry &source, const ConnectorInfo &info) const;
    /// The keychain name of a source given by URL: "mysql://app@db.example:3306".
    [[nodiscard]] static std::string defaultName(const SourceEntry &source);

private:
    [[nodiscard]] Result<std::string> missingPassword(const SourceEntry &source) const;

    SecretStore *store_ = nullptr;
    std::function<void(const std::string &)> resolved_;
};

} // namespace streamgauge
