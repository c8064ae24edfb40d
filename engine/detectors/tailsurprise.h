// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/sortedwindow.h"

namespace streamgauge {

/// How rare a number is among those before it, as -ln of the share that was at least as large. Behind the largest 2 %
/// the share is continued by the power law that fits them (Hill 1975), so that what was never seen before still has an
/// order. Precondition: no number is negative or NaN.
class TailSurprise
{
public:
    /// `window`: how many numbers are remembered.
    explicit TailSurprise(std::size_t window);

    /// 0 while fewer than 100 are known; then learns the number.
    [[nodiscard]] double next(double number);
    [[nodiscard]] std::size_t memoryBytes() const { return window_.memoryBytes(); }
    [[nodiscard]] static std::size_t mostBytes(std::size_t window) { return SortedWindow::mostBytes(window); }

private:
    [[nodiscard]] double surprise(double number) const;

    SortedWindow window_;
};

} // namespace streamgauge
