// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <memory>
#include <vector>

namespace streamgauge {

/// The panels every desk has, in the order of the "add panel" menu. GUI thread; the caller owns the factories.
///
/// kind     settings (one JSON object; everything may be left out)
/// chart    {"fields": [{"stream": "vitals", "field": "heart_rate", "key": "bed-1", "axis": "right", "hidden": true}],
///           "span_s": 60, "max_keys": 12, "log_left": false, "log_right": false, "legend": true, "thresholds": true,
///           "left_range": [0, 100], "right_range": [0, 1]}        no "key": one line per key
/// table    {"stream": "vitals", "columns": [{"name": "id", "width": 120, "hidden": false}],
///           "sort": {"column": "id", "descending": true}, "filter": "text", "column_filters": {"ward": "ICU"},
///           "flash": true, "filter_bar": true}
/// events   {"stream": "", "key": "", "detail": true}              no stream: all streams
/// gauge    {"stream": "vitals", "field": "spo2", "key": "bed-1", "minimum": 80, "maximum": 100}
/// stat     {"stream": "vitals", "field": "spo2", "key": "bed-1", "span_s": 60}
/// health   {"source": ""}                                         no source: all sources
[[nodiscard]] std::vector<std::unique_ptr<PanelFactory>> builtinPanels();

} // namespace streamgauge
