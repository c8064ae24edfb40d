// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <optional>
#include <string>

namespace QKeychain {
class Job;
}

namespace streamgauge {

/// The desktop's keychain for threads that may wait: its jobs run on the GUI thread, on which this object lives, and
/// the calling thread waits for them, at most a minute and never beyond shutDown(). Do not call from the GUI thread,
/// except probe() and shutDown().
class KeychainBridge : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] Result<std::optional<std::string>> read(const std::string &name);
    Result<void> write(const std::string &name, const std::string &secret);
    Result<void> remove(const std::string &name);

    /// GUI thread. Answers on the GUI thread whether a keychain is there.
    void probe(std::function<void(const Result<void> &)> receive);
    void shutDown() { stopping_ = true; }

private:
    /// Creates the job on the GUI thread and waits; nullopt text when the entry does not exist.
    [[nodiscard]] Result<std::optional<std::string>> wait(const std::function<QKeychain::Job *()> &create);

    std::atomic<bool> stopping_ = false;
};

} // namespace streamgauge
