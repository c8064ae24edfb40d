// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celprogram.h"
#include "engine/patterns/partialtable.h"
#include "engine/patterns/patternplan.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// The event under judgement: a row of the open batch.
struct JudgedEvent {
    const Batch *batch = nullptr;
    std::uint32_t row = 0;
    std::size_t index = 0; ///< of the row among those given to PatternJudge::open()
    std::size_t stream = 0;
    std::string_view key;
    std::uint64_t key_hash = 0;
    TimeNs time_ns = 0;
    std::uint64_t number = 0;
};

/// The conditions of a pattern, compiled for the shapes its streams have. The part of a condition that reads its event
/// alone is judged over whole batches. One thread.
class PatternJudge
{
public:
    PatternJudge(const PatternPlan &plan, std::vector<CelFunction> functions, PartialTable &table, EventStore &events);

    /// Compiles every condition as far as that goes without a shape. The error says which.
    [[nodiscard]] Result<void> check(const PatternSpec &spec) const;
    /// A stream has this shape from now on. Conditions that do not compile against it hold for no event.
    void bind(std::size_t stream, const SchemaPtr &schema);
    [[nodiscard]] const SchemaPtr &schema(std::size_t stream) const { return schemas_[stream]; }

    /// Judges the local parts for these rows of one stream's batch.
    void open(const Batch &batch, std::span<const std::uint32_t> rows, std::size_t stream);
    /// Some term of its stream may take the event, as far as its local part goes.
    [[nodiscard]] bool concerns(const JudgedEvent &event) const { return candidates_[event.index] != 0; }
    [[nodiscard]] bool localHolds(std::size_t term, const JudgedEvent &event) const;
    /// Does the event fit the term behind `link` (no_slot: at the start), where `mask` of its group is taken?
    [[nodiscard]] bool fits(std::size_t term, const JudgedEvent &event, std::uint32_t link, std::uint32_t mask);

    /// How the term finds partial matches by hash, if the shapes known so far allow it.
    struct Join {
        std::optional<std::size_t> own_column;
        std::optional<std::size_t> column;
    };
    [[nodiscard]] bool joins(std::size_t term) const { return joins_[term].has_value(); }
    /// Under which hash the event is looked up; nullopt: it fits no partial match.
    [[nodiscard]] std::optional<std::uint64_t> lookupHash(std::size_t term, const JudgedEvent &event) const;
    /// Under which hash a partial match behind `link` waits for the term; nullopt: no event can fit.
    [[nodiscard]] std::optional<std::uint64_t> waitHash(std::size_t term, std::uint64_t key_hash, std::uint32_t link) const;

    /// Conditions that could not be judged, since the start.
    [[nodiscard]] std::uint64_t errors() const { return errors_; }
    [[nodiscard]] const std::string &lastError() const { return last_error_; }

private:
    struct Program {
        std::optional<CelProgram> local;
        std::optional<CelProgram> joint;
        bool broken = false;
    };

    void compile(std::size_t term);
    void compileJoin(std::size_t term);
    [[nodiscard]] CelScope scopeOf(const PatternTerm &term) const;
    [[nodiscard]] bool jointHolds(std::size_t judged, std::size_t taking, const JudgedEvent &event, std::uint32_t link);
    void fail(const std::string &alias, std::string_view why);

    const PatternPlan &plan_;
    std::vector<CelFunction> functions_;
    PartialTable &table_;
    EventStore &events_;
    std::vector<SchemaPtr> schemas_;             ///< by stream; null: not seen yet
    std::vector<Program> programs_;              ///< by term
    std::vector<std::optional<Join>> joins_;     ///< by term
    std::vector<std::vector<Outcome>> outcomes_; ///< by term with a local part, of the open batch
    std::vector<std::uint8_t> candidates_;       ///< by row
    std::vector<CelRow> records_;
    std::vector<CelValue> variables_;
    std::uint64_t errors_ = 0;
    std::string last_error_;
};

} // namespace streamgauge
