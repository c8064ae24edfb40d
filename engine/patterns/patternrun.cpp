// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternrun.h"

#include "engine/patterns/patternkeys.h"

#include <algorithm>

namespace streamgauge {

PatternRun::PatternRun(PatternSpec spec, const std::vector<std::string> &key_fields, const PatternLimits &limits,
                       std::vector<PatternField> read, std::vector<CelFunction> functions)
    : spec_(std::move(spec))
    , plan_(spec_)
    , limits_(limits)
    , read_(std::move(read))
    , table_(events_)
    , judge_(plan_, std::move(functions), table_, events_)
{
    for (std::vector<std::string> &fields : patternKeys(spec_, key_fields))
        event_keys_.emplace_back(std::move(fields));
}

void PatternRun::bind(std::size_t stream, const SchemaPtr &schema)
{
    if (sameShape(judge_.schema(stream), schema))
        return;
    event_keys_[stream].bind(*schema);
    events_.shape(stream, *schema, keptColumns(stream, *schema));
    judge_.bind(stream, schema);
    // Which partial matches can be found by hash may have changed.
    for (std::uint32_t id = 0; id < table_.end(); ++id) {
        if (table_[id].number != 0)
            enlist(id);
    }
}

std::vector<bool> PatternRun::keptColumns(std::size_t stream, const Schema &schema) const
{
    std::vector<bool> kept(schema.columns.size());
    const auto keep = [&](const std::string &field) {
        if (const auto column = schema.find(field))
            kept[*column] = true;
    };
    for (const PatternTerm &reader : plan_.terms()) {
        for (const PatternTerm &term : plan_.terms()) {
            if (!reader.joint || term.stream != stream || term.negated)
                continue;
            for (const std::string_view name : { std::string_view(term.alias), previous_event }) {
                const RecordReads reads = readsOf(*reader.joint, name);
                std::ranges::for_each(reads.fields, keep);
                if (reads.all)
                    kept.assign(kept.size(), true);
            }
        }
    }
    for (const PatternField &field : read_) {
        const auto reads = [&](const PatternTerm &term) { return term.alias == field.alias && term.stream == stream; };
        if (std::ranges::any_of(plan_.terms(), reads))
            keep(field.field);
    }
    return kept;
}

void PatternRun::take(const BatchPtr &batch, std::span<const std::uint32_t> rows, TimeBasis basis, MatchSink &sink)
{
    const auto found = std::ranges::find(plan_.streams(), batch->schema().stream);
    if (found == plan_.streams().end())
        return;
    const auto stream = static_cast<std::size_t>(found - plan_.streams().begin());
    bind(stream, batch->schemaPtr());
    rows_.clear();
    for (const std::uint32_t row : rows) {
        if (batch->op(row) == Op::Created || batch->op(row) == Op::Updated)
            rows_.push_back(row);
    }
    judge_.open(*batch, rows_, stream);
    events_.open(*batch, stream);
    EventKeys &keys = event_keys_[stream];
    for (std::size_t index = 0; index < rows_.size(); ++index) {
        JudgedEvent event { batch.get(), rows_[index], index, stream };
        event.number = ++events_seen_;
        if (!judge_.concerns(event) && !plan_.mindsEveryEvent())
            continue;
        if (!keys.read(*batch, event.row)) {
            ++without_key_;
            continue;
        }
        event.key = keys.text();
        event.key_hash = keys.hash();
        event.time_ns = basis == TimeBasis::Event ? batch->eventTime(event.row) : batch->arrivalTime(event.row);
        judge(event, sink);
    }
    events_.close();
    while (table_.size() > 0 && liveBytes() > limits_.most_bytes)
        dropOldestOfAll();
    events_.tidy();
}

bool PatternRun::starts(const JudgedEvent &event) const
{
    const PatternWaits waits = plan_.startWaits();
    for (std::size_t step = 0; (waits & waitBit(step)) != 0; ++step) {
        const auto fits = [&](std::size_t term) { return judge_.localHolds(term, event); };
        if (std::ranges::any_of(plan_.steps()[step].terms, fits))
            return true;
    }
    return false;
}

void PatternRun::judge(JudgedEvent event, MatchSink &sink)
{
    std::uint32_t key = keys_.find(event.key_hash, event.key);
    const bool may_start = starts(event);
    if (key != no_slot) {
        event.time_ns = std::max(event.time_ns, keys_[key].clock_ns);
        keys_[key].clock_ns = event.time_ns;
        expire(key, event.time_ns, sink);
    } else if (may_start) {
        while (keys_.size() >= limits_.most_keys && table_.size() > 0)
            dropOldestOfAll();
        // The others have had the one match they may have.
        if (keys_.size() >= limits_.most_keys) {
            ++dropped_;
            return;
        }
        key = keys_.insert(event.key_hash, event.key);
        keys_[key].clock_ns = event.time_ns;
    } else {
        return;
    }
    if (keys_[key].done)
        return;
    noted_ = no_slot;
    gather(key, event);
    for (const auto &[number, id] : concerned_)
        step(id, event);
    if (may_start)
        start(key, event);
    tellCompleted(key, event.time_ns, sink);
    enforceBounds(keys_[key]);
    if (noted_ != no_slot)
        events_.release(noted_);
    settle(key);
    while (table_.size() > limits_.most_partial || (table_.size() > 0 && liveBytes() > limits_.most_bytes))
        dropOldestOfAll();
}

void PatternRun::gather(std::uint32_t key, const JudgedEvent &event)
{
    concerned_.clear();
    for (std::uint32_t id = keys_[key].scan_oldest; id != no_slot; id = table_[id].scan_newer)
        concerned_.emplace_back(table_[id].number, id);
    for (std::size_t term = 0; term < plan_.terms().size(); ++term) {
        if (!judge_.joins(term) || !judge_.localHolds(term, event))
            continue;
        const auto hash = judge_.lookupHash(term, event);
        if (!hash)
            continue;
        found_.clear();
        table_.find(*hash, found_);
        for (const std::uint32_t id : found_) {
            if (table_[id].key == key)
                concerned_.emplace_back(table_[id].number, id);
        }
    }
    // In the order they were made, whichever way they were found.
    std::ranges::sort(concerned_);
    concerned_.erase(std::unique(concerned_.begin(), concerned_.end()), concerned_.end());
}

void PatternRun::expire(std::uint32_t key, TimeNs now_ns, MatchSink &sink)
{
    while (keys_[key].oldest != no_slot) {
        const TimeNs end_ns = endOf(table_[keys_[key].oldest]);
        if (end_ns > now_ns)
            return;
        while (keys_[key].oldest != no_slot && endOf(table_[keys_[key].oldest]) == end_ns) {
            const PartialMatch &partial = table_[keys_[key].oldest];
            if ((partial.waits & waitBit(time_wait)) != 0) {
                table_.holdLink(partial.link);
                completed_.push_back({ partial.link, partial.start_number, partial.number });
            } else {
                ++expired_;
            }
            remove(keys_[key].oldest);
        }
        tellCompleted(key, end_ns, sink);
    }
}

void PatternRun::advance(TimeNs now_ns, MatchSink &sink)
{
    while (!timers_.empty() && timers_.firstDue() <= now_ns) {
        const std::uint32_t key = timers_.firstId();
        const std::uint32_t oldest = keys_[key].oldest;
        const TimeNs end_ns = endOf(table_[oldest]);
        if (end_ns > timers_.firstDue()) {
            timers_.set(key, end_ns);
            continue;
        }
        keys_[key].clock_ns = std::max(keys_[key].clock_ns, end_ns);
        expire(key, end_ns, sink);
        settle(key);
    }
    events_.tidy();
}

void PatternRun::settle(std::uint32_t key)
{
    PatternKeyState &state = keys_[key];
    if (state.oldest == no_slot) {
        timers_.set(key, TimerHeap::never);
        if (!state.done)
            keys_.erase(key);
    } else if (timers_.due(key) == TimerHeap::never) {
        timers_.set(key, endOf(table_[state.oldest]));
    }
}

void PatternRun::remove(std::uint32_t id)
{
    table_.remove(keys_[table_[id].key], id);
}

void PatternRun::enforceBounds(PatternKeyState &key)
{
    for (; key.scanned > limits_.most_scanned_per_key; ++dropped_)
        remove(key.scan_oldest);
    for (; key.count > limits_.most_partial_per_key; ++dropped_)
        remove(key.oldest);
}

void PatternRun::dropOldestOfAll()
{
    for (;;) {
        const std::uint32_t key = timers_.firstId();
        const std::uint32_t oldest = keys_[key].oldest;
        const TimeNs end_ns = endOf(table_[oldest]);
        if (end_ns == timers_.firstDue()) {
            ++dropped_;
            remove(oldest);
            return settle(key);
        }
        timers_.set(key, end_ns);
    }
}

std::size_t PatternRun::liveBytes() const
{
    // Blocks of events may hold as many bytes of gaps; tables are up to twice their content.
    constexpr std::size_t key_bytes = sizeof(KeySlots<PatternKeyState>::Entry) + 32;
    return table_.liveBytes() + 2 * events_.liveBytes() + keys_.size() * key_bytes;
}

std::size_t PatternRun::memoryBytes() const
{
    return sizeof(PatternRun) + table_.memoryBytes() + events_.memoryBytes() + keys_.memoryBytes() + timers_.memoryBytes()
        + rows_.capacity() * sizeof(std::uint32_t) + concerned_.capacity() * sizeof(concerned_.front())
        + matched_.capacity() * sizeof(MatchedEvent);
}

PatternStatus PatternRun::status() const
{
    return { keys_.size(), table_.size(), memoryBytes(),   matches_,          expired_,
             dropped_,     without_key_,  judge_.errors(), judge_.lastError() };
}

} // namespace streamgauge
