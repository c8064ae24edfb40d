// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celprogram.h"
#include "engine/patterns/patternspec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// The name by which a condition reads the event taken before the one it judges.
inline constexpr std::string_view previous_event = "previous";
/// The name by which a condition reads the key's text.
inline constexpr std::string_view pattern_key = "key";

/// `own_field` of the event judged must equal `field` of the event that `term` took.
struct PatternJoin {
    std::string own_field;
    std::size_t term = 0;
    std::string field;
};

/// One event of a pattern: "b: payment[b.amount > 5.0 && b.user == a.user]".
struct PatternTerm {
    std::string alias;
    std::size_t stream = 0; ///< into PatternPlan::streams()
    std::size_t step = 0;   ///< of a negated one: the step it stands before, or the number of steps
    std::size_t place = 0;  ///< in its step
    bool negated = false;
    bool only_next = false;         ///< a negation of the very next event
    CelNodePtr local;               ///< the part of the condition that reads this event alone; null: none
    CelNodePtr joint;               ///< the rest; null: none
    std::vector<std::size_t> reads; ///< terms the joint part reads, each once
    bool reads_previous = false;
    std::uint32_t group_reads = 0; ///< a bit for each other place of its own step the joint part reads
    std::optional<PatternJoin> join;
};

/// A step that takes events.
struct PlanStep {
    std::vector<std::size_t> terms;
    std::uint32_t least = 1;
    std::uint32_t most = 1;
    bool all = false; ///< every term, in any order
    bool greedy = false;
    bool next = false;        ///< its first event is the very next one
    bool consecutive = false; ///< so are its further ones

    [[nodiscard]] std::uint32_t fullMask() const { return (1U << terms.size()) - 1; }
};

/// A negation that holds while a partial match waits.
struct PlanGuard {
    std::size_t term = 0;
    bool only_next = false;
};

/// What a partial match waits for: a bit for each step that may take the next event, and one for the end of the time.
using PatternWaits = std::uint64_t;
inline constexpr unsigned time_wait = 63;
[[nodiscard]] constexpr PatternWaits waitBit(std::size_t wait)
{
    return PatternWaits { 1 } << wait;
}

/// A pattern made ready to run. Immutable.
class PatternPlan
{
public:
    /// Precondition: checkPattern(spec).
    explicit PatternPlan(const PatternSpec &spec);

    [[nodiscard]] const std::vector<std::string> &streams() const { return streams_; }
    [[nodiscard]] const std::vector<PatternTerm> &terms() const { return terms_; }
    [[nodiscard]] const std::vector<PlanStep> &steps() const { return steps_; }
    /// An event that fits nothing may still end something.
    [[nodiscard]] bool mindsEveryEvent() const { return minds_every_event_; }

    /// What may take the first event.
    [[nodiscard]] PatternWaits startWaits() const { return entries(0); }
    struct After {
        PatternWaits waits = 0;
        bool complete = false;
    };
    /// With `count` events taken by `step`, or those of `mask` of a step that needs all its terms.
    [[nodiscard]] After after(std::size_t step, std::uint32_t count, std::uint32_t mask) const;
    /// What must not come while a match at `step` waits for `wait`.
    [[nodiscard]] const std::vector<PlanGuard> &guards(std::size_t step, std::size_t wait) const
    {
        return guards_[step][wait == time_wait ? steps_.size() : wait];
    }

private:
    void addTerm(const PatternStep &step, std::size_t number, std::size_t place);
    void splitCondition(PatternTerm &term, const CelNodePtr &condition);
    [[nodiscard]] std::optional<PatternJoin> joinOf(const PatternTerm &term, const CelNode &conjunct) const;
    [[nodiscard]] std::optional<std::size_t> termOf(std::string_view alias) const;
    void buildGuards();
    [[nodiscard]] PatternWaits entries(std::size_t from) const;

    std::vector<std::string> streams_;
    std::vector<PatternTerm> terms_;
    std::vector<PlanStep> steps_;
    std::vector<std::vector<std::size_t>> gaps_; ///< negations before each step, and behind the last
    std::vector<std::vector<std::vector<PlanGuard>>> guards_;
    bool minds_every_event_ = false;
};

/// The parts of a condition that must all hold: a && (b && c) has three.
[[nodiscard]] std::vector<CelNodePtr> conjunctsOf(const CelNodePtr &condition);

/// What an expression reads of records: fields by name, or the record in another way, which may be all of it.
struct RecordReads {
    std::vector<std::string> fields;
    bool all = false;
};
[[nodiscard]] RecordReads readsOf(const CelNode &expression, std::string_view record);

} // namespace streamgauge
