// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/inhibition.h"
#include "engine/alerts/mutetime.h"
#include "engine/alerts/silence.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace streamgauge {

/// One key of one rule put aside for a while.
struct Shelf {
    std::string rule;
    std::string key;
    TimeNs until_ns = 0; ///< wall clock, exclusive
    std::string who;
    std::string comment;
    friend bool operator==(const Shelf &, const Shelf &) = default;
};

/// Everything that may withhold notices of alerts. Pure: time is handed in. One thread.
class OverlayBook
{
public:
    static constexpr std::size_t most_shelves = 10'000;

    [[nodiscard]] Result<std::string> setSilence(Silence silence, TimeNs now_ns);
    [[nodiscard]] Result<void> expireSilence(const std::string &id, TimeNs now_ns);
    void restoreSilences(std::vector<Silence> silences);
    [[nodiscard]] std::vector<Silence> silences() const { return silences_.silences(); }

    /// Error Configuration: ends in the past, or most_shelves reached.
    [[nodiscard]] Result<void> shelve(Shelf shelf, TimeNs now_ns);
    void unshelve(const std::string &rule, const std::string &key);
    /// Those that have not ended, by rule and key.
    [[nodiscard]] std::vector<Shelf> shelves(TimeNs now_ns) const;

    [[nodiscard]] Result<void> setInhibitions(const std::vector<InhibitionRule> &rules);
    [[nodiscard]] Result<void> setMuteTimes(const std::vector<MuteTime> &mutes);

    /// Grows with each call that changes anything.
    [[nodiscard]] std::uint64_t generation() const { return generation_; }
    /// One for each alert. `alerts` are all open ones, since some inhibit others.
    [[nodiscard]] std::vector<AlertOverlays> overlays(std::span<const Alert *const> alerts, TimeNs now_ns) const;
    /// The next instant after `now_ns` at which overlays() may change by itself; the greatest TimeNs if never.
    [[nodiscard]] TimeNs nextChange(TimeNs now_ns) const;

private:
    struct Mute {
        MuteTime time;
        MatcherSet matchers;
    };

    SilenceBook silences_;
    std::map<std::pair<std::string, std::string>, Shelf> shelves_;
    Inhibitor inhibitor_;
    std::vector<Mute> mutes_;
    std::uint64_t generation_ = 1;
};

} // namespace streamgauge
