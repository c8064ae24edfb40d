// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/notice.h"
#include "engine/alerts/receiver.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Delivers notices to one receiver. One thread at a time.
class NoticeSender
{
public:
    virtual ~NoticeSender() = default;
    /// Blocks until the other side has taken the notice or refused it; ends within a second of a stop request (error
    /// Cancelled). `body` is the notice's JSON form. Returns what the other side said, for the log. Error Transient: trying
    /// the same notice again can help. Contains no retries.
    [[nodiscard]] virtual Result<std::string> send(const Notice &notice, const std::string &body, std::stop_token stop) = 0;
};

/// Makes the senders of one kind of receiver. Thread-safe.
class NoticeSenderFactory
{
public:
    virtual ~NoticeSenderFactory() = default;
    [[nodiscard]] virtual std::string_view kind() const = 0; ///< "email"
    [[nodiscard]] virtual std::string_view title() const = 0;
    /// Of the form, and all that a receiver of this kind may have. FieldType::Secret holds a reference in a workspace.
    [[nodiscard]] virtual const std::vector<SettingField> &fields() const = 0;
    /// `settings` with secrets in clear; opens nothing. Error Configuration names the setting.
    [[nodiscard]] virtual Result<std::unique_ptr<NoticeSender>> create(const Settings &settings) const = 0;
};

/// A connection to a database that runs one statement at a time. One thread, the one that opened it.
class StatementRunner
{
public:
    virtual ~StatementRunner() = default;
    /// With its `?` bound to `parameters` in order, never put into the text; nullopt is NULL. Returns the rows it changed.
    [[nodiscard]] virtual Result<std::uint64_t> run(const std::string &statement,
                                                    const std::vector<std::optional<std::string>> &parameters) = 0;
};

/// Opens connections for statements with the settings of a source. Thread-safe.
class StatementRunnerFactory
{
public:
    virtual ~StatementRunnerFactory() = default;
    [[nodiscard]] virtual std::string_view kind() const = 0; ///< of the source: "mysql"
    [[nodiscard]] virtual Result<std::unique_ptr<StatementRunner>> open(const Settings &settings) const = 0;
};

} // namespace streamgauge
