// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/notice.h"
#include "engine/alerts/overlaybook.h"
#include "engine/alerts/receiver.h"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace streamgauge {

/// What one receiver was last told of one group, as it is remembered across a restart.
struct GroupLog {
    std::string receiver;
    std::map<std::string, std::string> group;
    TimeNs last_ns = 0;                                     ///< of the last notice; 0: none yet
    std::map<std::uint64_t, Severity> told;                 ///< episodes told as firing and not yet as resolved
    std::set<std::uint64_t> withheld;                       ///< firing episodes an overlay or acknowledgement withholds
    std::set<std::pair<std::string, std::string>> flapping; ///< rule and key
    friend bool operator==(const GroupLog &, const GroupLog &) = default;
    /// Nothing to remember: it can be forgotten.
    [[nodiscard]] bool empty() const { return told.empty() && withheld.empty() && flapping.empty(); }
};

/// Decides who is told what and when. Pure: changes of alerts and the time go in, notices come out; the same input gives
/// the same notices. One thread. Whether a group's notice is due follows Alertmanager (notify/notify.go, needsUpdate):
/// no notice yet and something fires; something fires that was not told; nothing fires any more; something resolved;
/// nothing changed for longer than the repeat interval. Other than there: resolved alerts are told at the next tick, and
/// also when they are withheld by then if they were told as firing; an alert that is withheld no longer is told at
/// once; an acknowledged one is not repeated; a flapping one is told once and again when it has settled.
class NotificationPlanner
{
public:
    static constexpr TimeNs never_ns = std::numeric_limits<TimeNs>::max();
    /// Alerts followed at once; further ones are counted and not told.
    static constexpr std::size_t most_alerts = 100'000;

    /// `overlays` outlives the planner and is read in tick().
    explicit NotificationPlanner(const OverlayBook &overlays)
        : overlays_(overlays)
    {
    }

    /// Groups of receivers that are gone, or whose grouping changed, are forgotten or made anew from what was told.
    /// Error Configuration: two receivers of one name, or matchers that do not compile; then nothing changes.
    [[nodiscard]] Result<void> configure(const std::vector<Receiver> &receivers, const Grouping &grouping, TimeNs now_ns);
    /// Once, after configure(): what an earlier run remembered. `alerts`: the open ones, and the last states of those
    /// that `logs` say were told.
    void restore(const std::vector<Alert> &alerts, std::vector<GroupLog> logs, std::uint64_t last_notice, TimeNs now_ns);

    /// Forgets all alerts and what was told of them; receivers and grouping stay.
    void forgetAlerts();

    void alertChanged(const Alert &alert, TimeNs now_ns);
    /// The notices due, by receiver and group.
    [[nodiscard]] std::vector<Notice> tick(TimeNs now_ns);
    /// When tick() next has something to do; never_ns: not before a change.
    [[nodiscard]] TimeNs nextDue() const;

    /// Logs that changed since the last call; an empty() one is to be forgotten.
    [[nodiscard]] std::vector<GroupLog> takeChangedLogs();
    [[nodiscard]] std::uint64_t lastNotice() const { return last_notice_; }
    /// Notices put off by a rate limit, alerts over most_alerts.
    [[nodiscard]] std::uint64_t delayedNotices() const { return delayed_; }
    [[nodiscard]] std::uint64_t untoldAlerts() const { return untold_; }
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    using GroupKey = std::pair<std::string, std::map<std::string, std::string>>; ///< receiver, group
    struct Tracked {
        Alert alert;
        bool withheld = false;
        bool over = false; ///< fires no more
        TimeNs heard_ns = 0;
        std::vector<GroupKey> groups;
    };
    struct Group {
        GroupLog log;
        std::set<std::uint64_t> members;
        std::set<std::uint64_t> retell; ///< told before it was withheld, to be told again
        std::optional<NoticeReason> forced;
        TimeNs due_ns = never_ns;
        bool changed = false;
    };
    struct Target {
        Receiver receiver;
        MatcherSet matchers;
        double tokens = 0;
        TimeNs tokens_at_ns = 0;
    };
    struct Findings {
        std::vector<const Alert *> firing; ///< not withheld
        std::vector<const Alert *> resolved;
        bool news = false;
        bool unmuted = false;
    };
    using Episodes = std::set<std::uint64_t>;

    [[nodiscard]] std::vector<GroupKey> groupsOf(const Alert &alert) const;
    void rebuild(std::vector<GroupLog> logs, TimeNs now_ns);
    void rejoin(std::uint64_t episode, Tracked &tracked, TimeNs now_ns);
    void join(std::uint64_t episode, Tracked &tracked, TimeNs now_ns);
    void noteFlapping(Group &group, const Alert &alert, TimeNs now_ns);
    void judgeOverlays(TimeNs now_ns);
    void setWithheld(std::uint64_t episode, Tracked &tracked, bool withheld, TimeNs now_ns);
    [[nodiscard]] bool isUnsettled(const Group &group, const Tracked &tracked, TimeNs now_ns) const;
    [[nodiscard]] Findings findings(const Group &group, TimeNs now_ns) const;
    [[nodiscard]] std::optional<NoticeReason> reasonFor(const Group &group, const Findings &found, TimeNs now_ns) const;
    [[nodiscard]] std::optional<Notice> flush(Group &group, TimeNs now_ns);
    void settle(Group &group, const Findings &found, bool told, TimeNs now_ns);
    [[nodiscard]] TimeNs dueAfter(const Group &group, const Findings &found, TimeNs now_ns) const;
    [[nodiscard]] Notice makeNotice(const Group &group, const Findings &found, NoticeReason reason, TimeNs now_ns);
    [[nodiscard]] TimeNs takeToken(Target &target, TimeNs now_ns) const;

    const OverlayBook &overlays_;
    std::map<std::string, Target> targets_;
    Grouping grouping_;
    std::map<std::uint64_t, Tracked> alerts_; ///< firing, and over but not yet told
    std::map<GroupKey, Group> groups_;
    std::vector<GroupLog> forgotten_;
    std::uint64_t judged_generation_ = 0;
    TimeNs judge_due_ns_ = never_ns;
    bool judge_again_ = false;
    std::uint64_t last_notice_ = 0;
    std::uint64_t delayed_ = 0;
    std::uint64_t untold_ = 0;
};

} // namespace streamgauge
