// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/detector.h"

namespace streamgauge {

/// How to make one kind of detector. `values` are of the parameters, in the order of its DetectorInfo.
struct DetectorKind {
    DetectorInfo info;
    std::unique_ptr<Detector> (*make)(std::span<const double> values);
    std::size_t (*most_bytes)(std::span<const double> values);
};

[[nodiscard]] const std::vector<DetectorKind> &detectorKinds();

} // namespace streamgauge
