// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/rules/alert.h"
#include "engine/run/snapshot.h"

#include <QString>

namespace streamgauge {

/// Short words for live figures, in the same form everywhere.

[[nodiscard]] QString countText(std::uint64_t count); ///< "950", "12.4k", "3.1M"
[[nodiscard]] QString rateText(double per_second);    ///< "0/s", "0.4/s", "1.2k/s"
[[nodiscard]] QString bytesText(std::size_t bytes);   ///< "64 MB"
[[nodiscard]] QString ageText(DurationNs age_ns);     ///< "now", "0.4 s", "3 min", "2 h"
[[nodiscard]] QString clockText(TimeNs time_ns);      ///< local time of day: "21:05:03"
[[nodiscard]] QString instantText(TimeNs time_ns);    ///< local date and time with its zone
/// As short as it can be without being taken for another day: "21:05:03", "3 Mar 21:05", "2022-03-03 21:05".
[[nodiscard]] QString momentText(TimeNs time_ns, TimeNs now_ns);
[[nodiscard]] QString latencyText(const LatencyStatus &latency); ///< "p50 0.2 ms, p95 0.9 ms, p99 1.3 ms"
[[nodiscard]] QString keyText(std::string_view key);             ///< parts joined by " · "

[[nodiscard]] QString severityText(Severity severity);
[[nodiscard]] QString stateText(AlertState state);
[[nodiscard]] QString stateText(SourceState state);

[[nodiscard]] inline QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace streamgauge
