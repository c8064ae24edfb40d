// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <cstdint>

namespace streamgauge {

/// Which cells a range of time is drawn in: stretches of one width between absolute multiples of it, so that a cell
/// does not change while the window moves over it.
struct SeriesGrid {
    TimeNs from_ns = 0;
    TimeNs to_ns = 0;
    DurationNs cell_ns = 1;

    /// Exactly [from, to). The width depends on span and pixels alone.
    [[nodiscard]] static SeriesGrid between(TimeNs from_ns, TimeNs to_ns, std::uint32_t pixels);
    /// The last `span_ns` up to and including `now_ns`, widened to whole cells.
    [[nodiscard]] static SeriesGrid upTo(TimeNs now_ns, DurationNs span_ns, std::uint32_t pixels);

    /// End of the cell that `time_ns` falls into, at most `to_ns`.
    [[nodiscard]] TimeNs cellEnd(TimeNs time_ns) const;
    friend bool operator==(const SeriesGrid &, const SeriesGrid &) = default;
};

/// The least width of m · 16^k ns (m up to 16) that covers the span in less than `pixels` whole cells, so that at most
/// `pixels` are touched wherever the span begins.
[[nodiscard]] DurationNs cellWidth(DurationNs span_ns, std::uint32_t pixels);

} // namespace streamgauge
