// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/overlaybook.h"

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

constexpr DurationNs minute_ns = 60 * ns_per_s;
constexpr DurationNs remember_silences_ns = 7LL * 24 * 60 * minute_ns;

} // namespace

Result<std::string> OverlayBook::setSilence(Silence silence, TimeNs now_ns)
{
    silences_.forget(now_ns - remember_silences_ns);
    auto id = silences_.set(std::move(silence), now_ns);
    if (id)
        ++generation_;
    return id;
}

Result<void> OverlayBook::expireSilence(const std::string &id, TimeNs now_ns)
{
    auto expired = silences_.expire(id, now_ns);
    if (expired)
        ++generation_;
    return expired;
}

void OverlayBook::restoreSilences(std::vector<Silence> silences)
{
    silences_.restore(std::move(silences));
    ++generation_;
}

Result<void> OverlayBook::shelve(Shelf shelf, TimeNs now_ns)
{
    if (shelf.until_ns <= now_ns)
        return Error { ErrorKind::Configuration, "ends in the past", "shelve", "Choose a later end" };
    std::erase_if(shelves_, [&](const auto &entry) { return entry.second.until_ns <= now_ns; });
    if (shelves_.size() >= most_shelves)
        return Error { ErrorKind::Configuration, std::to_string(most_shelves) + " alerts are shelved already", "shelve",
                       "A silence covers many at once" };
    auto name = std::pair(shelf.rule, shelf.key);
    shelves_.insert_or_assign(std::move(name), std::move(shelf));
    ++generation_;
    return {};
}

void OverlayBook::unshelve(const std::string &rule, const std::string &key)
{
    if (shelves_.erase({ rule, key }) > 0)
        ++generation_;
}

std::vector<Shelf> OverlayBook::shelves(TimeNs now_ns) const
{
    std::vector<Shelf> all;
    for (const auto &[name, shelf] : shelves_) {
        if (shelf.until_ns > now_ns)
            all.push_back(shelf);
    }
    return all;
}

Result<void> OverlayBook::setInhibitions(const std::vector<InhibitionRule> &rules)
{
    ++generation_;
    return inhibitor_.setRules(rules);
}

Result<void> OverlayBook::setMuteTimes(const std::vector<MuteTime> &mutes)
{
    std::vector<Mute> made;
    for (const MuteTime &mute : mutes) {
        if (auto checked = checkMuteTime(mute); !checked)
            return checked;
        made.push_back({ mute, MatcherSet::compile(mute.matchers).value() });
    }
    mutes_ = std::move(made);
    ++generation_;
    return {};
}

std::vector<AlertOverlays> OverlayBook::overlays(std::span<const Alert *const> alerts, TimeNs now_ns) const
{
    std::vector<AlertOverlays> all(alerts.size());
    std::vector<std::vector<std::string>> inhibited = inhibitor_.inhibitedBy(alerts);
    std::vector<const Mute *> muting;
    for (const Mute &mute : mutes_) {
        if (isMuted(mute.time, now_ns))
            muting.push_back(&mute);
    }
    for (std::size_t index = 0; index < alerts.size(); ++index) {
        const Alert &alert = *alerts[index];
        AlertOverlays &overlays = all[index];
        overlays.inhibited_by = std::move(inhibited[index]);
        overlays.silenced_by = silences_.silencing(alert, now_ns);
        for (const Mute *mute : muting) {
            if (mute->matchers.matches(alert))
                overlays.muted_by.push_back(mute->time.name);
        }
        if (shelves_.empty())
            continue;
        const auto shelf = shelves_.find({ alert.rule, alert.key });
        if (shelf != shelves_.end() && shelf->second.until_ns > now_ns)
            overlays.shelved_until_ns = shelf->second.until_ns;
    }
    return all;
}

TimeNs OverlayBook::nextChange(TimeNs now_ns) const
{
    TimeNs next_ns = silences_.nextChange(now_ns);
    for (const auto &[name, shelf] : shelves_) {
        if (shelf.until_ns > now_ns)
            next_ns = std::min(next_ns, shelf.until_ns);
    }
    if (!mutes_.empty())
        next_ns = std::min(next_ns, (now_ns / minute_ns + 1) * minute_ns);
    return next_ns;
}

} // namespace streamgauge
