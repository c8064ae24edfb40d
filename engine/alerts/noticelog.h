// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alert.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace streamgauge {

enum class SentOutcome : std::uint8_t {
    Sent,
    Retried, ///< failed, and will be tried again
    GivenUp,
    Dropped ///< too many waited, or its receiver is gone
};
[[nodiscard]] std::string_view name(SentOutcome outcome);

/// One line of the log of notices: an attempt to bring one to its receiver.
struct SentEntry {
    std::string receiver;
    std::string notice; ///< id
    std::string title;
    std::string reason;
    TimeNs made_ns = 0;
    TimeNs time_ns = 0; ///< of this attempt
    std::uint32_t attempts = 0;
    SentOutcome outcome = SentOutcome::Sent;
    std::string detail; ///< what the other side, or the error, said
    friend bool operator==(const SentEntry &, const SentEntry &) = default;
};

/// One remembered change of an episode. Times are the wall clock.
struct PastChange {
    TimeNs time_ns = 0;
    AlertState state = AlertState::Normal;
    Severity severity = Severity::Warning;
    std::string reason;
    std::string value;
    std::string who; ///< of an acknowledgement
    std::string comment;
    friend bool operator==(const PastChange &, const PastChange &) = default;
};

} // namespace streamgauge
