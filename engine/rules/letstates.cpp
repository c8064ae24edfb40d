// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/letstates.h"

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

Error placed(Error error, const LetSpec &let)
{
    error.place = error.place.empty() ? "let " + let.name : "let " + let.name + ", " + error.place;
    return error;
}

/// Its samples leave it as time goes by, so that a key which falls silent is forgotten.
bool runsOut(const WindowSpec &spec)
{
    return spec.span_ns > 0 && spec.function != WindowFunction::Ewma;
}

} // namespace

Result<LetStates> LetStates::make(const std::vector<LetSpec> &lets)
{
    LetStates all;
    for (const LetSpec &let : lets) {
        if (let.kind == LetKind::Expression)
            continue;
        State state;
        if (let.kind == LetKind::Window) {
            auto window = Window::make(let.window);
            if (!window)
                return placed(window.error(), let);
            state.window = std::move(*window);
            all.most_bytes_per_key_ += Window::mostBytesPerKey(let.window);
            all.lasting_ |= !runsOut(let.window);
        } else {
            if (auto sound = checkDetector(let.detector, let.options); !sound)
                return placed(sound.error(), let);
            state.detector = let.detector;
            state.options = let.options;
            state.detector_bytes = detectorBytes(let.detector, let.options);
            all.most_bytes_per_key_ += state.detector_bytes;
            all.lasting_ = true;
        }
        all.states_.push_back(std::move(state));
    }
    return all;
}

void LetStates::advance(std::uint32_t slot, TimeNs time_ns)
{
    TimeNs change_ns = Window::never;
    for (State &state : states_) {
        if (!state.window)
            continue;
        state.window->advance(slot, time_ns);
        change_ns = std::min(change_ns, state.window->nextChange(slot));
    }
    noteChange(slot, change_ns);
}

void LetStates::feed(std::size_t state, const FeedRows &rows, const FeedResults &results)
{
    if (states_[state].window) {
        states_[state].window->feed(rows, results);
        return;
    }
    for (std::size_t row = 0; row < rows.slots.size(); ++row) {
        if (rows.states[row] == CellState::Value)
            score(states_[state], rows.slots[row], rows.times[row], rows.values[row]);
        results.states[row] = read(state, rows.slots[row], results.values[row]);
    }
}

void LetStates::score(State &state, std::uint32_t slot, TimeNs time_ns, double value)
{
    if (slot >= state.scored.size())
        state.scored.resize(slot + 1);
    Scored &scored = state.scored[slot];
    if (!scored.detector) {
        auto made = makeDetector(state.detector, state.options);
        if (!made || detector_bytes_ + state.detector_bytes > most_detector_bytes) {
            ++refused_;
            return;
        }
        scored.detector = std::move(*made);
        detector_bytes_ += state.detector_bytes;
    }
    const double score = scored.detector->score(time_ns, value);
    if (std::isnan(score))
        return;
    scored.score = score;
    scored.known = true;
}

TimeNs LetStates::feedText(std::size_t state, std::uint32_t slot, TimeNs time_ns, std::string_view text)
{
    Window *window = states_[state].window.get();
    if (window == nullptr)
        return Window::never;
    window->addText(slot, time_ns, text);
    return window->nextChange(slot);
}

CellState LetStates::read(std::size_t state, std::uint32_t slot, double &number) const
{
    const State &let = states_[state];
    number = 0;
    if (let.window) {
        const auto value = let.window->value(slot);
        number = value.value_or(0);
        return value ? CellState::Value : CellState::Null;
    }
    if (slot >= let.scored.size() || !let.scored[slot].known)
        return CellState::Null;
    number = let.scored[slot].score;
    return CellState::Value;
}

std::string_view LetStates::text(std::size_t state, std::uint32_t slot) const
{
    return states_[state].window->text(slot);
}

void LetStates::forget(std::uint32_t slot)
{
    if (clock(slot) == no_time)
        return;
    times_[slot] = SlotTimes();
    for (State &state : states_) {
        if (state.window) {
            state.window->forget(slot);
        } else if (slot < state.scored.size()) {
            detector_bytes_ -= state.scored[slot].detector ? state.detector_bytes : 0;
            state.scored[slot] = Scored();
        }
    }
}

std::size_t LetStates::memoryBytes() const
{
    std::size_t bytes = times_.capacity() * sizeof(SlotTimes) + detector_bytes_;
    for (const State &state : states_)
        bytes += state.window ? state.window->memoryBytes() : state.scored.capacity() * sizeof(Scored);
    return bytes;
}

std::uint64_t LetStates::evicted() const
{
    std::uint64_t samples = refused_;
    for (const State &state : states_)
        samples += state.window ? state.window->evictedSamples() : 0;
    return samples;
}

std::uint64_t LetStates::late() const
{
    std::uint64_t samples = 0;
    for (const State &state : states_)
        samples += state.window ? state.window->lateSamples() : 0;
    return samples;
}

} // namespace streamgauge
