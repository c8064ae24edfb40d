// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/ewmawindow.h"

#include "engine/windows/feedrows.h"

#include <numbers>

namespace streamgauge {

EwmaWindow::EwmaWindow(const WindowSpec &spec, const WindowLimits &limits)
    : spec_(spec)
    , limits_(limits)
{
    half_life_ns_ = spec.parameter > 0 ? spec.parameter * static_cast<double>(ns_per_s)
                                       : static_cast<double>(spec.span_ns) * std::numbers::ln2 / 2;
    weight_ = spec.parameter > 0 ? spec.parameter : 2.0 / static_cast<double>(spec.events + 1);
}

double EwmaWindow::weightAfter(DurationNs passed_ns) const
{
    return spec_.events > 0 ? weight_ : -std::expm1(-std::numbers::ln2 * static_cast<double>(passed_ns) / half_life_ns_);
}

void EwmaWindow::add(std::uint32_t slot, TimeNs time_ns, double value)
{
    Slot *entry = slots_.find(slot);
    if (!moderate(value)) {
        ++unusable_samples_;
        advance(slot, time_ns);
        return;
    }
    if (entry == nullptr) {
        if (memoryBytes() + slots_.bytesToMake(slot) > limits_.most_bytes) {
            ++evicted_samples_;
            return;
        }
        entry = &slots_.make(slot);
    }
    const bool over = spec_.events == 0 && after(time_ns, spec_.span_ns) <= entry->clock_ns;
    if (time_ns < entry->newest_ns || over) {
        ++late_samples_;
        return;
    }
    advanceTo(*entry, time_ns);
    if (entry->holds)
        entry->mean += weightAfter(before(time_ns, entry->newest_ns)) * (value - entry->mean);
    else
        entry->mean = value;
    entry->holds = true;
    entry->newest_ns = time_ns;
}

void EwmaWindow::advance(std::uint32_t slot, TimeNs now_ns)
{
    if (Slot *entry = slots_.find(slot))
        advanceTo(*entry, now_ns);
}

void EwmaWindow::advanceTo(Slot &entry, TimeNs now_ns) const
{
    if (now_ns <= entry.clock_ns)
        return;
    entry.clock_ns = now_ns;
    if (spec_.events == 0 && after(entry.newest_ns, spec_.span_ns) <= now_ns)
        entry.holds = false;
}

std::optional<double> EwmaWindow::value(std::uint32_t slot) const
{
    const Slot *entry = slots_.find(slot);
    return entry != nullptr && entry->holds ? std::optional(entry->mean) : std::nullopt;
}

TimeNs EwmaWindow::nextChange(std::uint32_t slot) const
{
    const Slot *entry = slots_.find(slot);
    return entry != nullptr && entry->holds && spec_.events == 0 ? after(entry->newest_ns, spec_.span_ns) : never;
}

void EwmaWindow::forget(std::uint32_t slot)
{
    if (slots_.find(slot) != nullptr)
        slots_.erase(slot);
}

void EwmaWindow::feed(const FeedRows &rows, const FeedResults &results)
{
    feedEach(*this, rows, results);
}

} // namespace streamgauge
