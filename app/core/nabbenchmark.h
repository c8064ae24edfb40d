// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/benchmark.h"

namespace streamgauge {

/// Scores every detector on the corpus in the folder that STREAMGAUGE_NAB names, all three profiles. Without it, the
/// measure fails and says where to get the corpus.
[[nodiscard]] Benchmark nabBenchmark();
/// STREAMGAUGE_NAB is set.
[[nodiscard]] bool hasNabCorpus();

} // namespace streamgauge
