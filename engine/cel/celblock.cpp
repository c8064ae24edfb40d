// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celblock.h"

namespace streamgauge {

CelBlock::~CelBlock() = default;

void CelBlockPtr::release() noexcept
{
    if (block_->owners_.fetch_sub(1, std::memory_order_acq_rel) == 1)
        delete block_;
}

} // namespace streamgauge
