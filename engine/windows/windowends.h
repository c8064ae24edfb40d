// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/windowmath.h"
#include "engine/windows/windowspec.h"

namespace streamgauge {

/// When tumbling and hopping windows end, for one key, and until when its samples count.
class WindowEnds
{
public:
    explicit WindowEnds(const WindowSpec &spec)
        : span_ns_(spec.span_ns)
        , hop_ns_(spec.shape == WindowShape::Hopping ? spec.hop_ns : spec.span_ns)
    {
    }

    /// The latest end up to `now_ns`.
    [[nodiscard]] TimeNs lastUpTo(TimeNs now_ns) const
    {
        return after(floorTo(before(now_ns, span_ns_), hop_ns_), span_ns_);
    }
    [[nodiscard]] TimeNs nextAfter(TimeNs end_ns) const { return after(end_ns, hop_ns_); }
    [[nodiscard]] TimeNs beginOf(TimeNs end_ns) const { return before(end_ns, span_ns_); }
    /// After the window that ended at `end_ns`, samples older than this are in no window.
    [[nodiscard]] TimeNs keptFrom(TimeNs end_ns) const { return beginOf(nextAfter(end_ns)); }

private:
    DurationNs span_ns_;
    DurationNs hop_ns_;
};

} // namespace streamgauge
