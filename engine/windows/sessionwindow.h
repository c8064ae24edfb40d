// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/feedrows.h"
#include "engine/windows/pane.h"
#include "engine/windows/slotstore.h"

namespace streamgauge {

/// WindowShape::Session: one pane a key, which is the session that is open. See aggregates.h for `Function`.
template <typename Function> class SessionWindow final : public Window
{
public:
    SessionWindow(const WindowSpec &spec, const WindowLimits &limits)
        : spec_(spec)
        , limits_(limits)
        , keeper_(spec)
    {
    }

    void add(std::uint32_t slot, TimeNs time_ns, double value) override
    {
        if (!Function::usable(value)) {
            ++unusable_samples_;
            advance(slot, time_ns);
        } else if (Slot *entry = open(slot, 0); entry != nullptr && begin(*entry, time_ns)) {
            keeper_.add(entry->session, time_ns, value);
        }
    }

    void addText(std::uint32_t slot, TimeNs time_ns, std::string_view value) override
    {
        if (!takesText(spec_.function))
            return;
        const std::string_view kept = cutText(value, most_text_bytes);
        if (Slot *entry = open(slot, kept.size()); entry != nullptr && begin(*entry, time_ns))
            keeper_.add(entry->session, time_ns, keeper_.take(kept));
    }

    void advance(std::uint32_t slot, TimeNs now_ns) override
    {
        if (Slot *entry = slots_.find(slot))
            advanceTo(*entry, now_ns);
    }

    [[nodiscard]] std::optional<double> value(std::uint32_t slot) const override
    {
        const Slot *entry = slots_.find(slot);
        if (entry == nullptr || entry->session.edges.size == 0)
            return emptyValue(spec_.function);
        const std::optional<double> value = keeper_.valueOf(entry->session, {});
        return value && keeper_.isText(*value) ? std::nullopt : value;
    }

    [[nodiscard]] bool hasText(std::uint32_t slot) const override { return keeper_.isText(edge(slot)); }
    [[nodiscard]] std::string_view text(std::uint32_t slot) const override { return keeper_.textOf(edge(slot)); }

    [[nodiscard]] TimeNs nextChange(std::uint32_t slot) const override
    {
        const Slot *entry = slots_.find(slot);
        return entry == nullptr || entry->session.edges.size == 0 ? never : endOf(*entry);
    }

    void forget(std::uint32_t slot) override
    {
        Slot *entry = slots_.find(slot);
        if (entry == nullptr)
            return;
        keeper_.clear(entry->session);
        slots_.erase(slot);
    }

    void feed(const FeedRows &rows, const FeedResults &results) override { feedEach(*this, rows, results); }

    [[nodiscard]] std::size_t memoryBytes() const override
    {
        return sizeof(*this) + slots_.memoryBytes() + keeper_.memoryBytes();
    }

    [[nodiscard]] static std::size_t mostBytesPerKey(const WindowSpec &spec, const WindowLimits &)
    {
        return sizeof(Slot) + PaneKeeper<Function>::mostBytes(spec.function);
    }

private:
    struct Slot {
        Pane<Function> session;
        TimeNs clock_ns = no_instant_yet;
        TimeNs newest_ns = no_instant_yet;
        bool used = false;
    };

    [[nodiscard]] TimeNs endOf(const Slot &entry) const { return after(entry.session.edges.last_ns, spec_.span_ns); }

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

    /// False for a sample that is late; ends the session before it where it does not belong to it.
    [[nodiscard]] bool begin(Slot &entry, TimeNs time_ns)
    {
        const TimeNs ended_ns = after(entry.newest_ns, spec_.span_ns);
        const bool in_ended = entry.clock_ns >= ended_ns && time_ns < ended_ns;
        if (time_ns < entry.newest_ns || in_ended || after(time_ns, spec_.span_ns) <= entry.clock_ns) {
            ++late_samples_;
            return false;
        }
        advanceTo(entry, time_ns);
        entry.newest_ns = time_ns;
        return true;
    }

    void advanceTo(Slot &entry, TimeNs now_ns)
    {
        if (now_ns <= entry.clock_ns)
            return;
        entry.clock_ns = now_ns;
        if (entry.session.edges.size > 0 && endOf(entry) <= now_ns)
            keeper_.clear(entry.session);
    }

    [[nodiscard]] double edge(std::uint32_t slot) const
    {
        const Slot *entry = slots_.find(slot);
        if (entry == nullptr || entry->session.edges.size == 0)
            return 0;
        return spec_.function == WindowFunction::First ? entry->session.edges.first : entry->session.edges.last;
    }

    WindowSpec spec_;
    WindowLimits limits_;
    PaneKeeper<Function> keeper_;
    SlotStore<Slot> slots_;
};

} // namespace streamgauge
