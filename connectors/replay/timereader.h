// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/cell.h"
#include "engine/base/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace streamgauge {

/// How a column tells the time.
struct TimeReader {
    enum class Form { Iso, Epoch, Relative };
    Form form = Form::Iso;
    DurationNs unit_ns = ns_per_s; ///< Epoch, Relative: of the whole number
    TimeNs start_ns = 0;           ///< Relative: the time of 0

    /// Exact to the nanosecond; nullopt when the cell is no such time.
    [[nodiscard]] std::optional<TimeNs> read(const Cell &cell) const;
    /// "ISO 8601", "epoch ms", "relative, min".
    [[nodiscard]] std::string text() const;
    friend bool operator==(const TimeReader &, const TimeReader &) = default;
};

/// Decides between the forms from what was seen of a column.
class TimeGuess
{
public:
    void see(const Cell &cell);
    /// `name` tells the unit of a relative column ("minute", "elapsed_ms"). nullopt: no column of times.
    [[nodiscard]] std::optional<TimeReader> reader(std::string_view name, TimeNs start_ns) const;
    /// Never stepped back.
    [[nodiscard]] bool rising() const { return rising_; }

private:
    bool any_ = false;
    bool iso_ = true;
    bool number_ = true;
    bool rising_ = true;
    double last_ = 0;
    double least_ = 0;
    double most_ = 0;
};

/// How likely a column of this name and content is the time of its row; 0: it is not.
[[nodiscard]] int timeRank(std::string_view name, const TimeGuess &guess, TimeNs start_ns);
/// 0: no name of a time; higher is more likely ("timestamp" before "order_date").
[[nodiscard]] int timeNameRank(std::string_view name);
/// A column that counts time from its own start: "minute", "seconds", "elapsed", "t".
[[nodiscard]] bool isRelativeName(std::string_view name);

} // namespace streamgauge
