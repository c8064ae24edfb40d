// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace streamgauge {

enum class TimeStyle {
    Plain,        ///< "2026-11-20 21:05:03.125", as screens show it
    Iso8601,      ///< "2026-11-20T21:05:03.125Z", "+01:00" in other zones
    EpochSeconds, ///< "1795208703.125"
    EpochMilliseconds,
    Pattern ///< strftime-like, see TimeFormat::create
};

/// How times are written. Immutable; may be shared by threads.
class TimeFormat
{
public:
    /// Plain, UTC.
    TimeFormat();
    /// `zone`: "UTC", "local", or an IANA name ("Europe/Vienna"). `pattern` (Pattern only) is text with %Y %m %d %H %M %S
    /// %y %j %a %A %b %B %I %p %e %z (+0100) %Ez (+01:00) %Z (CET) %% and, for fractions, %E3S, %E6S, %E9S or %E*S in
    /// place of %S. An unknown zone or specifier is an error.
    [[nodiscard]] static Result<TimeFormat> create(TimeStyle style, const std::string &zone = "UTC",
                                                   const std::string &pattern = {});

    [[nodiscard]] TimeStyle style() const { return style_; }
    /// `fraction_digits` (0 to 9) is ignored by EpochMilliseconds and Pattern. A time without a zone of its own
    /// (`zoned` false) is never shifted and gets no offset.
    void append(std::string &out, TimeNs time_ns, unsigned fraction_digits, bool zoned = true) const;

private:
    struct Zone;
    TimeStyle style_ = TimeStyle::Plain;
    std::string pattern_;
    std::shared_ptr<const Zone> zone_;
};

} // namespace streamgauge
