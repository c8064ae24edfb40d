// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/alertkeeper.h"

#include "engine/base/sametext.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::size_t most_value_bytes = 256;
constexpr std::size_t most_summary_bytes = 1'024;

/// What the alert "this key cannot be judged" goes by.
RuleSpec unknownRule(const RuleSpec &spec)
{
    RuleSpec unknown;
    unknown.for_ns = spec.for_ns;
    unknown.severity = spec.severity;
    unknown.flapping_detection = false;
    return unknown;
}

void cut(std::string &text, std::size_t most_bytes)
{
    if (text.size() <= most_bytes)
        return;
    std::size_t length = most_bytes;
    while (length > most_bytes - 4 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80)
        --length;
    text.resize(length);
    text += "…";
}

TimeNs acknowledgedUntil(const AlertInstance &instance)
{
    const bool ends = instance.acknowledged && instance.acknowledged->until_ns != 0;
    return ends ? instance.acknowledged->until_ns : never;
}

} // namespace

AlertKeeper::AlertKeeper(const RuleSpec &spec, KeyValues &values)
    : values_(values)
    , machine_(spec, RuleShard::resolved_retention_ns)
    , unknown_machine_(unknownRule(spec), RuleShard::resolved_retention_ns)
    , has_summary_(!spec.summary.empty())
{
    alert_.rule = spec.name;
    alert_.stream = spec.stream;
    alert_.labels = spec.labels;
    alert_.notify = spec.notify;
}

void AlertKeeper::adopt(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out)
{
    const AlertMachine previous = std::exchange(machine_, AlertMachine(spec, RuleShard::resolved_retention_ns));
    const AlertMachine previous_unknown =
        std::exchange(unknown_machine_, AlertMachine(unknownRule(spec), RuleShard::resolved_retention_ns));
    has_summary_ = !spec.summary.empty();
    alert_.rule = spec.name;
    alert_.stream = spec.stream;
    alert_.labels = spec.labels;
    alert_.notify = spec.notify;
    last_error_.clear();
    for (Slot slot = 0; slot < keys_.slotEnd(); ++slot) {
        KeySlot &entry = keys_[slot];
        if (!entry.used)
            continue;
        Before was = before(entry.main.alert);
        machine_.adopt(entry.main.alert, previous, now_ns);
        follow(slot, entry.main, was, out);
        if (entry.unknown) {
            was = before(entry.unknown->alert);
            unknown_machine_.adopt(entry.unknown->alert, previous_unknown, now_ns);
            follow(slot, *entry.unknown, was, out);
        }
        settle(slot);
    }
}

void AlertKeeper::describe(std::string field, std::string condition, bool simulated)
{
    alert_.field = std::move(field);
    alert_.condition = std::move(condition);
    alert_.simulated = simulated;
}

void AlertKeeper::noteError(std::string text, std::uint64_t rows)
{
    last_error_ = std::move(text);
    errors_ += rows;
}

AlertKeeper::Slot AlertKeeper::take(std::uint64_t hash, std::string_view key)
{
    if (const Slot known = find(hash, key); known != KeyTable::none)
        return known;
    // A look at all keys may find nothing to forget, so it is not taken for each key that comes.
    constexpr std::uint64_t refusals_per_look = 65'536;
    if (keys_.size() >= RuleShard::most_keys && crowded_++ % refusals_per_look == 0)
        forgetResolved();
    if (keys_.size() >= RuleShard::most_keys) {
        noteError("state for " + std::to_string(RuleShard::most_keys) + " keys is held: further keys are not judged", 1);
        return KeyTable::none;
    }
    const Slot slot = keys_.insert(hash, key);
    keys_[slot].snapshot = snapshot_;
    return slot;
}

void AlertKeeper::forgetResolved()
{
    // All keys of a rule that watches for silence matter, and a full table of open alerts has nothing to forget.
    if (machine_.watchesSilence() || keys_.size() <= pending_ + firing_)
        return;
    for (Slot slot = 0; slot < keys_.slotEnd(); ++slot) {
        const KeySlot &entry = keys_[slot];
        if (entry.used && !entry.main.alert.open() && !(entry.unknown && entry.unknown->alert.open())
            && !values_.remembers(slot))
            forget(slot);
    }
}

void AlertKeeper::forget(Slot slot)
{
    KeySlot &entry = keys_[slot];
    watch(entry, false);
    flapping_ -= entry.main.alert.flaps.flapping() ? 1 : 0;
    timers_.set(slot, never);
    values_.forgotten(slot);
    keys_.erase(slot);
    if (keys_.size() == 0)
        forgetAll();
}

void AlertKeeper::forgetAll()
{
    for (Slot slot = 0; slot < keys_.slotEnd(); ++slot) {
        if (keys_[slot].used)
            values_.forgotten(slot);
    }
    keys_.clear();
    timers_.clear();
    watched_keys_.reset(0);
    watched_ = 0;
    flapping_ = 0;
}

void AlertKeeper::judge(Slot slot, const Verdict &verdict, TimeNs time_ns, std::uint32_t newest, bool by_event,
                        AlertOutput &out)
{
    runTimersBefore(slot, time_ns, out);
    KeySlot &entry = keys_[slot];
    if (by_event)
        entry.snapshot = snapshot_;
    const Before was = before(entry.main.alert);
    if (by_event)
        machine_.judge(entry.main.alert, verdict, time_ns);
    else
        machine_.judgeTime(entry.main.alert, verdict, time_ns);
    const bool open = entry.main.alert.open() || (entry.unknown && entry.unknown->alert.open());
    if (open || entry.main.alert.state != was.state || entry.main.alert.unknown != Outcome::False) {
        // What says nothing about the value does not hide what said something.
        if (newest != KeyTable::none || !entry.touched)
            entry.newest = newest;
        if (!std::exchange(entry.touched, true))
            touched_.push_back(slot);
    }
    follow(slot, entry.main, was, out);
    judgeUnknown(slot, time_ns, out);
    watch(keys_[slot]);
}

void AlertKeeper::judgeUnknown(Slot slot, TimeNs time_ns, AlertOutput &out)
{
    KeySlot &entry = keys_[slot];
    const Outcome unknown = entry.main.alert.unknown;
    if (!entry.unknown) {
        if (unknown == Outcome::False)
            return;
        entry.unknown = std::make_unique<AlertInstance>();
    }
    KeyAlert &alert = entry.unknown->alert;
    if (unknown == Outcome::False && !alert.open())
        return;
    const Before was = before(alert);
    Verdict verdict;
    verdict.when[0] = unknown == Outcome::False ? Outcome::False : Outcome::True;
    unknown_machine_.judge(alert, verdict, std::max(time_ns, entry.main.alert.clock_ns));
    if (unknown != Outcome::False)
        alert.reason = unknown == Outcome::Error ? AlertReason::Error : AlertReason::NoData;
    follow(slot, *entry.unknown, was, out);
}

TimeNs AlertKeeper::alertTimer(const KeySlot &entry) const
{
    TimeNs next_ns = std::min(machine_.nextTimer(entry.main.alert), acknowledgedUntil(entry.main));
    if (entry.unknown)
        next_ns = std::min({ next_ns, unknown_machine_.nextTimer(entry.unknown->alert), acknowledgedUntil(*entry.unknown) });
    return next_ns;
}

void AlertKeeper::runTimersBefore(Slot slot, TimeNs time_ns, AlertOutput &out)
{
    KeySlot &entry = keys_[slot];
    for (TimeNs next_ns = alertTimer(entry); next_ns < time_ns; next_ns = alertTimer(entry)) {
        for (AlertInstance *instance : { &entry.main, entry.unknown.get() }) {
            if (instance != nullptr && acknowledgedUntil(*instance) == next_ns) {
                instance->acknowledged = nullptr;
                if (instance->alert.open())
                    out.changed(alertOf(entry, *instance), instance->alert.state);
            }
        }
        if (machine_.nextTimer(entry.main.alert) == next_ns) {
            Before was = before(entry.main.alert);
            if (!entry.main.alert.open() && was.flapping) {
                // What it flapped is forgotten with the alert; who withheld notices for it must know.
                entry.main.alert.flaps = FlapHistory();
                follow(slot, entry.main, was, out);
                was = before(entry.main.alert);
            }
            machine_.runTimer(entry.main.alert);
            follow(slot, entry.main, was, out);
            judgeUnknown(slot, next_ns, out);
        } else if (entry.unknown && unknown_machine_.nextTimer(entry.unknown->alert) == next_ns) {
            const Before was = before(entry.unknown->alert);
            unknown_machine_.runTimer(entry.unknown->alert);
            follow(slot, *entry.unknown, was, out);
        }
    }
}

void AlertKeeper::runTimers(Slot slot, TimeNs now_ns, AlertOutput &out)
{
    const AlertReason reason = keys_[slot].main.alert.reason;
    const AlertState state = keys_[slot].main.alert.state;
    runTimersBefore(slot, now_ns, out);
    const KeySlot &entry = keys_[slot];
    if (entry.main.alert.open() && entry.main.alert.state == state && entry.main.alert.reason != reason)
        out.valueUpdated(alertOf(entry, entry.main));
    // The timer may have been left at an earlier time than it has now.
    timers_.set(slot, std::min(alertTimer(entry), values_.nextChange(slot)));
    settle(slot);
}

void AlertKeeper::follow(Slot slot, AlertInstance &instance, const Before &was, AlertOutput &out)
{
    KeySlot &entry = keys_[slot];
    const KeyAlert &alert = instance.alert;
    const bool flapping_changed = alert.flaps.flapping() != was.flapping;
    if (flapping_changed)
        flapping_ += alert.flaps.flapping() ? 1 : -std::uint64_t { 1 };
    if (alert.state == was.state && alert.level == was.level && !flapping_changed) {
        if (alert.open() && alert.reason != was.reason)
            entry.reason_told = false;
        return;
    }
    AlertState previous = was.state;
    const bool was_open = previous != AlertState::Normal && previous != AlertState::Resolved;
    if (alert.state != was.state) {
        count(previous, -1);
        count(alert.state, 1);
        if (!was_open) {
            previous = AlertState::Normal;
            instance.episode = out.nextEpisode();
            instance.acknowledged = nullptr;
        }
        if (alert.state == AlertState::Firing && previous != AlertState::Recovering)
            ++fired_;
        if (alert.state == AlertState::Resolved)
            ++resolved_;
    }
    const bool rose = was_open && alert.open() && alert.level > was.level;
    if (rose && instance.acknowledged && !instance.acknowledged->sticky)
        instance.acknowledged = nullptr;
    refreshTexts(slot);
    entry.reason_told = true;
    // Of a key that never had an episode there is nothing to tell.
    if (instance.episode != 0)
        out.changed(alertOf(entry, instance), previous);
}

void AlertKeeper::count(AlertState state, std::int64_t by)
{
    if (state == AlertState::Pending)
        pending_ += static_cast<std::uint64_t>(by);
    else if (state == AlertState::Firing || state == AlertState::Recovering)
        firing_ += static_cast<std::uint64_t>(by);
}

void AlertKeeper::watch(KeySlot &entry)
{
    const KeyAlert &alert = entry.main.alert;
    watch(entry, alert.open() || (entry.unknown && entry.unknown->alert.open()) || !alert.flaps.quiet());
}

void AlertKeeper::watch(KeySlot &entry, bool matters)
{
    if (std::exchange(entry.watched, matters) == matters)
        return;
    if (!matters) {
        --watched_;
        watched_keys_.remove(entry.hash);
        return;
    }
    ++watched_;
    watched_keys_.add(entry.hash);
    if (!watched_keys_.crowded())
        return;
    watched_keys_.reset(2 * watched_);
    for (Slot slot = 0; slot < keys_.slotEnd(); ++slot) {
        if (keys_[slot].used && keys_[slot].watched)
            watched_keys_.add(keys_[slot].hash);
    }
}

void AlertKeeper::settle(Slot slot)
{
    KeySlot &entry = keys_[slot];
    const KeyAlert &alert = entry.main.alert;
    const TimeNs alert_timer_ns = alertTimer(entry);
    const bool unknown_open = entry.unknown && entry.unknown->alert.open();
    if (entry.unknown && !unknown_open && unknown_machine_.nextTimer(entry.unknown->alert) == never)
        entry.unknown = nullptr;
    watch(entry);
    if (alert_timer_ns == never && !alert.open() && !unknown_open && !values_.remembers(slot)) {
        forget(slot);
        return;
    }
    const TimeNs next_ns = std::min(alert_timer_ns, values_.nextChange(slot));
    // A later one is found when the earlier ends, which spares moving it with each event.
    if (next_ns < timers_.due(slot))
        timers_.set(slot, next_ns);
}

bool AlertKeeper::refreshTexts(Slot slot)
{
    KeySlot &entry = keys_[slot];
    if (!entry.touched || entry.newest == KeyTable::none)
        return false;
    bool news = false;
    text_.clear();
    if (values_.appendValue(text_, entry, slot)) {
        cut(text_, most_value_bytes);
        news = !sameText(entry.value, text_);
        if (news)
            keys_.setValue(slot, text_);
    }
    if (has_summary_) {
        text_.clear();
        if (values_.appendSummary(text_, entry, slot)) {
            cut(text_, most_summary_bytes);
            news |= keys_.setSummary(slot, text_);
        }
    }
    // The same would come of it again.
    entry.newest = KeyTable::none;
    return news;
}

void AlertKeeper::tellValues(AlertOutput &out)
{
    for (const Slot slot : touched_) {
        // Its key may have been forgotten, and the slot reused, since.
        if (slot >= keys_.slotEnd() || !keys_[slot].touched)
            continue;
        const bool news = refreshTexts(slot);
        KeySlot &entry = keys_[slot];
        entry.touched = false;
        if (!news && entry.reason_told)
            continue;
        entry.reason_told = true;
        if (entry.main.alert.open())
            out.valueUpdated(alertOf(entry, entry.main));
        if (entry.unknown && entry.unknown->alert.open())
            out.valueUpdated(alertOf(entry, *entry.unknown));
    }
    touched_.clear();
}

} // namespace streamgauge
