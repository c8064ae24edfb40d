// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/alertstore.h"
#include "app/core/notifycourier.h"
#include "engine/alerts/alertdesk.h"
#include "engine/run/bell.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace streamgauge {

/// What a workspace brings for its alerts.
struct NotifySetup {
    std::string scope; ///< the workspace's path; what is remembered belongs to it
    NotifySettings settings;
    std::vector<Receiver> own; ///< the desk's: pictures and sounds
    bool trusted = false;      ///< receivers that act outside the program may
    bool fresh = false;        ///< what is remembered under this scope belongs to something else and is forgotten
};

/// Alerts and notices of one engine, from the change of an alert to the last retry of its notice: writes changes, plans
/// and the queue of notices in one transaction each, so that a kill -9 at any time loses nothing and tells nothing twice;
/// one courier a receiver brings them. Without a state database everything works and nothing is remembered. Public calls
/// are thread-safe.
class NotifyService
{
public:
    using MakeSender = std::function<Result<std::unique_ptr<NoticeSender>>(const Receiver &)>;

    /// `clock` and `state` outlive this; `state` null: a database in memory. `make` is called on couriers' threads,
    /// `report` on any.
    NotifyService(const Clock &clock, StateDb *state, MakeSender make, std::function<void(const Problem &)> report);
    /// After the engine has stopped.
    ~NotifyService();
    NotifyService(const NotifyService &) = delete;
    NotifyService &operator=(const NotifyService &) = delete;

    /// The engine's AlertWatcher. Its overlay calls do not save: use those below.
    [[nodiscard]] AlertDesk &desk() { return desk_; }
    [[nodiscard]] std::uint64_t lastEpisode() const { return last_episode_; }

    struct Restored {
        std::vector<Alert> open;  ///< for Engine::restoreAlerts()
        TimeNs down_since_ns = 0; ///< 0: there was no earlier run
    };
    /// Begins with a workspace: reads what is remembered of it and listens to the engine. Before its rules are set.
    [[nodiscard]] Result<Restored> open(NotifySetup setup);
    /// Receivers, grouping or trust of the open workspace changed.
    [[nodiscard]] Result<void> reconfigure(NotifySettings settings, bool trusted);
    /// Writes what is left and listens no more: what the engine does to its alerts from now on is not remembered.
    void close();
    /// Everything the engine has told is written and planned when it returns.
    void flush();
    /// Nothing more is remembered of the open workspace.
    void forget();

    [[nodiscard]] Result<std::string> setSilence(Silence silence);
    [[nodiscard]] Result<void> expireSilence(const std::string &id);
    [[nodiscard]] Result<void> shelve(Shelf shelf);
    void unshelve(const std::string &rule, const std::string &key);

    /// Sends a made-up notice by the receiver's way, whether or not it is trusted: the user asked for it. Blocks.
    [[nodiscard]] Result<std::string> sendTest(const Receiver &receiver);
    /// Names of receivers that are off because the workspace is not trusted.
    [[nodiscard]] std::vector<std::string> untrusted() const;
    /// The user lets this content of a workspace act from now on.
    Result<void> trust(const std::string &workspace, const std::string &content) { return store_.trust(workspace, content); }
    [[nodiscard]] const AlertStore &store() const { return store_; }
    /// Notices on their way.
    [[nodiscard]] std::size_t waiting() const;

private:
    void work(const std::stop_token &stop);
    void turn();
    [[nodiscard]] Result<void> configure();
    void hireCouriers();
    void deliver(const std::vector<Notice> &notices);
    void record(const SentEntry &entry);
    [[nodiscard]] Result<void> writeAttempt(const SentEntry &entry);
    void writeLateAttempts();
    void saveOverlays();
    [[nodiscard]] std::vector<Outgoing> undelivered(std::vector<Outgoing> written) const;
    void resume(std::vector<Outgoing> outgoing);
    void shedUnwritten();
    void forgetUnwritten();
    void noteFailure(const Result<void> &written);

    const Clock &clock_;
    std::unique_ptr<StateDb> memory_; ///< in place of a state database
    AlertStore store_;
    const MakeSender make_;
    const std::function<void(const Problem &)> report_;
    AlertDesk desk_;
    StateDb *state_;
    std::uint64_t last_episode_ = 0;

    mutable std::mutex turn_mutex_; ///< one turn at a time; guards what follows
    NotifySetup setup_;
    bool open_ = false;
    std::vector<AlertChange> unwritten_;
    std::vector<GroupLog> unwritten_logs_;
    std::vector<Notice> unwritten_notices_;
    std::set<std::uint64_t> open_episodes_;
    TimeNs written_ns_ = 0;
    std::uint64_t reported_lost_ = 0;
    TimeNs pruned_ns_ = 0;

    mutable std::mutex attempts_mutex_;
    std::vector<SentEntry> late_attempts_; ///< could not be written
    /// Notices are under way that could not be written: attempts follow them, lest these be taken for untried.
    bool attempts_wait_ = false;

    mutable std::mutex couriers_mutex_;
    std::map<std::string, std::unique_ptr<NotifyCourier>> couriers_;
    std::mutex failure_mutex_;
    bool failing_ = false;

    Bell bell_;
    std::jthread thread_;
};

} // namespace streamgauge
