// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/engine.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

struct sqlite3;

namespace streamgauge {

/// What outlives the process, in SQLite (WAL): resume positions, and what AlertStore keeps. One process at a time has it
/// open. A kill -9 loses nothing that was written. Thread-safe.
class StateDb final : public PositionStore
{
public:
    /// Creates the directory and the file as needed. Another process has it: Error Resource. A damaged file is moved
    /// aside as <file>.damaged-<time> and a new one begun; notice() says so. A file of a newer version: Unsupported.
    [[nodiscard]] static Result<std::unique_ptr<StateDb>> open(const std::filesystem::path &file);
    /// For a run that cannot or need not remember: gone with the object.
    [[nodiscard]] static Result<std::unique_ptr<StateDb>> inMemory();
    ~StateDb() override;

    /// Empty, or what the user should know about how it was opened.
    [[nodiscard]] const std::string &notice() const { return notice_; }

    /// Positions of `source` are kept under `scope` (the workspace's path, or a source's URL), so that sources of the
    /// same name in different workspaces do not meet. Call before the source runs.
    void setScope(const std::string &source, std::string scope);
    /// The next run of the source begins anew.
    Result<void> forget(const std::string &source);

    /// `call` runs before each position is written, on the thread that saves it: what must not be later than the position.
    /// It may call transact(). Empty: nothing.
    void beforeSave(std::function<void()> call);
    /// All that `work` does is kept, or nothing if it returns false. Neither may call this object again.
    Result<void> transact(const std::function<bool(sqlite3 *)> &work);
    void read(const std::function<void(sqlite3 *)> &work) const;

    [[nodiscard]] std::optional<Entry> load(const std::string &source) override;
    Result<void> save(const std::string &source, const Entry &entry) override;

private:
    struct Closer {
        void operator()(sqlite3 *database) const;
    };
    using Handle = std::unique_ptr<sqlite3, Closer>;

    StateDb(Handle database, std::filesystem::path file)
        : file_(std::move(file))
        , database_(std::move(database))
    {
    }
    [[nodiscard]] static Result<std::unique_ptr<StateDb>> openOnce(const std::filesystem::path &file);
    [[nodiscard]] std::string scopeOf(const std::string &source) const;

    const std::filesystem::path file_;
    mutable std::mutex mutex_;
    Handle database_;
    std::function<void()> before_save_;
    std::map<std::string, std::string> scopes_;
    std::string notice_;
};

} // namespace streamgauge
