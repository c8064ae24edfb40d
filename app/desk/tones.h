// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/rulespec.h"

#include <QByteArray>

namespace streamgauge {

/// A short calm sound for a severity as a WAV file, 16 bit, mono, 22,050 Hz: three soft notes that rise for critical, two
/// for warning, one for info. Softened at both ends; at most a second.
[[nodiscard]] QByteArray toneWav(Severity severity);

} // namespace streamgauge
