// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/cel/celscope.h"
#include "engine/data/batch.h"
#include "engine/patterns/patternspec.h"
#include "engine/source/connector.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// What one matcher may hold. A partial match too many costs the oldest one its place, which is counted.
struct PatternLimits {
    std::size_t most_partial = 500'000;
    std::size_t most_partial_per_key = 250'000;
    /// Partial matches of a key that every event of the key has to be compared with, because no equality of fields in
    /// the condition tells which of them it can concern.
    std::size_t most_scanned_per_key = 2'000;
    std::size_t most_events_per_match = 4'000; ///< a repetition takes no more
    std::size_t most_keys = 500'000;
    std::size_t most_bytes = 256UL << 20; ///< of memoryBytes(), kept within about a tenth and 1 MiB
};

/// A field somebody reads of matched events ("b", "amount"), beside those the pattern's conditions read.
struct PatternField {
    std::string alias;
    std::string field;
    friend bool operator==(const PatternField &, const PatternField &) = default;
};

/// One event of a match. Valid during the call it is handed to. `batch` has its own schema, not that of the stream: with
/// the same columns in the same places as far as they are needed, of which those that no condition reads and
/// the reader did not ask for may be Absent. A program compiled against the stream's schema may read it.
struct MatchedEvent {
    std::string_view alias;
    const Batch *batch = nullptr;
    std::uint32_t row = 0;
    TimeNs time_ns = 0;
};

class MatchSink
{
public:
    virtual ~MatchSink() = default;
    /// In the order of time for each key. `events`: in the order they were taken; a repeated alias stands there several
    /// times. `time_ns`: of the last event, or first event + within when the pattern ends with a negation.
    /// Called in the midst of the matcher's calls: it must not call the matcher.
    virtual void matched(std::string_view key, TimeNs time_ns, std::span<const MatchedEvent> events) = 0;
};

struct PatternStatus {
    std::size_t keys = 0;
    std::size_t partial_matches = 0;
    std::size_t memory_bytes = 0;
    std::uint64_t matches = 0;
    std::uint64_t expired = 0;     ///< partial matches whose time was over
    std::uint64_t dropped = 0;     ///< partial matches given up, and events not taken, because a bound was reached
    std::uint64_t without_key = 0; ///< events that lack a field of the key
    std::uint64_t errors = 0;      ///< conditions that could not be judged
    std::string last_error;
};

class PatternRun;

/// One pattern and its partial matches for all keys of one shard. One thread. Time never runs backwards for a key: a
/// late event is judged at the time of the key's newest partial match. Equal input in equal order gives equal matches,
/// however it is cut into batches. Created and updated events count; deleted rows, rows of a snapshot and stream-wide
/// marks do not.
///
/// A match may begin with every event that fits the first step. From there it takes the first event that fits what it
/// waits for; where it may repeat a step or go on to the next, both are tried. What it waits for ends with the event
/// that fits it, with another event when it has to be the next one, or with an event that must not come.
class PatternMatcher
{
public:
    /// `key_fields`: see patternKeys(). `functions`: what conditions may call. Error Configuration: what checkPattern()
    /// says, or a condition that does not compile.
    [[nodiscard]] static Result<std::unique_ptr<PatternMatcher>> make(PatternSpec spec, std::vector<std::string> key_fields,
                                                                      PatternLimits limits = {},
                                                                      std::vector<PatternField> read = {},
                                                                      std::vector<CelFunction> functions = {});
    ~PatternMatcher();
    PatternMatcher(const PatternMatcher &) = delete;
    PatternMatcher &operator=(const PatternMatcher &) = delete;

    [[nodiscard]] const PatternSpec &spec() const;
    /// `rows` ascending. Batches of streams the pattern does not name have no effect.
    void take(const BatchPtr &batch, std::span<const std::uint32_t> rows, TimeBasis basis, MatchSink &sink);
    /// No event up to `now_ns` will follow: gives up what is over, and tells the negations at the end that have held, in
    /// the order of time.
    void advance(TimeNs now_ns, MatchSink &sink);
    /// Before this instant advance() has nothing to do; INT64_MAX if never.
    [[nodiscard]] TimeNs nextDue() const;
    [[nodiscard]] std::size_t memoryBytes() const;
    [[nodiscard]] PatternStatus status() const;

private:
    explicit PatternMatcher(std::unique_ptr<PatternRun> run);

    std::unique_ptr<PatternRun> run_;
};

} // namespace streamgauge
