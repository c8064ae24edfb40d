// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/statedb.h"
#include "engine/alerts/alertdesk.h"
#include "engine/alerts/noticelog.h"
#include "engine/alerts/shiftreport.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// A notice on its way.
struct Outgoing {
    Notice notice;
    std::uint32_t attempts = 0; ///< that failed
    friend bool operator==(const Outgoing &, const Outgoing &) = default;
};

/// The part of state.db that alerts and notices need, for one workspace (`scope`) at a time. Thread-safe as StateDb is;
/// setScope() before all else. Every write is one transaction.
class AlertStore
{
public:
    /// Of each workspace; older ones go first.
    static constexpr std::size_t most_episodes = 200'000;
    static constexpr std::size_t most_sent = 20'000;
    static constexpr DurationNs keep_ns = 90LL * 24 * 3'600 * ns_per_s;

    struct Remembered {
        std::vector<Alert> open;
        std::vector<Alert> told; ///< over, but someone still has to be told
        std::vector<GroupLog> logs;
        std::vector<Outgoing> outgoing; ///< oldest first
        std::vector<Silence> silences;
        std::vector<Shelf> shelves;
        std::uint64_t last_notice = 0;
        TimeNs alive_ns = 0; ///< when the last run was last known to run; 0: there was none
    };

    /// `state` outlives this.
    explicit AlertStore(StateDb &state)
        : state_(state)
    {
    }
    void setScope(std::string scope) { scope_ = std::move(scope); }
    [[nodiscard]] const std::string &scope() const { return scope_; }

    [[nodiscard]] Remembered load() const;
    /// The greatest episode of all workspaces.
    [[nodiscard]] std::uint64_t lastEpisode() const;
    /// Changes and what they led to, together.
    Result<void> write(std::span<const AlertChange> changes, const NotifyPlan &plan, TimeNs now_ns);
    Result<void> writeOverlays(const std::vector<Silence> &silences, const std::vector<Shelf> &shelves);
    /// An attempt: logged; Retried stays in the queue, all else leaves it.
    Result<void> writeAttempt(const SentEntry &entry);
    Result<void> prune(TimeNs now_ns);
    /// The workspace was never here.
    Result<void> forgetScope();

    /// Episodes that fired and overlap [from, to), newest first, at most `most`.
    [[nodiscard]] std::vector<PastEpisode> episodes(TimeNs from_ns, TimeNs to_ns, std::size_t most) const;
    [[nodiscard]] std::vector<PastChange> changes(std::uint64_t episode) const;
    /// Newest first.
    [[nodiscard]] std::vector<SentEntry> sent(std::size_t most) const;

    /// What the user trusted of a workspace; nullopt: nothing.
    [[nodiscard]] std::optional<std::string> trusted(const std::string &workspace) const;
    Result<void> trust(const std::string &workspace, const std::string &content);

private:
    bool writeChange(sqlite3 *database, const AlertChange &change) const;
    bool writeEpisode(sqlite3 *database, const AlertChange &change) const;
    bool writeLog(sqlite3 *database, const GroupLog &log) const;
    bool writeMark(sqlite3 *database, const char *name, std::int64_t value) const;

    StateDb &state_;
    std::string scope_;
};

} // namespace streamgauge
