// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/detectors/detector.h"
#include "engine/rules/rulespec.h"
#include "engine/windows/window.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace streamgauge {

/// What the windows and detectors of one rule remember of its keys, by slot. One thread.
class LetStates
{
public:
    /// Of all detectors of one rule and shard; keys beyond have no score, which is counted.
    static constexpr std::size_t most_detector_bytes = 512UL << 20;

    /// Error Configuration: what checkWindow() or checkDetector() says, with the let's name as its place.
    [[nodiscard]] static Result<LetStates> make(const std::vector<LetSpec> &lets);

    /// The lets with state, numbered in the order of the rule.
    [[nodiscard]] std::size_t size() const { return states_.size(); }
    [[nodiscard]] bool isWindow(std::size_t state) const { return states_[state].window != nullptr; }

    /// The slot's newest instant, which never falls; no_time for a new one.
    [[nodiscard]] TimeNs clock(std::uint32_t slot) const { return slot < times_.size() ? times_[slot].clock_ns : no_time; }
    void setClock(std::uint32_t slot, TimeNs time_ns)
    {
        if (slot >= times_.size())
            times_.resize(slot + 1);
        times_[slot].clock_ns = time_ns;
    }

    /// The next instant at which some window changes without an event.
    [[nodiscard]] TimeNs nextChange(std::uint32_t slot) const
    {
        return slot < times_.size() ? times_[slot].change_ns : Window::never;
    }
    /// Brings all windows of the slot to that instant.
    void advance(std::uint32_t slot, TimeNs time_ns);
    /// For each row in order: what a value (state Value) or nothing new made of the let. The slots differ, and each has a
    /// clock. When all lets have been fed a row, the least change they named for it must be noted with noteChange().
    void feed(std::size_t state, const FeedRows &rows, const FeedResults &results);
    /// The same for one text; says when the window changes without an event.
    [[nodiscard]] TimeNs feedText(std::size_t state, std::uint32_t slot, TimeNs time_ns, std::string_view text);
    void noteChange(std::uint32_t slot, TimeNs change_ns) { times_[slot].change_ns = change_ns; }
    /// The present value; Null without one.
    [[nodiscard]] CellState read(std::size_t state, std::uint32_t slot, double &number) const;
    /// The present value is a text.
    [[nodiscard]] bool hasText(std::size_t state, std::uint32_t slot) const
    {
        return states_[state].window && states_[state].window->hasText(slot);
    }
    /// Precondition: hasText().
    [[nodiscard]] std::string_view text(std::size_t state, std::uint32_t slot) const;

    /// Something would be lost by forgetting the slot.
    [[nodiscard]] bool remembers(std::uint32_t slot) const
    {
        return clock(slot) != no_time && (lasting_ || times_[slot].change_ns != Window::never);
    }
    /// The slot was used, and time has taken everything out of its windows.
    [[nodiscard]] bool hasRunOut(std::uint32_t slot) const { return clock(slot) != no_time && !remembers(slot); }
    void forget(std::uint32_t slot);

    [[nodiscard]] std::size_t memoryBytes() const;
    /// What one key can take at most.
    [[nodiscard]] std::size_t mostBytesPerKey() const { return most_bytes_per_key_; }
    /// Samples left out because a bound was reached.
    [[nodiscard]] std::uint64_t evicted() const;
    /// Samples older than their key's newest.
    [[nodiscard]] std::uint64_t late() const;

private:
    struct Scored {
        std::unique_ptr<Detector> detector;
        double score = 0;
        bool known = false;
    };
    struct SlotTimes {
        TimeNs clock_ns = no_time;
        TimeNs change_ns = Window::never; ///< the earliest nextChange() of the windows
    };
    struct State {
        std::unique_ptr<Window> window; ///< or
        std::string detector;
        DetectorOptions options;
        std::size_t detector_bytes = 0;
        std::vector<Scored> scored; ///< by slot
    };
    void score(State &state, std::uint32_t slot, TimeNs time_ns, double value);

    std::vector<State> states_;
    std::vector<SlotTimes> times_;
    bool lasting_ = false; ///< some state does not run out with time
    std::size_t most_bytes_per_key_ = 0;
    std::size_t detector_bytes_ = 0; ///< granted
    std::uint64_t refused_ = 0;
};

} // namespace streamgauge
