// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/recencyset.h"
#include "engine/windows/slotstore.h"
#include "engine/windows/window.h"
#include "engine/windows/windowends.h"

namespace streamgauge {

/// `distinct` in every shape: for each key the different values and when each was last seen.
class DistinctWindow final : public Window
{
public:
    DistinctWindow(const WindowSpec &spec, const WindowLimits &limits)
        : spec_(spec)
        , limits_(limits)
        , ends_(spec)
    {
    }

    void add(std::uint32_t slot, TimeNs time_ns, double value) override;
    void addText(std::uint32_t slot, TimeNs time_ns, std::string_view value) override;
    void advance(std::uint32_t slot, TimeNs now_ns) override;
    [[nodiscard]] std::optional<double> value(std::uint32_t slot) const override;
    [[nodiscard]] bool hasText(std::uint32_t) const override { return false; }
    [[nodiscard]] std::string_view text(std::uint32_t) const override { return {}; }
    [[nodiscard]] TimeNs nextChange(std::uint32_t slot) const override;
    void forget(std::uint32_t slot) override;
    void feed(const FeedRows &rows, const FeedResults &results) override;
    [[nodiscard]] std::size_t memoryBytes() const override;
    [[nodiscard]] static std::size_t mostBytesPerKey(const WindowSpec &spec, const WindowLimits &limits);

private:
    struct Slot {
        RecencySet values;
        TimeNs clock_ns = no_instant_yet;
        TimeNs newest_ns = no_instant_yet;
        TimeNs ended_ns = no_instant_yet; ///< end of the last window that has ended
        std::int64_t entered = 0;         ///< samples so far, where the window is one of events
        std::uint32_t ended_size = 0;
        bool any_ended = false;
        bool used = false;
    };

    [[nodiscard]] bool hasEnds() const
    {
        return spec_.shape == WindowShape::Tumbling || spec_.shape == WindowShape::Hopping;
    }
    void addHash(std::uint32_t slot, TimeNs time_ns, std::uint64_t hash);
    [[nodiscard]] bool isLate(const Slot &entry, TimeNs time_ns) const;
    void advanceTo(Slot &entry, TimeNs now_ns);
    void endWindows(Slot &entry);
    [[nodiscard]] bool makeRoom(Slot &entry, std::uint64_t hash);
    static void dropUpTo(Slot &entry, std::int64_t at);

    WindowSpec spec_;
    WindowLimits limits_;
    WindowEnds ends_;
    BlockArena arena_;
    SlotStore<Slot> slots_;
};

} // namespace streamgauge
