// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/record/recording.h"

#include <set>
#include <string>
#include <vector>

namespace streamgauge {

/// The sources of a recording that keep the time of their events and of which a reader has met nothing yet: events of
/// theirs may be older than what it has met of the others. Live sources are not among them.
class UnheardSources
{
public:
    /// Those that carry one of the streams; of none named, of any.
    UnheardSources(const Recording &recording, const std::vector<std::string> &streams);

    [[nodiscard]] bool empty() const { return sources_.empty(); }
    /// True when it was the last.
    [[nodiscard]] bool hear(std::size_t source) { return sources_.erase(source) > 0 && sources_.empty(); }

private:
    std::set<std::size_t> sources_; ///< into Recording::sources()
};

} // namespace streamgauge
