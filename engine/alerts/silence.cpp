// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/silence.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::string_view id_prefix = "silence-";

Error refused(std::string message, std::string remedy)
{
    return { ErrorKind::Configuration, std::move(message), "silence", std::move(remedy) };
}

/// Alertmanager's rule (silence/silence.go, matchesEmpty): one that excludes something restricts the silence.
bool holdsWithoutName(const Matcher &matcher)
{
    if (matcher.match == MatchOperator::NotEqual || matcher.match == MatchOperator::NotMatches)
        return false;
    const auto alone = MatcherSet::compile({ { "absent", matcher.match, matcher.value } });
    return alone.ok() && alone->matches(Alert {});
}

Result<MatcherSet> checked(const Silence &silence)
{
    if (silence.matchers.empty())
        return refused("has no matchers and would silence everything", "Name at least a rule, a key or a label");
    auto set = MatcherSet::compile(silence.matchers);
    if (set.ok() && std::ranges::all_of(silence.matchers, holdsWithoutName))
        return refused("matches alerts without any of these names and would silence everything",
                       "Let at least one matcher name a text that is not empty");
    if (silence.end_ns < silence.start_ns)
        return refused("ends before it begins", "Choose a later end");
    return set;
}

} // namespace

std::string_view name(SilenceState state)
{
    switch (state) {
    case SilenceState::Pending: return "pending";
    case SilenceState::Active: return "active";
    case SilenceState::Expired: return "expired";
    }
    return {};
}

SilenceBook::Entry *SilenceBook::find(const std::string &id)
{
    const auto found = std::ranges::find(entries_, id, [](const Entry &entry) { return entry.silence.id; });
    return found == entries_.end() ? nullptr : &*found;
}

std::string SilenceBook::newId()
{
    return std::string(id_prefix) + std::to_string(++last_number_);
}

Result<std::string> SilenceBook::set(Silence silence, TimeNs now_ns)
{
    auto matchers = checked(silence);
    if (!matchers)
        return matchers.error();
    if (silence.end_ns < now_ns)
        return refused("ends in the past", "Choose a later end");
    Entry *known = silence.id.empty() ? nullptr : find(silence.id);
    if (!silence.id.empty() && known == nullptr)
        return Error { ErrorKind::Input, "there is no such silence", silence.id, "It may have been forgotten since" };
    if (known != nullptr) {
        const Silence &old = known->silence;
        const SilenceState state = old.stateAt(now_ns);
        const bool same_matchers = old.matchers == silence.matchers;
        const bool keeps_id = same_matchers
            && ((state == SilenceState::Active && old.start_ns == silence.start_ns)
                || (state == SilenceState::Pending && silence.start_ns >= now_ns));
        if (keeps_id) {
            known->silence = std::move(silence);
            return known->silence.id;
        }
        if (state != SilenceState::Expired)
            static_cast<void>(expire(old.id, now_ns));
    }
    if (entries_.size() >= most_silences)
        return refused("there are " + std::to_string(most_silences) + " silences already", "End some of them");
    silence.start_ns = std::max(silence.start_ns, now_ns);
    silence.id = newId();
    entries_.push_back({ silence, std::move(matchers.value()) });
    return silence.id;
}

Result<void> SilenceBook::expire(const std::string &id, TimeNs now_ns)
{
    Entry *known = find(id);
    if (known == nullptr || known->silence.stateAt(now_ns) == SilenceState::Expired)
        return Error { ErrorKind::Input, known == nullptr ? "there is no such silence" : "the silence is over already", id,
                       "" };
    // The end is inclusive: at `now` it is over.
    const bool pending = known->silence.stateAt(now_ns) == SilenceState::Pending;
    known->silence.end_ns = now_ns - 1;
    if (pending)
        known->silence.start_ns = now_ns - 1;
    known->silence.start_ns = std::min(known->silence.start_ns, known->silence.end_ns);
    return {};
}

void SilenceBook::restore(std::vector<Silence> silences)
{
    entries_.clear();
    for (Silence &silence : silences) {
        auto matchers = MatcherSet::compile(silence.matchers);
        std::uint64_t number = 0;
        if (silence.id.starts_with(id_prefix))
            std::from_chars(silence.id.data() + id_prefix.size(), silence.id.data() + silence.id.size(), number);
        last_number_ = std::max(last_number_, number);
        if (matchers)
            entries_.push_back({ std::move(silence), std::move(matchers.value()) });
    }
}

void SilenceBook::forget(TimeNs ended_before_ns)
{
    std::erase_if(entries_, [&](const Entry &entry) { return entry.silence.end_ns < ended_before_ns; });
}

std::vector<Silence> SilenceBook::silences() const
{
    std::vector<Silence> all;
    all.reserve(entries_.size());
    for (const Entry &entry : entries_)
        all.push_back(entry.silence);
    std::ranges::stable_sort(all, std::ranges::greater {}, &Silence::start_ns);
    return all;
}

std::vector<std::string> SilenceBook::silencing(const Alert &alert, TimeNs now_ns) const
{
    std::vector<std::string> ids;
    for (const Entry &entry : entries_) {
        if (entry.silence.stateAt(now_ns) == SilenceState::Active && entry.matchers.matches(alert))
            ids.push_back(entry.silence.id);
    }
    return ids;
}

TimeNs SilenceBook::nextChange(TimeNs now_ns) const
{
    TimeNs next_ns = std::numeric_limits<TimeNs>::max();
    for (const Entry &entry : entries_) {
        if (entry.silence.start_ns > now_ns)
            next_ns = std::min(next_ns, entry.silence.start_ns);
        else if (entry.silence.end_ns >= now_ns && entry.silence.end_ns < std::numeric_limits<TimeNs>::max())
            next_ns = std::min(next_ns, entry.silence.end_ns + 1);
    }
    return next_ns;
}

} // namespace streamgauge
