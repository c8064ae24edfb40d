// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desk/livefunctions.h"
#include "engine/base/result.h"
#include "engine/rules/ruleprobe.h"
#include "engine/run/engine.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace streamgauge {

/// What a rule that does not run is asked for.
struct TrialQuestion {
    RuleSpec rule;
    std::string key;
    TimeBasis basis = TimeBasis::Arrival; ///< of the events' source
    LiveFunctions::Set functions;         ///< lookup() and model(); null: calls are errors
    friend bool operator==(const TrialQuestion &, const TrialQuestion &) = default;
};

/// What a rule that does not run would make of one key now: judges what the engine still holds of the rule's streams by a
/// shard of its own and tells nobody. Asked again for the same, it goes on with what arrived since. A rule over one stream's
/// own keys is given the rows of the key alone. One thread, not the GUI's; holds one rule's windows, and no batch of events
/// but the newest two.
class TrialProbe
{
public:
    /// Rows of the rule's streams that one probe() goes through; the next one goes on.
    static constexpr std::size_t most_rows_a_step = 250'000;
    /// Events are held a moment after they arrived: so far behind the clock timers run.
    static constexpr DurationNs settling_ns = 500 * ns_per_ms;

    /// `engine` outlives it.
    explicit TrialProbe(const Engine &engine);
    ~TrialProbe();
    TrialProbe(const TrialProbe &) = delete;
    TrialProbe &operator=(const TrialProbe &) = delete;

    /// `further`: functions of extensions; called when the question is a new one. `now_ns`: up to which windows run where
    /// arrival counts. Rows that a lookup has not yet are fetched in the background and named by RuleProbe::waiting_for;
    /// once all events are judged, the next call begins anew with them. Error Configuration: the rule is not sound.
    [[nodiscard]] Result<RuleProbe> probe(const TrialQuestion &question, TimeNs now_ns,
                                          const std::function<std::vector<CelFunction>()> &further);
    /// Gives back what it holds.
    void end();

private:
    class Trial;

    const Engine &engine_;
    std::unique_ptr<Trial> trial_;
};

} // namespace streamgauge
