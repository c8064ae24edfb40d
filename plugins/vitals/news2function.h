// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celscope.h"

namespace streamgauge {

/// news2(respiration, spo2, oxygen, systolic, pulse, consciousness, temperature[, spo2_scale]): the NEWS2 score of one set
/// of observations, 0 to 20, by the table in plugins/vitals/news2.h (Royal College of Physicians, London 2017, chart 1).
/// Units as there; `oxygen` is a bool or a number (0: air); `consciousness` is "A", "C", "V", "P" or "U"; `spo2_scale` is 1
/// (the default) or 2. An observation that is null or no finite number is an error of fault NoData: a score of part of the
/// observations would be too low. Pure; any thread. For display only: this is not a medical device.
[[nodiscard]] CelFunction news2Function();

} // namespace streamgauge
