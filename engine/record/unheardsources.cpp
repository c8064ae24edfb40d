// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/unheardsources.h"

#include <algorithm>

namespace streamgauge {

UnheardSources::UnheardSources(const Recording &recording, const std::vector<std::string> &streams)
{
    for (const auto &[id, shape] : recording.shapes()) {
        const bool by_event = recording.sources()[shape.source].time_basis == TimeBasis::Event;
        if (by_event && (streams.empty() || std::ranges::find(streams, shape.schema->stream) != streams.end()))
            sources_.insert(shape.source);
    }
}

} // namespace streamgauge
