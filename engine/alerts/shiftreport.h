// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alert.h"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// One episode that fired, as the history remembers it. Times are the wall clock.
struct PastEpisode {
    std::uint64_t episode = 0;
    std::string rule;
    std::string key;
    Severity severity = Severity::Warning; ///< the greatest it reached
    TimeNs fired_ns = 0;
    TimeNs ended_ns = 0; ///< 0: it still fires
    std::string end_reason;
    std::string acknowledged_by; ///< empty: by nobody
    TimeNs acknowledged_ns = 0;
    friend bool operator==(const PastEpisode &, const PastEpisode &) = default;
};

/// How often one key of one rule fired.
struct Frequency {
    std::string rule;
    std::string key;
    std::uint32_t times = 0;
    std::uint32_t most_in_a_minute = 0;
    [[nodiscard]] bool chattering() const { return most_in_a_minute >= 3; }
    friend bool operator==(const Frequency &, const Frequency &) = default;
};

/// What happened in a shift. Chattering is 3 or more alarms of one kind in a minute, a flood more than 10 in ten minutes:
/// the limits of ANSI/ISA-18.2 and EEMUA 191 for one operator.
struct ShiftReport {
    static constexpr DurationNs slot_ns = 600 * ns_per_s;
    static constexpr std::uint32_t flood_above = 10;

    TimeNs from_ns = 0;
    TimeNs to_ns = 0;
    std::uint64_t count = 0;                     ///< episodes that fired in the time
    std::array<std::uint64_t, 3> by_severity {}; ///< by Severity
    std::uint64_t still_firing = 0;
    std::uint64_t unacknowledged = 0;
    DurationNs total_firing_ns = 0;      ///< within the time
    std::vector<PastEpisode> longest;    ///< at most 10, of all that fired or were still firing in the time
    std::vector<Frequency> most_often;   ///< at most 20, most often first; those that fired once are left out
    std::vector<std::uint32_t> per_slot; ///< alarms per ten minutes from from_ns
    std::uint32_t floods = 0;            ///< slots over flood_above
};

/// Over [from, to) of the wall clock. `episodes` in any order; `now_ns` ends those that still fire. At most 100 days.
[[nodiscard]] ShiftReport shiftReport(std::span<const PastEpisode> episodes, TimeNs from_ns, TimeNs to_ns, TimeNs now_ns);
/// As CSV: a section each for totals, longest, most often and alarms per ten minutes.
[[nodiscard]] std::string shiftReportCsv(const ShiftReport &report);

} // namespace streamgauge
