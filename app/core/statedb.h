// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/engine.h"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

struct sqlite3;

namespace streamgauge {

/// Resume positions that outlive the process, in SQLite (WAL). One process at a time has it open. Thread-safe.
class StateDb final : public PositionStore
{
public:
    /// Creates the directory and the file as needed. Another process has it: Error Resource. A damaged file is moved
    /// aside as <file>.damaged-<time> and a new one begun; notice() says so. A file of a newer version: Unsupported.
    [[nodiscard]] static Result<std::unique_ptr<StateDb>> open(const std::filesystem::path &file);
    ~StateDb() override;

    /// Empty, or what the user should know about how it was opened.
    [[nodiscard]] const std::string &notice() const { return notice_; }

    /// Positions of `source` are kept under `scope` (the workspace's path, or a source's URL), so that sources of the
    /// same name in different workspaces do not meet. Call before the source runs.
    void setScope(const std::string &source, std::string scope);
    /// The next run of the source begins anew.
    Result<void> forget(const std::string &source);

    [[nodiscard]] std::optional<Entry> load(const std::string &source) override;
    Result<void> save(const std::string &source, const Entry &entry) override;

private:
    struct Closer {
        void operator()(sqlite3 *database) const;
    };
    using Handle = std::unique_ptr<sqlite3, Closer>;

    explicit StateDb(Handle database)
        : database_(std::move(database))
    {
    }
    [[nodiscard]] static Result<std::unique_ptr<StateDb>> openOnce(const std::filesystem::path &file);
    [[nodiscard]] std::string scopeOf(const std::string &source) const;

    mutable std::mutex mutex_;
    Handle database_;
    std::map<std::string, std::string> scopes_;
    std::string notice_;
};

} // namespace streamgauge
