// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"

#include <optional>
#include <string_view>

namespace streamgauge {

/// How old a series' newest sample is, and whether it should be shown as stale.
struct Freshness {
    DurationNs age_ns = 0;
    bool stale = false;
    friend bool operator==(const Freshness &, const Freshness &) = default;
};

/// Stale: nothing arrived for the longer of 5 s and three mean intervals of the answered samples. A source
/// at its end is never stale: nothing more was to come.
[[nodiscard]] Freshness freshness(const SeriesSlice &slice, TimeNs now_ns, bool finished);

/// The stream's row of a snapshot; nullptr when it is not there. Valid as long as the snapshot.
[[nodiscard]] const StreamStatus *findStream(const Snapshot &snapshot, std::string_view stream);
[[nodiscard]] const SourceStatus *findSource(const Snapshot &snapshot, std::string_view source);
/// Whether the source of the stream came to its end.
[[nodiscard]] bool isFinished(const Snapshot &snapshot, std::string_view stream);

} // namespace streamgauge
