// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"

namespace streamgauge {

/// Some rows of a batch as a batch of their own; the batch itself when it is all of them. With `arrival_by_event` each
/// row's arrival time is its event time. Precondition: first + rows is at most batch->rows(), rows is not 0.
[[nodiscard]] BatchPtr sliceBatch(const BatchPtr &batch, std::uint32_t first, std::uint32_t rows,
                                  bool arrival_by_event = false);

} // namespace streamgauge
