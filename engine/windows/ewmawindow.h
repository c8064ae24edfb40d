// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/slotstore.h"
#include "engine/windows/window.h"
#include "engine/windows/windowmath.h"

namespace streamgauge {

/// `ewma`: one number a key.
class EwmaWindow final : public Window
{
public:
    EwmaWindow(const WindowSpec &spec, const WindowLimits &limits);

    void add(std::uint32_t slot, TimeNs time_ns, double value) override;
    void addText(std::uint32_t, TimeNs, std::string_view) override { }
    void advance(std::uint32_t slot, TimeNs now_ns) override;
    [[nodiscard]] std::optional<double> value(std::uint32_t slot) const override;
    [[nodiscard]] bool hasText(std::uint32_t) const override { return false; }
    [[nodiscard]] std::string_view text(std::uint32_t) const override { return {}; }
    [[nodiscard]] TimeNs nextChange(std::uint32_t slot) const override;
    void forget(std::uint32_t slot) override;
    void feed(const FeedRows &rows, const FeedResults &results) override;
    [[nodiscard]] std::size_t memoryBytes() const override { return sizeof(*this) + slots_.memoryBytes(); }
    [[nodiscard]] static std::size_t mostBytesPerKey(const WindowSpec &, const WindowLimits &) { return sizeof(Slot); }

private:
    struct Slot {
        TimeNs clock_ns = no_instant_yet;
        TimeNs newest_ns = no_instant_yet;
        double mean = 0;
        bool holds = false; ///< not empty
        bool used = false;
    };

    [[nodiscard]] double weightAfter(DurationNs passed_ns) const;
    void advanceTo(Slot &entry, TimeNs now_ns) const;

    WindowSpec spec_;
    WindowLimits limits_;
    double half_life_ns_ = 0;
    double weight_ = 0; ///< over events
    SlotStore<Slot> slots_;
};

} // namespace streamgauge
