// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/livetext.h"

#include <QString>

#include <cstdint>
#include <string_view>

namespace streamgauge {

// Exact values as an operator reads them, in the desk's locale and local time zone; livetext.h has the short
// forms. Thread-safe.

/// At most `significant` digits, no trailing zeros: "1,234.5", "0.00012", "1.5e+12"; "—" when not finite.
[[nodiscard]] QString numberText(double value, int significant = 6);
/// The most decimals numberText() writes for such a value.
[[nodiscard]] int mostDecimals(double value, int significant = 6);
/// With a fixed number of decimals, for values that change in place.
[[nodiscard]] QString fixedText(double value, int decimals);
/// How many decimals tell values apart that differ by `step`; 0 to 9.
[[nodiscard]] int decimalsFor(double step);
/// "36.6 °C"; without a unit the number alone.
[[nodiscard]] QString withUnit(const QString &number, std::string_view unit);
/// "1,200,000".
[[nodiscard]] QString exactCountText(std::uint64_t count);
/// Rounded for reading: "450 µs", "3.2 ms", "12.4 s", "3 min 20 s", "2 h 5 min", "3 d 4 h"; the sign is kept.
[[nodiscard]] QString durationWords(DurationNs duration_ns);
/// Local time of day with 0 to 9 digits after the second: "21:05:03.125".
[[nodiscard]] QString clockText(TimeNs time_ns, int digits);
/// "2026-11-20 21:05:03.125", local.
[[nodiscard]] QString dateTimeText(TimeNs time_ns, int digits = 3);

} // namespace streamgauge
