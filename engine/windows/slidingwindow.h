// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/feedrows.h"
#include "engine/windows/samplering.h"
#include "engine/windows/slotstore.h"
#include "engine/windows/textpool.h"
#include "engine/windows/window.h"
#include "engine/windows/windowmath.h"

#include <algorithm>
#include <bit>

namespace streamgauge {

/// WindowShape::Sliding for functions that need the samples themselves; see slidingfunctions.h for `Function`.
template <typename Function> class SlidingWindow final : public Window
{
public:
    SlidingWindow(const WindowSpec &spec, const WindowLimits &limits)
        : spec_(spec)
        , limits_(limits)
        , function_(spec, arena_)
    {
    }

    void add(std::uint32_t slot, TimeNs time_ns, double value) override
    {
        if (!Function::usable(value)) {
            ++unusable_samples_;
            advance(slot, time_ns);
        } else if (Slot *entry = open(slot)) {
            addStored(*entry, time_ns, Function::stored(value));
        }
    }

    void addText(std::uint32_t slot, TimeNs time_ns, std::string_view value) override
    {
        if (!takesText(spec_.function))
            return;
        Slot *entry = open(slot);
        if (entry == nullptr)
            return;
        if constexpr (Function::keeps_texts) {
            const std::string_view kept = cutText(value, most_text_bytes);
            if (memoryBytes() + TextPool::mostBytes(kept.size()) > limits_.most_bytes) {
                ++evicted_samples_;
                return;
            }
            const double text = function_.texts().take(kept);
            if (!addStored(*entry, time_ns, text))
                function_.texts().release(text);
        } else {
            addStored(*entry, time_ns, 0);
        }
    }

    void advance(std::uint32_t slot, TimeNs now_ns) override
    {
        if (Slot *entry = slots_.find(slot); entry != nullptr && spec_.events == 0)
            advanceTo(*entry, now_ns);
    }

    [[nodiscard]] std::optional<double> value(std::uint32_t slot) const override
    {
        const Slot *entry = slots_.find(slot);
        return entry == nullptr ? emptyValue(spec_.function) : valueOf(*entry);
    }

    [[nodiscard]] bool hasText(std::uint32_t slot) const override
    {
        if constexpr (Function::keeps_texts) {
            const Slot *entry = slots_.find(slot);
            return entry != nullptr && !entry->samples.empty() && TextPool::isText(function_.edge(entry->samples));
        }
        return false;
    }

    [[nodiscard]] std::string_view text(std::uint32_t slot) const override
    {
        if constexpr (Function::keeps_texts) {
            if (hasText(slot))
                return function_.texts().text(function_.edge(slots_.find(slot)->samples));
        }
        return {};
    }

    [[nodiscard]] TimeNs nextChange(std::uint32_t slot) const override
    {
        const Slot *entry = slots_.find(slot);
        return entry == nullptr ? never : changeOf(*entry);
    }

    void forget(std::uint32_t slot) override
    {
        Slot *entry = slots_.find(slot);
        if (entry == nullptr)
            return;
        while (!entry->samples.empty())
            leaveFront(*entry, entry->clock_ns);
        entry->samples.release(arena_);
        slots_.erase(slot);
    }

    void feed(const FeedRows &rows, const FeedResults &results) override
    {
        // The state of a key to come is asked for first and its samples, whose place the state knows, a little later.
        constexpr std::size_t state_ahead = 24;
        constexpr std::size_t samples_ahead = 12;
        const std::size_t size = rows.slots.size();
        for (std::size_t row = 0; row < size; ++row) {
            if (row + state_ahead < size)
                slots_.prefetch(rows.slots[row + state_ahead]);
            if (row + samples_ahead < size) {
                if (const Slot *coming = slots_.find(rows.slots[row + samples_ahead]))
                    coming->samples.prefetch();
            }
            const Slot *entry = feedRow(rows.slots[row], rows.times[row], rows.values[row], rows.states[row]);
            const std::optional<double> value = entry == nullptr ? emptyValue(spec_.function) : valueOf(*entry);
            results.values[row] = value.value_or(0);
            results.states[row] = value ? CellState::Value : CellState::Null;
            if (entry != nullptr)
                results.changes[row] = std::min(results.changes[row], changeOf(*entry));
        }
    }

    [[nodiscard]] std::size_t memoryBytes() const override
    {
        return sizeof(*this) + slots_.memoryBytes() + arena_.memoryBytes() + function_.memoryBytes();
    }

    [[nodiscard]] static std::size_t mostBytesPerKey(const WindowSpec &spec, const WindowLimits &limits)
    {
        std::size_t samples = limits.most_samples_per_key;
        if (spec.events > 0)
            samples = std::min<std::size_t>(samples, spec.events);
        if (spec.function == WindowFunction::Last)
            samples = 1;
        const std::size_t capacity = std::max(SampleRing::least_capacity, std::bit_ceil(samples));
        const std::size_t texts = Function::keeps_texts && takesText(spec.function) ? samples : 0;
        return sizeof(Slot) + BlockArena::bytesOf(capacity * sizeof(Sample)) + Function::mostBytes(samples)
            + texts * TextPool::mostBytes(most_text_bytes);
    }

private:
    struct alignas(64) Slot {
        SampleRing samples;
        TimeNs clock_ns = no_instant_yet;
        [[no_unique_address]] typename Function::State state;
        std::uint32_t left = 0; ///< samples that have left since the state was built
        bool used = false;
    };

    /// The slot after add() or advance(); null where it is not in use.
    const Slot *feedRow(std::uint32_t slot, TimeNs time_ns, double value, CellState state)
    {
        if (state != CellState::Value) {
            advance(slot, time_ns);
            return slots_.find(slot);
        }
        Slot *entry = slots_.find(slot);
        if (entry == nullptr || !Function::usable(value)) {
            add(slot, time_ns, value);
            return slots_.find(slot);
        }
        addStored(*entry, time_ns, Function::stored(value));
        return entry;
    }

    [[nodiscard]] TimeNs changeOf(const Slot &entry) const
    {
        return spec_.events > 0 || entry.samples.empty() ? never : after(entry.samples.front().at, spec_.span_ns);
    }

    /// Null where there is no room for one more slot.
    [[nodiscard]] Slot *open(std::uint32_t slot)
    {
        if (Slot *entry = slots_.find(slot))
            return entry;
        if (const std::size_t bytes = slots_.bytesToMake(slot); bytes > 0 && memoryBytes() + bytes > limits_.most_bytes) {
            ++evicted_samples_;
            return nullptr;
        }
        return &slots_.make(slot);
    }

    bool addStored(Slot &entry, TimeNs time_ns, double value)
    {
        if (isLate(entry, time_ns)) {
            ++late_samples_;
            return false;
        }
        advanceTo(entry, time_ns);
        std::int64_t at = time_ns;
        if constexpr (Function::keeps_extremes_only) {
            if (spec_.events > 0)
                at = countEvent(entry);
            while (!entry.samples.empty() && function_.overtaken(entry.samples.back().value, value))
                entry.samples.dropBack();
        } else {
            const std::uint64_t most = function_.keepsNewestOnly() ? 1 : spec_.events;
            while (most > 0 && entry.samples.size() >= most)
                leaveFront(entry, time_ns);
        }
        if (!makeRoom(entry))
            return false;
        const Sample sample { at, value };
        if (entry.samples.empty())
            function_.restart(entry.state, value);
        function_.entered(entry.state, entry.samples.empty() ? nullptr : &entry.samples.back(), sample);
        entry.samples.push(sample);
        settle(entry);
        return true;
    }

    /// The number of the sample that comes; those that have left the last `events` of them go.
    [[nodiscard]] std::int64_t countEvent(Slot &entry)
    {
        if constexpr (Function::keeps_extremes_only) {
            const std::int64_t at = ++entry.state.entered;
            while (!entry.samples.empty() && entry.samples.front().at <= at - static_cast<std::int64_t>(spec_.events))
                entry.samples.dropFront();
            return at;
        }
        return 0;
    }

    [[nodiscard]] bool isLate(const Slot &entry, TimeNs time_ns) const
    {
        if (spec_.events > 0)
            return time_ns < entry.clock_ns;
        if (!entry.samples.empty() && time_ns < entry.samples.back().at)
            return true;
        return time_ns <= before(entry.clock_ns, spec_.span_ns) && entry.clock_ns != no_instant_yet;
    }

    void advanceTo(Slot &entry, TimeNs now_ns)
    {
        if (now_ns <= entry.clock_ns)
            return;
        entry.clock_ns = now_ns;
        if (spec_.events > 0)
            return;
        const TimeNs gone_ns = before(now_ns, spec_.span_ns);
        if (entry.samples.empty() || entry.samples.front().at > gone_ns)
            return;
        do {
            leaveFront(entry, after(entry.samples.front().at, spec_.span_ns));
        } while (!entry.samples.empty() && entry.samples.front().at <= gone_ns);
        settle(entry);
        shrink(entry);
    }

    void leaveFront(Slot &entry, TimeNs left_ns)
    {
        const Sample oldest = entry.samples.front();
        entry.samples.dropFront();
        function_.left(entry.state, oldest, entry.samples.empty() ? nullptr : &entry.samples.front(), left_ns);
        ++entry.left;
    }

    /// Makes the state as if it had only ever seen the present samples, where that is due.
    void settle(Slot &entry)
    {
        if (entry.samples.empty()) {
            function_.restart(entry.state, 0);
            entry.left = 0;
            return;
        }
        if (!Function::worthRebuilding(entry.state, entry.left, entry.samples.size()))
            return;
        rebuild(entry);
    }

    void rebuild(Slot &entry)
    {
        function_.restart(entry.state, entry.samples.back().value);
        const Sample *previous = nullptr;
        for (std::uint32_t i = 0; i < entry.samples.size(); ++i) {
            function_.entered(entry.state, previous, entry.samples[i]);
            previous = &entry.samples[i];
        }
        entry.left = 0;
    }

    [[nodiscard]] bool makeRoom(Slot &entry)
    {
        if constexpr (Function::most_growth_bytes > 0) {
            if (memoryBytes() + Function::most_growth_bytes > limits_.most_bytes) {
                ++evicted_samples_;
                return false;
            }
        }
        if (entry.samples.size() < limits_.most_samples_per_key) {
            if (!entry.samples.full())
                return true;
            const std::size_t capacity = std::max(SampleRing::least_capacity, entry.samples.capacity() * 2);
            if (memoryBytes() + BlockArena::bytesOf(capacity * sizeof(Sample)) <= limits_.most_bytes) {
                entry.samples.setCapacity(capacity, arena_);
                return true;
            }
        }
        ++evicted_samples_;
        if (entry.samples.empty())
            return false;
        leaveFront(entry, entry.clock_ns);
        return true;
    }

    void shrink(Slot &entry)
    {
        constexpr std::size_t worth = 8;
        const std::size_t capacity = entry.samples.capacity();
        if (capacity <= worth || entry.samples.size() > capacity / worth)
            return;
        entry.samples.setCapacity(std::bit_ceil(std::max<std::size_t>(entry.samples.size() * 2, SampleRing::least_capacity)),
                                  arena_);
    }

    [[nodiscard]] std::optional<double> valueOf(const Slot &entry) const
    {
        if (entry.samples.empty())
            return emptyValue(spec_.function);
        if constexpr (Function::keeps_texts) {
            if (hasTextOf(entry))
                return std::nullopt;
        }
        return function_.value(entry.state, entry.samples);
    }

    [[nodiscard]] bool hasTextOf(const Slot &entry) const { return TextPool::isText(function_.edge(entry.samples)); }

    WindowSpec spec_;
    WindowLimits limits_;
    BlockArena arena_;
    SlotStore<Slot> slots_;
    Function function_;
};

} // namespace streamgauge
