// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/aggregates.h"
#include "engine/windows/window.h"

namespace streamgauge {

/// The samples of one stretch of time as an aggregate keeps them.
template <typename Function> struct Pane {
    TimeNs begin_ns = 0;
    Edges edges;
    [[no_unique_address]] typename Function::State state {};
};

/// Adds to panes and empties them; looks after the texts in their edges. One window's.
template <typename Function> class PaneKeeper
{
public:
    explicit PaneKeeper(const WindowSpec &spec)
        : function_(spec, arena_)
    {
    }

    /// A text's stand-in is in use once for this call.
    void add(Pane<Function> &pane, TimeNs time_ns, double value)
    {
        if constexpr (Function::keeps_texts) {
            if (pane.edges.size == 0)
                function_.texts().retain(value);
            else
                function_.texts().release(pane.edges.last);
        }
        function_.add(pane.state, pane.edges, time_ns, value);
        pane.edges.add(time_ns, value);
    }
    /// Keeps no text in use: for a pane that ends before others do, by discard().
    void merge(Pane<Function> &pane, const Pane<Function> &later)
    {
        function_.merge(pane.state, pane.edges, later.state, later.edges);
        pane.edges.merge(later.edges);
    }
    void discard(Pane<Function> &pane) { function_.clear(pane.state); }
    void clear(Pane<Function> &pane)
    {
        if constexpr (Function::keeps_texts) {
            if (pane.edges.size > 0) {
                function_.texts().release(pane.edges.first);
                function_.texts().release(pane.edges.last);
            }
        }
        discard(pane);
        pane = Pane<Function>();
    }
    /// A text's stand-in for a text. Precondition: not empty.
    [[nodiscard]] std::optional<double> valueOf(const Pane<Function> &pane, const WindowBounds &bounds) const
    {
        return function_.value(pane.state, pane.edges, bounds);
    }
    [[nodiscard]] bool isText(double value) const { return Function::keeps_texts && TextPool::isText(value); }
    [[nodiscard]] std::string_view textOf(double value) const
    {
        if constexpr (Function::keeps_texts) {
            if (TextPool::isText(value))
                return function_.texts().text(value);
        }
        return {};
    }
    /// The text as a value, in use once; 0 where only its being there counts.
    [[nodiscard]] double take(std::string_view text)
    {
        if constexpr (Function::keeps_texts)
            return function_.texts().take(text);
        return 0;
    }
    void retain(double value)
    {
        if constexpr (Function::keeps_texts)
            function_.texts().retain(value);
    }
    void release(double value)
    {
        if constexpr (Function::keeps_texts)
            function_.texts().release(value);
    }
    /// Most memory that a sample of so many bytes of text may take.
    [[nodiscard]] static std::size_t mostGrowthBytes(std::size_t text_bytes)
    {
        return Function::most_growth_bytes + (Function::keeps_texts ? TextPool::mostBytes(text_bytes) : 0);
    }
    /// Of one pane beside its own size.
    [[nodiscard]] static std::size_t mostBytes(WindowFunction function)
    {
        constexpr std::size_t edge_texts = 2;
        const bool texts = Function::keeps_texts && takesText(function);
        return Function::mostBytes() + (texts ? edge_texts * TextPool::mostBytes(Window::most_text_bytes) : 0);
    }
    [[nodiscard]] std::size_t memoryBytes() const { return arena_.memoryBytes() + function_.memoryBytes(); }

private:
    BlockArena arena_;
    Function function_;
};

} // namespace streamgauge
