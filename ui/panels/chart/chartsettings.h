// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/chart/valuescale.h"

#include <QJsonObject>

#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

enum class ChartAxis { Left, Right };

/// One field on a chart, as the workspace names it.
struct ChartField {
    std::string stream;
    std::string field;
    std::optional<std::string> key; ///< nullopt: one line per key
    ChartAxis axis = ChartAxis::Left;
    bool hidden = false;
    friend bool operator==(const ChartField &, const ChartField &) = default;
};

struct ChartSettings {
    std::vector<ChartField> fields;
    DurationNs span_ns = 60 * ns_per_s;
    std::size_t max_keys = 12; ///< lines of a field that has one per key; 1 to 64
    bool log_left = false;
    bool log_right = false;
    bool legend = true;
    bool thresholds = true;
    std::optional<AxisRange> left_range; ///< nullopt: follows the data
    std::optional<AxisRange> right_range;
    friend bool operator==(const ChartSettings &, const ChartSettings &) = default;
};

[[nodiscard]] QJsonObject toJson(const ChartSettings &settings);
/// Wrong types and values out of range become the defaults.
[[nodiscard]] ChartSettings chartSettingsFrom(const QJsonObject &json);

} // namespace streamgauge
