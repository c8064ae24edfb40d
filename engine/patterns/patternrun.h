// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/patterns/eventkeys.h"
#include "engine/patterns/eventstore.h"
#include "engine/patterns/keyslots.h"
#include "engine/patterns/partialtable.h"
#include "engine/patterns/patternjudge.h"
#include "engine/patterns/patternmatcher.h"
#include "engine/patterns/patternplan.h"
#include "engine/patterns/timespan.h"
#include "engine/rules/timerheap.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// The work of a PatternMatcher.
class PatternRun
{
public:
    PatternRun(PatternSpec spec, const std::vector<std::string> &key_fields, const PatternLimits &limits,
               std::vector<PatternField> read, std::vector<CelFunction> functions);
    PatternRun(const PatternRun &) = delete;
    PatternRun &operator=(const PatternRun &) = delete;

    [[nodiscard]] Result<void> check() const { return judge_.check(spec_); }
    [[nodiscard]] const PatternSpec &spec() const { return spec_; }
    void take(const BatchPtr &batch, std::span<const std::uint32_t> rows, TimeBasis basis, MatchSink &sink);
    void advance(TimeNs now_ns, MatchSink &sink);
    [[nodiscard]] TimeNs nextDue() const { return timers_.empty() ? TimerHeap::never : timers_.firstDue(); }
    [[nodiscard]] std::size_t memoryBytes() const;
    [[nodiscard]] PatternStatus status() const;

private:
    /// A match that is complete and not yet told.
    struct Completed {
        std::uint32_t link = no_slot; ///< held
        std::uint64_t start_number = 0;
        std::uint64_t number = 0; ///< the lower, the sooner it stood apart from others with its start
    };
    /// Partial matches that began with these events are given up.
    struct Span {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        [[nodiscard]] bool holds(std::uint64_t number) const { return number >= begin && number < end; }
    };
    /// What a new link stands behind; that of a first event is `no_slot`.
    struct Origin {
        std::uint32_t partial = no_slot;
        std::uint32_t link = no_slot;
        std::uint64_t start_number = 0;
        TimeNs start_ns = 0;
        std::size_t step = 0;
        std::uint32_t count = 0;
        std::uint32_t mask = 0;
    };

    void bind(std::size_t stream, const SchemaPtr &schema);
    [[nodiscard]] std::vector<bool> keptColumns(std::size_t stream, const Schema &schema) const;
    void judge(JudgedEvent event, MatchSink &sink);
    [[nodiscard]] bool starts(const JudgedEvent &event) const;
    void gather(std::uint32_t key, const JudgedEvent &event);
    void step(std::uint32_t id, const JudgedEvent &event);
    void start(std::uint32_t key, const JudgedEvent &event);
    [[nodiscard]] bool forbidden(const PartialMatch &partial, std::size_t wait, const JudgedEvent &event);
    [[nodiscard]] std::optional<std::size_t> fittingTerm(std::size_t step, const JudgedEvent &event, std::uint32_t link,
                                                         std::uint32_t mask);
    void grow(std::uint32_t key, const Origin &origin, std::size_t step, std::size_t term, const JudgedEvent &event);
    [[nodiscard]] std::uint32_t noted(const JudgedEvent &event);
    void enlist(std::uint32_t id);
    /// The terms by whose joins it can be found; false when every event of its key concerns it.
    [[nodiscard]] bool awaitedTerms(const PartialMatch &partial, std::vector<std::size_t> &terms) const;

    void expire(std::uint32_t key, TimeNs now_ns, MatchSink &sink);
    void tellCompleted(std::uint32_t key, TimeNs time_ns, MatchSink &sink);
    void tell(std::uint32_t key, std::uint32_t link, TimeNs time_ns, MatchSink &sink);
    [[nodiscard]] Span givenUpBy(const Completed &match) const;
    void giveUp(std::uint32_t key, const Span &span);
    void remove(std::uint32_t id);
    void settle(std::uint32_t key);
    [[nodiscard]] TimeNs endOf(const PartialMatch &partial) const { return endOfSpan(partial.start_ns, spec_.within_ns); }

    void enforceBounds(PatternKeyState &key);
    /// Precondition: there is one, and none of a key without a timer.
    void dropOldestOfAll();
    [[nodiscard]] std::size_t liveBytes() const;

    PatternSpec spec_;
    PatternPlan plan_;
    PatternLimits limits_;
    std::vector<PatternField> read_;
    std::vector<EventKeys> event_keys_; ///< by stream
    EventStore events_;
    PartialTable table_;
    PatternJudge judge_;
    KeySlots<PatternKeyState> keys_;
    TimerHeap timers_; ///< by key; not after the end of its oldest partial match
    std::uint64_t events_seen_ = 0;
    std::uint64_t partials_made_ = 0;

    std::vector<std::uint32_t> rows_;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> concerned_; ///< number and slot of partial matches
    std::vector<std::uint32_t> found_;
    std::vector<std::size_t> awaited_;
    std::vector<Completed> completed_;
    std::vector<MatchedEvent> matched_;
    std::uint32_t noted_ = no_slot; ///< the event under judgement, once something holds it

    std::uint64_t matches_ = 0;
    std::uint64_t expired_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t without_key_ = 0;
};

} // namespace streamgauge
