// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/snapshot.h"

namespace streamgauge {

std::string_view name(SourceState state)
{
    switch (state) {
    case SourceState::Connecting: return "connecting";
    case SourceState::Snapshotting: return "snapshotting";
    case SourceState::Streaming: return "streaming";
    case SourceState::Waiting: return "waiting";
    case SourceState::Stopped: return "stopped";
    case SourceState::Finished: return "finished";
    case SourceState::Failed: return "failed";
    }
    return "unknown";
}

} // namespace streamgauge
