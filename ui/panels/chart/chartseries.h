// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/freshness.h"
#include "models/steadynumber.h"
#include "plugins/api/panel.h"
#include "ui/panels/chart/chartsettings.h"

#include <QColor>
#include <QString>

#include <memory>
#include <string>

namespace streamgauge {

/// One line of a chart.
struct ChartSeries {
    SeriesRef ref;
    std::string unit;
    bool bound = false; ///< the stream is known, so the unit is
    QString label;
    QColor color;
    ChartAxis axis = ChartAxis::Left;
    bool hidden = false;
    bool refused = false;  ///< its unit fits neither axis; not drawn
    std::size_t field = 0; ///< index in ChartSettings::fields
    SeriesSlice slice;
    SteadyNumber latest_number; ///< how the latest value is written
    Freshness freshness;
    std::unique_ptr<Subscription> subscription;

    [[nodiscard]] bool isDrawn() const { return !hidden && !refused; }
};

} // namespace streamgauge
