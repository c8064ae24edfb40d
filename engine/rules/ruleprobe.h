// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alert.h"
#include "engine/rules/condition.h"

#include <string>
#include <vector>

namespace streamgauge {

/// What a rule makes of one key at this moment, for who writes it.
struct RuleProbe {
    struct Let {
        std::string name;
        std::string value; ///< as an operator reads it; empty when it has none
        friend bool operator==(const Let &, const Let &) = default;
    };
    std::vector<Let> lets;          ///< in the order of the rule
    Outcome when = Outcome::NoData; ///< of the rule's own severity
    std::string error;              ///< why it cannot be judged; empty when it can
    AlertState state = AlertState::Normal;
    Severity severity = Severity::Warning;
    TimeNs time_ns = 0;      ///< rule time it was last judged at; 0: never
    double judged = 1;       ///< of a rule that does not run: the part of the events still held that it has met so far
    std::string waiting_for; ///< the lookup whose rows are being fetched for it; empty: none
    friend bool operator==(const RuleProbe &, const RuleProbe &) = default;
};

} // namespace streamgauge
