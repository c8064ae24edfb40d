// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/desksecrets.h"

#include "app/desk/keychainbridge.h"

namespace streamgauge {

Result<std::optional<std::string>> DeskSecrets::read(const std::string &name)
{
    const std::lock_guard lock(mutex_);
    const auto found = held_.find(name);
    return found == held_.end() ? std::optional<std::string>() : found->second;
}

Result<void> DeskSecrets::write(const std::string &name, const std::string &secret)
{
    const Result<void> written = keychain_.write(name, secret);
    if (written)
        hold(name, secret);
    return written;
}

Result<void> DeskSecrets::remove(const std::string &name)
{
    release(name);
    return keychain_.remove(name);
}

void DeskSecrets::hold(const std::string &name, const std::string &secret)
{
    const std::lock_guard lock(mutex_);
    held_[name] = secret;
}

void DeskSecrets::release(const std::string &name)
{
    const std::lock_guard lock(mutex_);
    held_.erase(name);
}

void DeskSecrets::fetch(const std::string &name)
{
    {
        const std::lock_guard lock(mutex_);
        if (held_.contains(name) || !asked_.insert(name).second)
            return;
    }
    const auto secret = keychain_.read(name);
    if (secret && *secret)
        hold(name, **secret);
}

} // namespace streamgauge
