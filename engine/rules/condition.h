// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"

#include <cstdint>
#include <span>

namespace streamgauge {

/// What a condition makes of one row.
enum class Outcome : std::uint8_t {
    False,
    True,
    NoData,    ///< the field is null
    Unchanged, ///< the row does not carry the field (a minimal row image): what it was before still holds
    Error      ///< it cannot be judged
};

/// A condition compiled against one schema. Immutable; any thread.
class Condition
{
public:
    virtual ~Condition() = default;
    /// Writes one outcome for each of `rows`, which are ascending and of a batch with the schema compiled against.
    /// Precondition: outcomes.size() == rows.size().
    virtual void evaluate(const Batch &batch, std::span<const std::uint32_t> rows, std::span<Outcome> outcomes) const = 0;
};

} // namespace streamgauge
