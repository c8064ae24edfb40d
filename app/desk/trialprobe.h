// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/rules/ruleprobe.h"
#include "engine/rules/ruleshard.h"
#include "engine/run/engine.h"

#include <string>

namespace streamgauge {

/// How time goes for the events a trial is judged over.
struct TrialTime {
    TimeBasis basis = TimeBasis::Arrival; ///< of their source
    TimeNs now_ns = 0;                    ///< up to which windows run where arrival counts
};

/// What a rule that does not run would make of one key now: judges what the engine still holds of the rule's streams by a
/// shard of its own, on the calling thread, and tells nobody. A rule over one stream's own keys is given the rows of `key`
/// alone, so that it costs a pass over the events and the judging of one key. Error Configuration: the rule is not sound.
[[nodiscard]] Result<RuleProbe> probeTrial(const Engine &engine, const TrialTime &time, const RuleSpec &rule,
                                           const std::string &key, RuleFunctions functions);

} // namespace streamgauge
