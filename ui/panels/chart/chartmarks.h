// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"
#include "ui/panels/chart/chartseries.h"

#include <memory>
#include <vector>

namespace streamgauge {

/// A rule's limit on a value axis.
struct ThresholdMark {
    double value = 0;
    bool upper = true;   ///< what is above is judged
    bool clears = false; ///< the rule's clear value
    Severity severity = Severity::Warning;
    ChartAxis axis = ChartAxis::Left;
    QString text; ///< "Fast > 120"
    friend bool operator==(const ThresholdMark &, const ThresholdMark &) = default;
};

/// The time an alert was firing.
struct AlertMark {
    TimeNs from_ns = 0;
    TimeNs to_ns = 0; ///< 0: still open
    Severity severity = Severity::Warning;
    QString text; ///< "Fast · bed-3"
    friend bool operator==(const AlertMark &, const AlertMark &) = default;
};

struct GapMark {
    TimeNs from_ns = 0;
    TimeNs to_ns = 0;
    QString reason;
    friend bool operator==(const GapMark &, const GapMark &) = default;
};

/// What rules, alerts and sources say about the series of one chart. Worked out again only when the snapshot
/// says something new about them.
class ChartMarks
{
public:
    /// True when anything changed.
    bool update(const Snapshot &snapshot, const std::vector<std::unique_ptr<ChartSeries>> &series);
    /// Works all out again at the next update().
    void invalidate()
    {
        alerts_.reset();
        rule_specs_.clear();
        series_count_ = 0;
    }

    [[nodiscard]] const std::vector<ThresholdMark> &thresholds() const { return thresholds_; }
    [[nodiscard]] const std::vector<AlertMark> &alerts() const { return alert_marks_; }
    [[nodiscard]] const std::vector<GapMark> &gaps() const { return gaps_; }

private:
    using Series = std::vector<std::unique_ptr<ChartSeries>>;
    bool updateThresholds(const Snapshot &snapshot, const Series &series);
    bool updateAlerts(const Snapshot &snapshot, const Series &series);
    bool updateGaps(const Snapshot &snapshot, const Series &series);

    std::shared_ptr<const std::vector<Alert>> alerts_;
    std::vector<RuleSpec> rule_specs_;
    std::size_t series_count_ = 0;
    std::vector<ThresholdMark> thresholds_;
    std::vector<AlertMark> alert_marks_;
    std::vector<GapMark> gaps_;
};

} // namespace streamgauge
