// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/feedrows.h"
#include "engine/windows/pane.h"
#include "engine/windows/slotstore.h"
#include "engine/windows/windowends.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace streamgauge {

/// WindowShape::Tumbling and Hopping: a key's samples lie in panes, of which each window is a number of whole ones; when a
/// window ends, its panes are merged and only its value is kept. See aggregates.h for `Function`.
template <typename Function> class PaneWindow final : public Window
{
public:
    PaneWindow(const WindowSpec &spec, const WindowLimits &limits)
        : spec_(spec)
        , limits_(limits)
        , ends_(spec)
        , pane_ns_(paneLength(spec))
        , keeper_(spec)
    {
    }

    void add(std::uint32_t slot, TimeNs time_ns, double value) override
    {
        if (!Function::usable(value)) {
            ++unusable_samples_;
            advance(slot, time_ns);
        } else if (Slot *entry = open(slot, 0)) {
            if (Pane<Function> *pane = paneAt(*entry, time_ns))
                keeper_.add(*pane, time_ns, value);
        }
    }

    void addText(std::uint32_t slot, TimeNs time_ns, std::string_view value) override
    {
        if (!takesText(spec_.function))
            return;
        const std::string_view kept = cutText(value, most_text_bytes);
        if (Slot *entry = open(slot, kept.size())) {
            if (Pane<Function> *pane = paneAt(*entry, time_ns))
                keeper_.add(*pane, time_ns, keeper_.take(kept));
        }
    }

    void advance(std::uint32_t slot, TimeNs now_ns) override
    {
        if (Slot *entry = slots_.find(slot))
            advanceTo(*entry, now_ns);
    }

    [[nodiscard]] std::optional<double> value(std::uint32_t slot) const override
    {
        const Slot *entry = slots_.find(slot);
        return entry == nullptr || keeper_.isText(entry->value.value_or(0)) ? std::nullopt : entry->value;
    }

    [[nodiscard]] bool hasText(std::uint32_t slot) const override { return keeper_.isText(ended(slot)); }
    [[nodiscard]] std::string_view text(std::uint32_t slot) const override { return keeper_.textOf(ended(slot)); }

    [[nodiscard]] TimeNs nextChange(std::uint32_t slot) const override
    {
        const Slot *entry = slots_.find(slot);
        if (entry == nullptr || (entry->panes.empty() && !entry->ended_held))
            return never;
        return ends_.nextAfter(entry->ended_ns);
    }

    void forget(std::uint32_t slot) override
    {
        Slot *entry = slots_.find(slot);
        if (entry == nullptr)
            return;
        dropPanes(*entry, never);
        pane_bytes_ -= entry->panes.capacity() * sizeof(Pane<Function>);
        keeper_.release(entry->value.value_or(0));
        slots_.erase(slot);
    }

    void feed(const FeedRows &rows, const FeedResults &results) override { feedEach(*this, rows, results); }

    [[nodiscard]] std::size_t memoryBytes() const override
    {
        return sizeof(*this) + slots_.memoryBytes() + pane_bytes_ + keeper_.memoryBytes();
    }

    [[nodiscard]] static std::size_t mostBytesPerKey(const WindowSpec &spec, const WindowLimits &)
    {
        // A vector grows to twice what it holds; merging takes one pane more, and the ended window keeps a text.
        const auto panes = static_cast<std::size_t>(spec.span_ns / paneLength(spec)) + 1;
        return sizeof(Slot) + 2 * panes * sizeof(Pane<Function>)
            + (panes + 1) * PaneKeeper<Function>::mostBytes(spec.function);
    }

private:
    struct Slot {
        std::vector<Pane<Function>> panes; ///< those with samples, in order
        TimeNs clock_ns = no_instant_yet;
        TimeNs newest_ns = no_instant_yet;
        TimeNs ended_ns = no_instant_yet; ///< end of the last window that has ended
        std::optional<double> value;      ///< of that window
        bool ended_held = false;          ///< it had samples
        bool used = false;
    };

    [[nodiscard]] static DurationNs paneLength(const WindowSpec &spec)
    {
        return spec.shape == WindowShape::Hopping ? std::gcd(spec.span_ns, spec.hop_ns) : spec.span_ns;
    }

    /// Null where there is no room for one more slot or for what a sample may take.
    [[nodiscard]] Slot *open(std::uint32_t slot, std::size_t text_bytes)
    {
        Slot *entry = slots_.find(slot);
        const std::size_t bytes =
            PaneKeeper<Function>::mostGrowthBytes(text_bytes) + (entry == nullptr ? slots_.bytesToMake(slot) : 0);
        if (bytes > 0 && memoryBytes() + bytes > limits_.most_bytes) {
            ++evicted_samples_;
            return nullptr;
        }
        return entry == nullptr ? &slots_.make(slot) : entry;
    }

    /// The pane for a sample; null when it is late or there is no room.
    [[nodiscard]] Pane<Function> *paneAt(Slot &entry, TimeNs time_ns)
    {
        if (time_ns < entry.newest_ns || time_ns < entry.ended_ns) {
            ++late_samples_;
            return nullptr;
        }
        advanceTo(entry, time_ns);
        const TimeNs begin_ns = floorTo(time_ns, pane_ns_);
        if (entry.panes.empty() || entry.panes.back().begin_ns != begin_ns) {
            if (!growPanes(entry)) {
                ++evicted_samples_;
                return nullptr;
            }
            entry.panes.emplace_back().begin_ns = begin_ns;
        }
        entry.newest_ns = time_ns;
        return &entry.panes.back();
    }

    [[nodiscard]] bool growPanes(Slot &entry)
    {
        const std::size_t capacity = entry.panes.capacity();
        if (entry.panes.size() < capacity)
            return true;
        const std::size_t more = std::max<std::size_t>(capacity, 1);
        if (memoryBytes() + more * sizeof(Pane<Function>) > limits_.most_bytes)
            return false;
        entry.panes.reserve(capacity + more);
        pane_bytes_ += (entry.panes.capacity() - capacity) * sizeof(Pane<Function>);
        return true;
    }

    void advanceTo(Slot &entry, TimeNs now_ns)
    {
        if (now_ns <= entry.clock_ns)
            return;
        entry.clock_ns = now_ns;
        if (now_ns < ends_.nextAfter(entry.ended_ns) && entry.ended_ns != no_instant_yet)
            return;
        entry.ended_ns = ends_.lastUpTo(now_ns);
        if (entry.newest_ns != no_instant_yet)
            endWindow(entry);
    }

    void endWindow(Slot &entry)
    {
        const WindowBounds bounds { ends_.beginOf(entry.ended_ns), entry.ended_ns, true };
        dropPanes(entry, bounds.begin_ns);
        Pane<Function> whole;
        for (const Pane<Function> &pane : entry.panes)
            keeper_.merge(whole, pane);
        const double old = entry.value.value_or(0);
        entry.ended_held = whole.edges.size > 0;
        entry.value = entry.ended_held ? keeper_.valueOf(whole, bounds) : emptyValue(spec_.function);
        keeper_.retain(entry.value.value_or(0));
        keeper_.release(old);
        keeper_.discard(whole);
        dropPanes(entry, ends_.keptFrom(entry.ended_ns));
    }

    /// Those that begin before `kept_from_ns`.
    void dropPanes(Slot &entry, TimeNs kept_from_ns)
    {
        const auto kept = std::ranges::find_if(
            entry.panes, [kept_from_ns](const Pane<Function> &pane) { return pane.begin_ns >= kept_from_ns; });
        for (auto pane = entry.panes.begin(); pane != kept; ++pane)
            keeper_.clear(*pane);
        entry.panes.erase(entry.panes.begin(), kept);
    }

    [[nodiscard]] double ended(std::uint32_t slot) const
    {
        const Slot *entry = slots_.find(slot);
        return entry == nullptr ? 0 : entry->value.value_or(0);
    }

    WindowSpec spec_;
    WindowLimits limits_;
    WindowEnds ends_;
    DurationNs pane_ns_;
    PaneKeeper<Function> keeper_;
    SlotStore<Slot> slots_;
    std::size_t pane_bytes_ = 0;
};

} // namespace streamgauge
