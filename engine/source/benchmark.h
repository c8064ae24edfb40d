// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <functional>
#include <string>
#include <vector>

namespace streamgauge {

/// One measured number.
struct Figure {
    std::string name; ///< "decode, one core"
    double value = 0;
    std::string unit; ///< "rows/s", "ms", "bytes"
    friend bool operator==(const Figure &, const Figure &) = default;
};

/// A measure of `streamgauge bench`.
struct Benchmark {
    std::string name;   ///< as typed behind `bench`: "decode"
    std::string title;  ///< "binlog bytes to batches, 6 columns"
    std::string budget; ///< "at least 3 M rows/s a core"
    /// Blocks until measured; called on one thread, while no other benchmark runs.
    std::function<Result<std::vector<Figure>>()> measure;
};

} // namespace streamgauge
