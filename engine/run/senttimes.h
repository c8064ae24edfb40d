// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"

#include <optional>
#include <string>

namespace streamgauge {

/// When the rows of one batch were sent: as the source says, or as a column named by the user does. Lives no longer
/// than its batch. One thread.
class SentTimes
{
public:
    /// `column` empty, or not in the batch: what the source says.
    SentTimes(const Batch &batch, const std::string &column);

    /// no_time when it is not known. A named column tells nothing of rows of a snapshot and of deleted ones, which it
    /// was not written for. A number there counts seconds, ms, µs or ns since 1970: which of them is told by its size.
    [[nodiscard]] TimeNs at(std::size_t row) const;

private:
    const Batch &batch_;
    std::optional<std::size_t> column_;
};

} // namespace streamgauge
