// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/secrets.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace streamgauge {

namespace {

constexpr std::string_view env_prefix = "env:";
constexpr std::string_view keychain_prefix = "keychain:";

std::string setting(const SourceEntry &source, const std::string &name)
{
    const auto found = source.settings.find(name);
    return found == source.settings.end() ? std::string() : found->second;
}

} // namespace

bool isSecretName(std::string_view setting)
{
    std::string lower(setting);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    constexpr std::array<std::string_view, 7> words { "password", "passwd",  "passphrase", "secret",
                                                      "token",    "api_key", "apikey" };
    return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

bool isSecretReference(std::string_view value)
{
    return (value.starts_with(env_prefix) && value.size() > env_prefix.size())
        || (value.starts_with(keychain_prefix) && value.size() > keychain_prefix.size());
}

Result<std::string> Secrets::resolve(const std::string &reference) const
{
    if (reference.starts_with(env_prefix)) {
        const std::string variable = reference.substr(env_prefix.size());
        const char *value = std::getenv(variable.c_str());
        if (value == nullptr)
            return Error { ErrorKind::Configuration, "the environment variable " + variable + " is not set", reference,
                           "Set it before starting, or store the password in the keychain" };
        if (resolved_)
            resolved_(value);
        return std::string(value);
    }
    if (!reference.starts_with(keychain_prefix))
        return Error { ErrorKind::Configuration, "a secret is given in clear", "",
                       "Give a reference: env:VARIABLE or keychain:NAME" };
    const std::string name = reference.substr(keychain_prefix.size());
    if (store_ != nullptr) {
        auto secret = store_->read(name);
        if (!secret)
            return secret.error();
        if (secret->has_value()) {
            if (resolved_)
                resolved_(**secret);
            return **secret;
        }
    }
    if (const char *password = std::getenv(password_variable)) {
        if (resolved_)
            resolved_(password);
        return std::string(password);
    }
    return Error { ErrorKind::Configuration,
                   store_ == nullptr ? "the keychain is not available here" : "the keychain holds nothing under this name",
                   reference, std::string("Set ") + password_variable + ", or change the reference to env:VARIABLE" };
}

Result<std::string> Secrets::missingPassword(const SourceEntry &source) const
{
    if (const char *password = std::getenv(password_variable)) {
        if (resolved_)
            resolved_(password);
        return std::string(password);
    }
    if (store_ == nullptr)
        return std::string();
    auto secret = store_->read(defaultName(source));
    // A keychain that cannot be asked must not stop a source that may need no password.
    if (!secret || !secret->has_value())
        return std::string();
    if (resolved_)
        resolved_(**secret);
    return **secret;
}

Result<Settings> Secrets::resolve(const SourceEntry &source, const ConnectorInfo &info) const
{
    Settings settings = source.settings;
    for (const SettingField &field : info.fields) {
        if (field.type != FieldType::Secret)
            continue;
        const std::string reference = setting(source, field.name);
        Result<std::string> secret = std::string();
        if (!reference.empty())
            secret = resolve(reference);
        else if (field.name == "password")
            secret = missingPassword(source);
        if (!secret) {
            Error error = secret.error();
            error.place = source.name + ", " + field.name + (error.place.empty() ? "" : " (" + error.place + ")");
            return error;
        }
        if (secret->empty())
            settings.erase(field.name);
        else
            settings[field.name] = *secret;
    }
    return settings;
}

std::string Secrets::defaultName(const SourceEntry &source)
{
    const std::string user = setting(source, "user");
    const std::string port = setting(source, "port");
    return source.kind + "://" + (user.empty() ? "" : user + "@") + setting(source, "host")
        + (port.empty() ? "" : ":" + port);
}

} // namespace streamgauge
