// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/data/batch.h"
#include "engine/patterns/eventkeys.h"
#include "engine/patterns/keyslots.h"
#include "engine/patterns/timespan.h"
#include "engine/rules/timerheap.h"
#include "engine/source/connector.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// "absence of heartbeat by host for 30s"
struct AbsenceSpec {
    std::string stream;
    std::vector<std::string> key_fields; ///< none: the stream as a whole
    DurationNs for_ns = 0;
    /// Keys that ought to be there: they count as seen when the matcher first learns the time. Others cannot be absent
    /// before their first event. Several fields are joined by U+001F.
    std::vector<std::string> expected;
    friend bool operator==(const AbsenceSpec &, const AbsenceSpec &) = default;
};

class AbsenceSink
{
public:
    virtual ~AbsenceSink() = default;
    /// Nothing came for the whole time; told once a silence. `time_ns` is exactly `last_ns` + for.
    virtual void absent(std::string_view key, TimeNs time_ns, TimeNs last_ns) = 0;
    /// An absence that was told has ended: an event came, or the key's row was deleted.
    virtual void over(std::string_view key, TimeNs time_ns) = 0;
};

struct AbsenceStatus {
    std::size_t keys = 0;
    std::size_t absent = 0;
    std::size_t memory_bytes = 0;
    std::uint64_t dropped = 0;     ///< events of keys beyond the bound
    std::uint64_t without_key = 0; ///< events that lack a field of the key
};

/// Keys of one stream that fall silent. One thread. Every row is a sign of life but those of deletion, which make the
/// key forgotten, as Reset does all keys. Time never runs backwards for a key. An event at the very end of the time is
/// still in it.
class AbsenceMatcher
{
public:
    static constexpr std::size_t most_keys = 1'000'000;

    /// Precondition: spec.for_ns > 0.
    explicit AbsenceMatcher(AbsenceSpec spec, std::size_t key_bound = most_keys);

    /// `rows` ascending. Batches of other streams have no effect.
    void take(const Batch &batch, std::span<const std::uint32_t> rows, TimeBasis basis, AbsenceSink &sink);
    /// No event before `now_ns` will follow. Tells the silences that were complete before it, in the order of time.
    void advance(TimeNs now_ns, AbsenceSink &sink);
    /// Up to this instant advance() has nothing to do; INT64_MAX if never.
    [[nodiscard]] TimeNs nextDue() const { return timers_.empty() ? TimerHeap::never : timers_.firstDue(); }
    [[nodiscard]] AbsenceStatus status() const;

private:
    struct State {
        TimeNs last_ns = 0;
        bool absent = false;
    };

    void expectAll(TimeNs now_ns);
    void seen(std::uint64_t hash, std::string_view key, TimeNs time_ns, AbsenceSink &sink);
    void add(std::uint64_t hash, std::string_view key, TimeNs time_ns);
    void forget(std::uint32_t key, TimeNs time_ns, AbsenceSink &sink);
    void tellAbsent(std::uint32_t key, AbsenceSink &sink);
    void tellOver(std::uint32_t key, TimeNs time_ns, AbsenceSink &sink);
    [[nodiscard]] TimeNs endOf(const State &state) const { return endOfSpan(state.last_ns, spec_.for_ns); }

    AbsenceSpec spec_;
    std::size_t key_bound_;
    EventKeys event_keys_;
    SchemaPtr schema_;
    KeySlots<State> keys_;
    TimerHeap timers_; ///< of those not absent; not after the end of their time
    bool expecting_;
    std::size_t absent_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t without_key_ = 0;
};

} // namespace streamgauge
