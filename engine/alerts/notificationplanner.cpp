// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/notificationplanner.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace streamgauge {

namespace {

/// A key that has not been heard of for this long has settled, whatever it was doing.
constexpr DurationNs settled_after_ns = 3'600 * ns_per_s;

std::pair<std::string, std::string> ruleAndKey(const Alert &alert)
{
    return { alert.rule, alert.key };
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv).
std::uint64_t fingerprint(const std::string &receiver, const std::map<std::string, std::string> &group)
{
    std::uint64_t hash = 14'695'981'039'346'656'037ULL;
    const auto add = [&hash](const std::string &text) {
        for (const char letter : text)
            hash = (hash ^ static_cast<unsigned char>(letter)) * 1'099'511'628'211ULL;
        hash = (hash ^ 0xFF) * 1'099'511'628'211ULL;
    };
    add(receiver);
    for (const auto &[name, value] : group) {
        add(name);
        add(value);
    }
    return hash;
}

} // namespace

Result<void> NotificationPlanner::configure(const std::vector<Receiver> &receivers, const Grouping &grouping, TimeNs now_ns)
{
    std::map<std::string, Target> targets;
    for (const Receiver &receiver : receivers) {
        auto matchers = MatcherSet::compile(receiver.matchers);
        if (!matchers) {
            Error error = matchers.error();
            error.place = "receiver " + receiver.name + ", " + error.place;
            return error;
        }
        Target target { receiver, std::move(matchers.value()), static_cast<double>(receiver.most_per_minute), now_ns };
        if (const auto known = targets_.find(receiver.name); known != targets_.end()) {
            target.tokens = std::min(known->second.tokens, target.tokens);
            target.tokens_at_ns = known->second.tokens_at_ns;
        }
        if (!targets.emplace(receiver.name, std::move(target)).second)
            return Error { ErrorKind::Configuration, "there are two receivers of this name", "receiver " + receiver.name,
                           "Give each receiver its own name" };
    }
    targets_ = std::move(targets);
    grouping_ = grouping;
    std::vector<GroupLog> logs;
    for (auto &[key, group] : groups_)
        logs.push_back(std::move(group.log));
    rebuild(std::move(logs), now_ns);
    return {};
}

void NotificationPlanner::restore(const std::vector<Alert> &alerts, std::vector<GroupLog> logs, std::uint64_t last_notice,
                                  TimeNs now_ns)
{
    last_notice_ = std::max(last_notice_, last_notice);
    std::set<std::uint64_t> withheld;
    for (const GroupLog &log : logs)
        withheld.insert(log.withheld.begin(), log.withheld.end());
    for (const Alert &alert : alerts) {
        if (alerts_.size() >= most_alerts) {
            ++untold_;
            continue;
        }
        if (alert.state != AlertState::Pending)
            alerts_[alert.episode] = { alert, withheld.contains(alert.episode), !alert.firing(), now_ns, {} };
    }
    rebuild(std::move(logs), now_ns);
}

void NotificationPlanner::forgetAlerts()
{
    alerts_.clear();
    groups_.clear();
    forgotten_.clear();
    last_notice_ = 0;
}

std::vector<NotificationPlanner::GroupKey> NotificationPlanner::groupsOf(const Alert &alert) const
{
    std::vector<GroupKey> keys;
    std::map<std::string, std::string> group;
    for (const std::string &name : grouping_.by)
        group[name] = attribute(alert, name);
    for (const auto &[name, target] : targets_) {
        const bool named = std::ranges::find(alert.notify, name) != alert.notify.end();
        if (named || (!target.matchers.matchers().empty() && target.matchers.matches(alert)))
            keys.emplace_back(name, group);
    }
    return keys;
}

void NotificationPlanner::rebuild(std::vector<GroupLog> logs, TimeNs now_ns)
{
    groups_.clear();
    for (GroupLog &log : logs) {
        GroupKey key(log.receiver, log.group);
        if (!targets_.contains(log.receiver)) {
            forgotten_.push_back({ log.receiver, log.group });
            continue;
        }
        Group &group = groups_[std::move(key)];
        group.log = std::move(log);
        group.changed = true;
    }
    for (auto &[episode, tracked] : alerts_)
        rejoin(episode, tracked, now_ns);
    std::erase_if(alerts_, [](const auto &entry) { return entry.second.over && entry.second.groups.empty(); });
    for (auto &entry : groups_) {
        Group &group = entry.second;
        std::erase_if(group.log.told, [&](const auto &told) { return !group.members.contains(told.first); });
        std::erase_if(group.log.withheld, [&](std::uint64_t episode) { return !group.members.contains(episode); });
        const Findings found = findings(group, now_ns);
        group.due_ns = std::min(group.due_ns, dueAfter(group, found, now_ns));
        if (group.members.empty())
            group.due_ns = now_ns;
    }
    judge_again_ = true;
}

void NotificationPlanner::rejoin(std::uint64_t episode, Tracked &tracked, TimeNs now_ns)
{
    tracked.groups.clear();
    std::map<std::string, Severity> told; // by receiver
    for (auto &[key, group] : groups_) {
        const auto found = group.log.told.find(episode);
        if (found == group.log.told.end())
            continue;
        told[key.first] = found->second;
        if (!tracked.over)
            continue;
        group.members.insert(episode);
        group.due_ns = now_ns;
        tracked.groups.push_back(key);
    }
    if (tracked.over)
        return;
    join(episode, tracked, now_ns);
    for (const GroupKey &key : tracked.groups) {
        Group &group = groups_[key];
        if (const auto found = told.find(key.first); found != told.end())
            group.log.told.emplace(episode, found->second);
        if (tracked.withheld)
            group.log.withheld.insert(episode);
        if (group.log.told.contains(episode) && group.log.last_ns == 0)
            group.log.last_ns = now_ns;
    }
}

void NotificationPlanner::join(std::uint64_t episode, Tracked &tracked, TimeNs now_ns)
{
    tracked.groups = groupsOf(tracked.alert);
    for (const GroupKey &key : tracked.groups) {
        Group &group = groups_[key];
        group.log.receiver = key.first;
        group.log.group = key.second;
        group.members.insert(episode);
        if (group.log.told.contains(episode))
            continue;
        TimeNs due_ns = now_ns + grouping_.wait_ns;
        if (group.log.last_ns != 0)
            due_ns = std::max(due_ns, group.log.last_ns + grouping_.interval_ns);
        group.due_ns = std::min(group.due_ns, due_ns);
    }
}

void NotificationPlanner::noteFlapping(Group &group, const Alert &alert, TimeNs now_ns)
{
    const auto name = ruleAndKey(alert);
    const bool was_flapping = group.log.flapping.contains(name);
    if (alert.flapping == was_flapping && !was_flapping)
        return;
    group.changed = true;
    if (alert.flapping && !was_flapping) {
        group.log.flapping.insert(name);
        group.forced = NoticeReason::Flapping;
        group.due_ns = now_ns;
    } else if (!alert.flapping) {
        group.log.flapping.erase(name);
        group.due_ns = now_ns;
    }
    // Each episode of a key that flaps stands for the one before: its receiver was told that it fires.
    for (auto member = group.members.begin(); member != group.members.end();) {
        const auto old = alerts_.find(*member);
        const bool replaced =
            *member != alert.episode && old != alerts_.end() && old->second.over && ruleAndKey(old->second.alert) == name;
        if (!replaced) {
            ++member;
            continue;
        }
        if (const auto told = group.log.told.find(*member); told != group.log.told.end()) {
            group.log.told.emplace(alert.episode, told->second);
            group.log.told.erase(told);
        }
        std::erase(old->second.groups, GroupKey(group.log.receiver, group.log.group));
        if (old->second.groups.empty())
            alerts_.erase(old);
        member = group.members.erase(member);
    }
}

void NotificationPlanner::alertChanged(const Alert &alert, TimeNs now_ns)
{
    auto known = alerts_.find(alert.episode);
    if (known == alerts_.end()) {
        if (!alert.firing())
            return;
        if (alerts_.size() >= most_alerts) {
            ++untold_;
            return;
        }
        known = alerts_.emplace(alert.episode, Tracked { alert, false, false, now_ns, {} }).first;
        join(alert.episode, known->second, now_ns);
    }
    Tracked &tracked = known->second;
    const Severity severity = std::exchange(tracked.alert, alert).severity;
    tracked.over = !alert.firing();
    tracked.heard_ns = now_ns;
    judge_again_ = true;
    if (!tracked.over && severity != alert.severity && tracked.groups != groupsOf(alert)) {
        for (const GroupKey &key : tracked.groups) {
            Group &group = groups_[key];
            group.members.erase(alert.episode);
            group.log.told.erase(alert.episode);
            group.log.withheld.erase(alert.episode);
            group.changed = true;
            group.due_ns = now_ns;
        }
        join(alert.episode, tracked, now_ns);
    }
    if (tracked.over && tracked.groups.empty()) {
        alerts_.erase(known);
        return;
    }
    for (const GroupKey &key : tracked.groups) {
        Group &group = groups_[key];
        if (tracked.over)
            group.due_ns = now_ns;
        else if (severity != alert.severity)
            group.due_ns = std::min(group.due_ns, now_ns + grouping_.wait_ns);
        noteFlapping(group, alert, now_ns);
    }
}

void NotificationPlanner::judgeOverlays(TimeNs now_ns)
{
    if (!judge_again_ && judged_generation_ == overlays_.generation() && now_ns < judge_due_ns_)
        return;
    judge_again_ = false;
    judged_generation_ = overlays_.generation();
    judge_due_ns_ = overlays_.nextChange(now_ns);
    std::vector<const Alert *> firing;
    for (const auto &[episode, tracked] : alerts_) {
        if (!tracked.over)
            firing.push_back(&tracked.alert);
    }
    std::vector<AlertOverlays> overlays = overlays_.overlays(firing, now_ns);
    std::size_t index = 0;
    for (auto &[episode, tracked] : alerts_) {
        if (tracked.over)
            continue;
        tracked.alert.overlays = std::move(overlays[index++]);
        const bool acknowledged = tracked.alert.acknowledgedAt(now_ns);
        if (acknowledged && tracked.alert.acknowledged->until_ns != 0)
            judge_due_ns_ = std::min(judge_due_ns_, tracked.alert.acknowledged->until_ns);
        setWithheld(episode, tracked, acknowledged || tracked.alert.overlays.any(), now_ns);
    }
}

void NotificationPlanner::setWithheld(std::uint64_t episode, Tracked &tracked, bool withheld, TimeNs now_ns)
{
    if (tracked.withheld == withheld)
        return;
    tracked.withheld = withheld;
    for (const GroupKey &key : tracked.groups) {
        Group &group = groups_[key];
        group.changed = true;
        if (withheld) {
            group.log.withheld.insert(episode);
            group.retell.erase(episode);
        } else {
            group.log.withheld.erase(episode);
            group.retell.insert(episode);
            group.due_ns = now_ns;
        }
    }
}

bool NotificationPlanner::isUnsettled(const Group &group, const Tracked &tracked, TimeNs now_ns) const
{
    return group.forced != NoticeReason::Flapping && !group.log.flapping.empty()
        && group.log.flapping.contains(ruleAndKey(tracked.alert)) && now_ns - tracked.heard_ns < settled_after_ns;
}

NotificationPlanner::Findings NotificationPlanner::findings(const Group &group, TimeNs now_ns) const
{
    Findings found;
    for (const std::uint64_t episode : group.members) {
        const Tracked &tracked = alerts_.at(episode);
        const auto told = group.log.told.find(episode);
        const bool was_told = told != group.log.told.end();
        if (isUnsettled(group, tracked, now_ns))
            continue;
        if (tracked.over) {
            if (was_told)
                found.resolved.push_back(&tracked.alert);
            continue;
        }
        if (tracked.withheld)
            continue;
        found.firing.push_back(&tracked.alert);
        const bool risen = was_told && told->second != tracked.alert.severity;
        if (!risen && group.retell.contains(episode))
            found.unmuted = true;
        else if (risen || !was_told)
            found.news = true;
    }
    return found;
}

std::optional<NoticeReason> NotificationPlanner::reasonFor(const Group &group, const Findings &found, TimeNs now_ns) const
{
    const GroupLog &log = group.log;
    if (group.forced && (!found.firing.empty() || !found.resolved.empty()))
        return group.forced;
    if (found.unmuted)
        return NoticeReason::Unmuted;
    if (found.news)
        return log.told.empty() ? NoticeReason::First : NoticeReason::NewAlerts;
    if (!found.resolved.empty() && targets_.at(log.receiver).receiver.send_resolved)
        return found.resolved.size() == log.told.size() ? NoticeReason::AllResolved : NoticeReason::SomeResolved;
    if (!found.firing.empty() && grouping_.repeat_ns > 0 && now_ns - log.last_ns > grouping_.repeat_ns)
        return NoticeReason::Repeat;
    return std::nullopt;
}

TimeNs NotificationPlanner::takeToken(Target &target, TimeNs now_ns) const
{
    const double most = target.receiver.most_per_minute;
    if (most == 0)
        return now_ns;
    constexpr double minute_ns = 60.0 * ns_per_s;
    const auto elapsed_ns = static_cast<double>(std::max<DurationNs>(now_ns - target.tokens_at_ns, 0));
    target.tokens = std::min(most, target.tokens + elapsed_ns * most / minute_ns);
    target.tokens_at_ns = now_ns;
    if (target.tokens < 1.0)
        return now_ns + static_cast<DurationNs>((1.0 - target.tokens) * minute_ns / most) + 1;
    target.tokens -= 1.0;
    return now_ns;
}

Notice NotificationPlanner::makeNotice(const Group &group, const Findings &found, NoticeReason reason, TimeNs now_ns)
{
    Notice notice;
    notice.id = fmt::format("{:016x}-{}-{}", fingerprint(group.log.receiver, group.log.group), now_ns, ++last_notice_);
    notice.receiver = group.log.receiver;
    notice.reason = reason;
    notice.time_ns = now_ns;
    notice.group = group.log.group;
    const auto copy = [&notice](const std::vector<const Alert *> &from, std::vector<Alert> &to) {
        for (const Alert *alert : from) {
            if (to.size() < Notice::most_alerts)
                to.push_back(*alert);
            else
                ++notice.further;
        }
    };
    copy(found.firing, notice.firing);
    if (targets_.at(group.log.receiver).receiver.send_resolved)
        copy(found.resolved, notice.resolved);
    return notice;
}

std::optional<Notice> NotificationPlanner::flush(Group &group, TimeNs now_ns)
{
    const Findings found = findings(group, now_ns);
    const std::optional<NoticeReason> reason = reasonFor(group, found, now_ns);
    if (!reason) {
        settle(group, found, false, now_ns);
        return std::nullopt;
    }
    if (const TimeNs allowed_ns = takeToken(targets_.at(group.log.receiver), now_ns); allowed_ns > now_ns) {
        group.due_ns = allowed_ns;
        ++delayed_;
        return std::nullopt;
    }
    Notice notice = makeNotice(group, found, *reason, now_ns);
    settle(group, found, true, now_ns);
    return notice;
}

TimeNs NotificationPlanner::dueAfter(const Group &group, const Findings &found, TimeNs now_ns) const
{
    TimeNs due_ns = never_ns;
    if (!found.firing.empty() && grouping_.repeat_ns > 0 && group.log.last_ns != 0)
        due_ns = std::max(group.log.last_ns + grouping_.repeat_ns + 1, now_ns);
    for (const std::uint64_t episode : group.members) {
        const Tracked &tracked = alerts_.at(episode);
        if (isUnsettled(group, tracked, now_ns))
            due_ns = std::min(due_ns, tracked.heard_ns + settled_after_ns);
    }
    return due_ns;
}

void NotificationPlanner::settle(Group &group, const Findings &found, bool told, TimeNs now_ns)
{
    if (told) {
        group.log.last_ns = now_ns;
        for (const Alert *alert : found.firing) {
            group.log.told[alert->episode] = alert->severity;
            group.retell.erase(alert->episode);
        }
    }
    const bool keeps_flapping = group.forced == NoticeReason::Flapping;
    group.forced.reset();
    group.changed = true;
    const GroupKey key(group.log.receiver, group.log.group);
    for (auto member = group.members.begin(); member != group.members.end();) {
        const auto tracked = alerts_.find(*member);
        if (!tracked->second.over || isUnsettled(group, tracked->second, now_ns)) {
            ++member;
            continue;
        }
        group.log.told.erase(*member);
        group.log.withheld.erase(*member);
        group.retell.erase(*member);
        if (!keeps_flapping)
            group.log.flapping.erase(ruleAndKey(tracked->second.alert));
        std::erase(tracked->second.groups, key);
        if (tracked->second.groups.empty())
            alerts_.erase(tracked);
        member = group.members.erase(member);
    }
    group.due_ns = dueAfter(group, findings(group, now_ns), now_ns);
}

std::vector<Notice> NotificationPlanner::tick(TimeNs now_ns)
{
    judgeOverlays(now_ns);
    std::vector<Notice> notices;
    for (auto entry = groups_.begin(); entry != groups_.end();) {
        Group &group = entry->second;
        if (group.due_ns <= now_ns) {
            if (auto notice = flush(group, now_ns))
                notices.push_back(std::move(*notice));
        }
        if (!group.members.empty()) {
            ++entry;
            continue;
        }
        forgotten_.push_back({ entry->first.first, entry->first.second });
        entry = groups_.erase(entry);
    }
    return notices;
}

TimeNs NotificationPlanner::nextDue() const
{
    if (judge_again_ || judged_generation_ != overlays_.generation())
        return std::numeric_limits<TimeNs>::min();
    TimeNs due_ns = alerts_.empty() ? never_ns : judge_due_ns_;
    for (const auto &[key, group] : groups_)
        due_ns = std::min(due_ns, group.due_ns);
    return due_ns;
}

std::vector<GroupLog> NotificationPlanner::takeChangedLogs()
{
    std::vector<GroupLog> changed = std::exchange(forgotten_, {});
    for (auto &[key, group] : groups_) {
        if (std::exchange(group.changed, false))
            changed.push_back(group.log);
    }
    return changed;
}

std::size_t NotificationPlanner::memoryBytes() const
{
    std::size_t bytes = 0;
    for (const auto &[episode, tracked] : alerts_)
        bytes += sizeof(Tracked) + tracked.groups.size() * sizeof(GroupKey) + tracked.alert.rule.size()
            + tracked.alert.key.size() + tracked.alert.condition.size() + tracked.alert.value.size();
    for (const auto &[key, group] : groups_)
        bytes += sizeof(Group) + group.members.size() * 3 * sizeof(std::uint64_t);
    return bytes;
}

} // namespace streamgauge
