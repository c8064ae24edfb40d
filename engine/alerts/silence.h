// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/matcher.h"
#include "engine/base/clock.h"

#include <string>
#include <vector>

namespace streamgauge {

enum class SilenceState : std::uint8_t { Pending, Active, Expired };
[[nodiscard]] std::string_view name(SilenceState state);

/// Withholds the notices of the alerts it matches from `start_ns` to `end_ns`, both of the wall clock and inclusive.
struct Silence {
    std::string id; ///< empty: a new one
    std::vector<Matcher> matchers;
    TimeNs start_ns = 0;
    TimeNs end_ns = 0;
    std::string author;
    std::string comment;
    friend bool operator==(const Silence &, const Silence &) = default;

    [[nodiscard]] SilenceState stateAt(TimeNs now_ns) const
    {
        if (now_ns < start_ns)
            return SilenceState::Pending;
        return now_ns > end_ns ? SilenceState::Expired : SilenceState::Active;
    }
};

/// All silences, also past ones until they are forgotten. One thread. Edit rules are Alertmanager's (silence/silence.go):
/// what was in force stays true, so that a past silence can be looked up.
class SilenceBook
{
public:
    static constexpr std::size_t most_silences = 1'000;

    /// Adds, or edits the silence of that id: of an active one the end alone may change, not into the past; a pending
    /// one may be moved but not into the past. Any other edit expires the old one and makes a new id.
    /// Returns the id. Error Configuration: no matcher, all matchers match empty texts, end before start or past.
    [[nodiscard]] Result<std::string> set(Silence silence, TimeNs now_ns);
    /// Ends it now; one that is pending never begins. Error Input: unknown or over already.
    [[nodiscard]] Result<void> expire(const std::string &id, TimeNs now_ns);
    /// As it was saved. What does not compile any more is left out.
    void restore(std::vector<Silence> silences);
    /// Forgets those that ended before `ended_before_ns`.
    void forget(TimeNs ended_before_ns);

    /// By start, newest first.
    [[nodiscard]] std::vector<Silence> silences() const;
    /// Ids of the active silences that match, oldest first.
    [[nodiscard]] std::vector<std::string> silencing(const Alert &alert, TimeNs now_ns) const;
    /// The next instant at which one begins or has ended; `no end` is the greatest TimeNs.
    [[nodiscard]] TimeNs nextChange(TimeNs now_ns) const;

private:
    struct Entry {
        Silence silence;
        MatcherSet matchers;
    };
    [[nodiscard]] Entry *find(const std::string &id);
    [[nodiscard]] std::string newId();

    std::vector<Entry> entries_;
    std::uint64_t last_number_ = 0;
};

} // namespace streamgauge
