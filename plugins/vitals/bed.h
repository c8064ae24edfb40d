// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "plugins/vitals/vitalsschemas.h"

#include <QString>

namespace streamgauge {

enum class Trend : std::uint8_t { Unknown, Falling, Steady, Rising };

/// All a tile shows of one bed. A value.
struct Bed {
    QString name;
    BedReading reading;
    News2 score;
    Trend trend = Trend::Unknown; ///< of the score
    DurationNs age_ns = 0;        ///< since the newest reading arrived
    bool stale = false;
    bool current = false; ///< has the keyboard
    friend bool operator==(const Bed &, const Bed &) = default;
};

/// The clinical risk of a band, in the words of chart 2.
[[nodiscard]] QString bandWord(News2Band band);
/// "5" when complete, "≥5" with parts missing, "---" when those that are known say nothing.
[[nodiscard]] QString scoreText(const News2 &score);
/// "12 s", "3 min", "2 h".
[[nodiscard]] QString ageText(DurationNs age_ns);
/// Numbers inside names count as numbers: "Bed 2" before "Bed 10".
[[nodiscard]] bool isNameBefore(const QString &a, const QString &b);
/// The bed in one sentence, for a screen reader and the tool tip.
[[nodiscard]] QString bedSentence(const Bed &bed);

} // namespace streamgauge
