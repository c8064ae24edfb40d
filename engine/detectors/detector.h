// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// One number a user may set: `season` of `holt_winters`.
struct DetectorParameter {
    std::string name;
    std::string title;
    double preset = 0;
    double least = 0;
    double most = 0;
    bool whole = false; ///< only whole numbers
    friend bool operator==(const DetectorParameter &, const DetectorParameter &) = default;
};

/// A kind of detector, for lists, forms and help.
struct DetectorInfo {
    std::string name;  ///< as written in rules and on the command line: "knn_cad"
    std::string title; ///< "shapes compared with past shapes"
    std::string cost;  ///< of one value and of one series, with the presets: "9
                       ///< µs, 0.2 MB"
    std::vector<DetectorParameter> parameters;
    friend bool operator==(const DetectorInfo &, const DetectorInfo &) = default;
};

/// What was set; a parameter left out has its preset.
struct DetectorOptions {
    std::map<std::string, double> values;
    friend bool operator==(const DetectorOptions &, const DetectorOptions &) = default;
};

/// Learns one series online and says how unusual each value is among those
/// before it. It knows nothing of the values to come, of how many there will
/// be, or of their range. One thread.
class Detector
{
public:
    virtual ~Detector() = default;
    /// 0 (as expected, or too little learnt to tell) to 1. Then learns the value.
    /// A value that is not finite is not learnt and scores NaN: missing in,
    /// missing out. `time_ns` may step back; only the order of calls counts.
    [[nodiscard]] virtual double score(TimeNs time_ns, double value) = 0;
    /// What the state holds now; never more than detectorBytes().
    [[nodiscard]] virtual std::size_t memoryBytes() const = 0;
};

/// All kinds, in the order to show them. Any thread.
[[nodiscard]] std::span<const DetectorInfo> detectors();
/// By name; nullptr when there is none.
[[nodiscard]] const DetectorInfo *findDetector(std::string_view name);

/// Whether makeDetector() would make it. Errors name the detector or the
/// parameter, and what there is instead.
[[nodiscard]] Result<void> checkDetector(std::string_view name, const DetectorOptions &options = {});
[[nodiscard]] Result<std::unique_ptr<Detector>> makeDetector(std::string_view name, const DetectorOptions &options = {});
/// The most one series can come to hold. Precondition: checkDetector() agrees.
[[nodiscard]] std::size_t detectorBytes(std::string_view name, const DetectorOptions &options = {});

} // namespace streamgauge
