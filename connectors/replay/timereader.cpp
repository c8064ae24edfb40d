// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/timereader.h"

#include "engine/data/timetext.h"

#include <algorithm>
#include <array>
#include <limits>

namespace streamgauge {

namespace {

/// Numbers below are no instants of a recorder of our time: 1973-03-03 in seconds.
constexpr double least_epoch = 1e8;
constexpr double least_epoch_ms = 1e11;
constexpr double least_epoch_us = 1e14;
constexpr double least_epoch_ns = 1e17;
constexpr int rank_of_plain_names = 90;

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    return out;
}

struct UnitName {
    std::string_view text;
    DurationNs unit_ns;
};
constexpr std::array<UnitName, 7> unit_names { { { "ns", 1 },
                                                 { "us", ns_per_us },
                                                 { "ms", ns_per_ms },
                                                 { "s", ns_per_s },
                                                 { "min", 60 * ns_per_s },
                                                 { "h", 3'600 * ns_per_s },
                                                 { "d", 86'400 * ns_per_s } } };

DurationNs relativeUnit(std::string_view name)
{
    const std::string text = lowered(name);
    const auto says = [&](std::string_view word) { return text.find(word) != std::string::npos; };
    if (says("nano") || text.ends_with("_ns") || text == "ns")
        return 1;
    if (says("micro") || text.ends_with("_us") || text == "us")
        return ns_per_us;
    if (says("milli") || text.ends_with("_ms") || text == "ms")
        return ns_per_ms;
    if (says("min"))
        return 60 * ns_per_s;
    if (says("hour"))
        return 3'600 * ns_per_s;
    if (says("day"))
        return 86'400 * ns_per_s;
    return ns_per_s;
}

/// "-12.5" times the unit, without rounding through a double.
std::optional<DurationNs> scaled(std::string_view text, DurationNs unit_ns)
{
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    DurationNs total_ns = 0;
    DurationNs digit_ns = unit_ns;
    bool fraction = false;
    if (text.empty())
        return std::nullopt;
    for (const char letter : text) {
        if (letter == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (letter < '0' || letter > '9')
            return std::nullopt;
        // What is below 1 ns is cut.
        digit_ns = fraction ? digit_ns / 10 : digit_ns;
        DurationNs part_ns = (letter - '0') * digit_ns;
        const bool over = (!fraction && __builtin_mul_overflow(total_ns, 10, &total_ns))
            || __builtin_add_overflow(total_ns, part_ns, &total_ns);
        if (over)
            return std::nullopt;
    }
    return negative ? -total_ns : total_ns;
}

} // namespace

std::optional<TimeNs> TimeReader::read(const Cell &cell) const
{
    if (form == Form::Iso)
        return parseTime(cell.text);
    const auto time_ns = scaled(cell.text, unit_ns);
    if (!time_ns || form == Form::Epoch)
        return time_ns;
    TimeNs sum_ns = 0;
    if (__builtin_add_overflow(*time_ns, start_ns, &sum_ns))
        return std::nullopt;
    return sum_ns;
}

std::string TimeReader::text() const
{
    if (form == Form::Iso)
        return "ISO 8601";
    const auto unit = std::ranges::find(unit_names, unit_ns, &UnitName::unit_ns);
    return (form == Form::Epoch ? "epoch, " : "relative, ") + std::string(unit == unit_names.end() ? "s" : unit->text);
}

void TimeGuess::see(const Cell &cell)
{
    if (cell.form == CellForm::Absent || cell.form == CellForm::Null || cell.text.empty())
        return;
    double value = 0;
    const bool number = cell.form != CellForm::Raw && readDouble(cell.text, value);
    number_ = number_ && number;
    iso_ = iso_ && !number && parseTime(cell.text).has_value();
    rising_ = rising_ && (!any_ || value >= last_);
    last_ = value;
    least_ = any_ ? std::min(least_, value) : value;
    most_ = any_ ? std::max(most_, value) : value;
    any_ = true;
}

std::optional<TimeReader> TimeGuess::reader(std::string_view name, TimeNs start_ns) const
{
    if (!any_ || (!iso_ && !number_))
        return std::nullopt;
    if (iso_)
        return TimeReader { TimeReader::Form::Iso, ns_per_s, 0 };
    if (least_ < least_epoch)
        return TimeReader { TimeReader::Form::Relative, relativeUnit(name), start_ns };
    DurationNs unit_ns = ns_per_s;
    if (least_ >= least_epoch_ns)
        unit_ns = 1;
    else if (least_ >= least_epoch_us)
        unit_ns = ns_per_us;
    else if (least_ >= least_epoch_ms)
        unit_ns = ns_per_ms;
    return TimeReader { TimeReader::Form::Epoch, unit_ns, 0 };
}

int timeNameRank(std::string_view name)
{
    const std::string text = lowered(name);
    constexpr std::array<std::string_view, 9> names { "timestamp",  "time", "ts",         "datetime", "date_time",
                                                      "event_time", "at",   "created_at", "date" };
    if (const auto found = std::ranges::find(names, text); found != names.end())
        return 100 - static_cast<int>(found - names.begin());
    for (const std::string_view part : { "timestamp", "datetime", "time", "date" }) {
        if (text.ends_with(part))
            return 10;
    }
    return text.ends_with("_at") || text.ends_with("_ts") ? 5 : 0;
}

bool isRelativeName(std::string_view name)
{
    const std::string text = lowered(name);
    constexpr std::array<std::string_view, 10> names { "minute", "minutes", "second", "seconds", "sec",
                                                       "t",      "hour",    "hours",  "time",    "millis" };
    return std::ranges::find(names, text) != names.end() || text.starts_with("elapsed") || text.starts_with("time_");
}

int timeRank(std::string_view name, const TimeGuess &guess, TimeNs start_ns)
{
    const auto reader = guess.reader(name, start_ns);
    if (!reader)
        return 0;
    const int rank = timeNameRank(name);
    if (reader->form == TimeReader::Form::Iso)
        return 200 + rank;
    if (reader->form == TimeReader::Form::Epoch)
        return rank > 0 ? 100 + rank : 0;
    return guess.rising() && (rank >= rank_of_plain_names || isRelativeName(name)) ? 1 + rank : 0;
}

} // namespace streamgauge
