// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/detector.h"
#include "engine/detectors/sortedwindow.h"

namespace streamgauge {

/// Distance from the median of the last values in median absolute deviations: 0.6745 (x - median) / MAD, the modified
/// z-score of Iglewicz and Hoaglin (1993). Where more than half of the values are equal, MAD is 0 and their mean
/// distance times 1.2533 (sqrt(pi / 2)) stands for sigma.
class RobustZ final : public Detector
{
public:
    explicit RobustZ(std::size_t window);
    [[nodiscard]] double score(TimeNs time_ns, double value) override;
    [[nodiscard]] std::size_t memoryBytes() const override { return sizeof(*this) + window_.memoryBytes(); }
    [[nodiscard]] static std::size_t mostBytes(std::size_t window)
    {
        return sizeof(RobustZ) + SortedWindow::mostBytes(window);
    }

private:
    SortedWindow window_;
};

} // namespace streamgauge
