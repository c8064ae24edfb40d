// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternmatcher.h"

#include "engine/patterns/patternrun.h"

#include <utility>

namespace streamgauge {

PatternMatcher::PatternMatcher(std::unique_ptr<PatternRun> run)
    : run_(std::move(run))
{
}

PatternMatcher::~PatternMatcher() = default;

Result<std::unique_ptr<PatternMatcher>> PatternMatcher::make(PatternSpec spec, std::vector<std::string> key_fields,
                                                             PatternLimits limits, std::vector<PatternField> read,
                                                             std::vector<CelFunction> functions)
{
    if (auto sound = checkPattern(spec); !sound)
        return sound.error();
    auto run = std::make_unique<PatternRun>(std::move(spec), key_fields, limits, std::move(read), std::move(functions));
    if (auto sound = run->check(); !sound)
        return sound.error();
    return std::unique_ptr<PatternMatcher>(new PatternMatcher(std::move(run)));
}

const PatternSpec &PatternMatcher::spec() const
{
    return run_->spec();
}

void PatternMatcher::take(const BatchPtr &batch, std::span<const std::uint32_t> rows, TimeBasis basis, MatchSink &sink)
{
    run_->take(batch, rows, basis, sink);
}

void PatternMatcher::advance(TimeNs now_ns, MatchSink &sink)
{
    run_->advance(now_ns, sink);
}

TimeNs PatternMatcher::nextDue() const
{
    return run_->nextDue();
}

std::size_t PatternMatcher::memoryBytes() const
{
    return run_->memoryBytes();
}

PatternStatus PatternMatcher::status() const
{
    return run_->status();
}

} // namespace streamgauge
