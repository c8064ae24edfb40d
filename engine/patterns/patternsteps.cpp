// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternrun.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace streamgauge {

std::uint32_t PatternRun::noted(const JudgedEvent &event)
{
    if (noted_ == no_slot)
        noted_ = events_.note(event.row, event.time_ns, event.number);
    return noted_;
}

std::optional<std::size_t> PatternRun::fittingTerm(std::size_t step, const JudgedEvent &event, std::uint32_t link,
                                                   std::uint32_t mask)
{
    for (const std::size_t term : plan_.steps()[step].terms) {
        const bool taken = ((mask >> plan_.terms()[term].place) & 1U) != 0;
        if (!taken && judge_.fits(term, event, link, mask))
            return term;
    }
    return std::nullopt;
}

bool PatternRun::forbidden(const PartialMatch &partial, std::size_t wait, const JudgedEvent &event)
{
    return std::ranges::any_of(plan_.guards(partial.step, wait), [&](const PlanGuard &guard) {
        return (!guard.only_next || partial.fresh) && judge_.fits(guard.term, event, partial.link, 0);
    });
}

void PatternRun::step(std::uint32_t id, const JudgedEvent &event)
{
    PartialMatch &partial = table_[id];
    const Origin origin {
        id, partial.link, partial.start_number, partial.start_ns, partial.step, partial.count, partial.mask
    };
    PatternWaits left = partial.waits;
    for (std::size_t wait = partial.step; wait < plan_.steps().size(); ++wait) {
        if ((partial.waits & waitBit(wait)) == 0)
            continue;
        const PlanStep &target = plan_.steps()[wait];
        const bool again = wait == partial.step;
        if (forbidden(partial, wait, event)) {
            left &= ~waitBit(wait);
        } else if (const auto term = fittingTerm(wait, event, partial.link, again ? partial.mask : 0)) {
            grow(partial.key, origin, wait, *term, event);
            left &= ~waitBit(wait);
            if (target.greedy) {
                left &= waitBit(wait) - 1;
                break;
            }
        } else if (again ? target.consecutive : target.next) {
            left &= ~waitBit(wait);
        }
    }
    if ((left & waitBit(time_wait)) != 0 && forbidden(partial, time_wait, event))
        left &= ~waitBit(time_wait);
    const bool changed = left != partial.waits || partial.fresh;
    partial.waits = left;
    partial.fresh = false;
    if (left == 0)
        remove(id);
    else if (changed && partial.scanned)
        enlist(id);
}

void PatternRun::start(std::uint32_t key, const JudgedEvent &event)
{
    const PatternWaits waits = plan_.startWaits();
    for (std::size_t step = 0; (waits & waitBit(step)) != 0; ++step) {
        const auto term = fittingTerm(step, event, no_slot, 0);
        if (!term)
            continue;
        grow(key, { no_slot, no_slot, event.number, event.time_ns }, step, *term, event);
        if (plan_.steps()[step].greedy)
            return;
    }
}

void PatternRun::grow(std::uint32_t key, const Origin &origin, std::size_t step, std::size_t term, const JudgedEvent &event)
{
    if (origin.link != no_slot && table_.link(origin.link).length >= limits_.most_events_per_match) {
        ++dropped_;
        return;
    }
    const bool again = origin.partial != no_slot && origin.step == step;
    PartialMatch grown;
    grown.step = static_cast<std::uint16_t>(step);
    grown.count = again ? origin.count + 1 : 1;
    if (plan_.steps()[step].all)
        grown.mask = (again ? origin.mask : 0) | (1U << plan_.terms()[term].place);
    grown.link = table_.addLink(origin.link, noted(event), term, step);
    grown.key = key;
    grown.start_number = origin.start_number;
    grown.start_ns = origin.start_ns;
    const PatternPlan::After after = plan_.after(step, grown.count, grown.mask);
    grown.waits = after.waits;
    if (after.complete) {
        table_.holdLink(grown.link);
        completed_.push_back({ grown.link, grown.start_number, partials_made_ });
    }
    if (grown.waits == 0)
        return table_.releaseLink(grown.link);
    grown.number = ++partials_made_;
    enlist(table_.insert(keys_[key], grown, origin.partial));
}

bool PatternRun::awaitedTerms(const PartialMatch &partial, std::vector<std::size_t> &terms) const
{
    const auto add = [&](std::size_t term) {
        terms.push_back(term);
        return judge_.joins(term);
    };
    for (std::size_t wait = partial.step; wait <= plan_.steps().size(); ++wait) {
        const bool end = wait == plan_.steps().size();
        const std::size_t bit = end ? time_wait : wait;
        if ((partial.waits & waitBit(bit)) == 0)
            continue;
        if (!end) {
            const PlanStep &target = plan_.steps()[wait];
            if ((wait == partial.step ? target.consecutive : target.next) || !std::ranges::all_of(target.terms, add))
                return false;
        }
        for (const PlanGuard &guard : plan_.guards(partial.step, bit)) {
            if (guard.only_next ? partial.fresh : !add(guard.term))
                return false;
        }
    }
    return true;
}

void PatternRun::enlist(std::uint32_t id)
{
    PatternKeyState &key = keys_[table_[id].key];
    table_.unlist(key, id);
    awaited_.clear();
    // The only one of its key is found by the key.
    if (key.count == 1 || !awaitedTerms(table_[id], awaited_))
        return table_.scan(key, id);
    std::ranges::sort(awaited_);
    awaited_.erase(std::unique(awaited_.begin(), awaited_.end()), awaited_.end());
    const std::uint64_t key_hash = keys_.entry(table_[id].key).hash;
    for (const std::size_t term : awaited_) {
        if (const auto hash = judge_.waitHash(term, key_hash, table_[id].link))
            table_.addToIndex(id, *hash);
    }
}

PatternRun::Span PatternRun::givenUpBy(const Completed &match) const
{
    const auto number_of = [&](std::uint32_t link) { return events_[table_.link(link).event].number; };
    switch (spec_.skip) {
    case PatternSkip::None: return {};
    case PatternSkip::PastLast: return { match.start_number, number_of(match.link) + 1 };
    case PatternSkip::ToNext: return { match.start_number, match.start_number + 1 };
    case PatternSkip::ToFirst:
    case PatternSkip::ToLast: break;
    }
    Span span { match.start_number, 0 };
    for (std::uint32_t link = match.link; link != no_slot; link = table_.link(link).before) {
        if (plan_.terms()[table_.link(link).term].alias != spec_.skip_alias)
            continue;
        span.end = number_of(link);
        if (spec_.skip == PatternSkip::ToLast)
            break;
    }
    return span;
}

void PatternRun::giveUp(std::uint32_t key, const Span &span)
{
    std::uint32_t id = span.begin < span.end ? keys_[key].newest : no_slot;
    while (id != no_slot && table_[id].start_number >= span.begin) {
        const std::uint32_t older = table_[id].older;
        if (span.holds(table_[id].start_number))
            remove(id);
        id = older;
    }
    for (Completed &match : completed_) {
        if (match.link != no_slot && span.holds(match.start_number))
            table_.releaseLink(std::exchange(match.link, no_slot));
    }
}

void PatternRun::tellCompleted(std::uint32_t key, TimeNs time_ns, MatchSink &sink)
{
    // The one that began first, and of these the longest, comes before those it may give up.
    std::ranges::stable_sort(completed_, [&](const Completed &a, const Completed &b) {
        if (a.start_number != b.start_number)
            return a.start_number < b.start_number;
        const std::uint32_t a_length = table_.link(a.link).length;
        const std::uint32_t b_length = table_.link(b.link).length;
        return a_length != b_length ? a_length > b_length : a.number < b.number;
    });
    for (std::size_t i = 0; i < completed_.size(); ++i) {
        const Completed match { std::exchange(completed_[i].link, no_slot), completed_[i].start_number };
        if (match.link == no_slot)
            continue;
        tell(key, match.link, time_ns, sink);
        if (spec_.every) {
            giveUp(key, givenUpBy(match));
        } else {
            keys_[key].done = true;
            giveUp(key, { 0, std::numeric_limits<std::uint64_t>::max() });
        }
        table_.releaseLink(match.link);
    }
    completed_.clear();
}

void PatternRun::tell(std::uint32_t key, std::uint32_t link, TimeNs time_ns, MatchSink &sink)
{
    matched_.clear();
    for (; link != no_slot; link = table_.link(link).before) {
        const PatternLink &taken = table_.link(link);
        const EventStore::Event &event = events_[taken.event];
        matched_.push_back({ plan_.terms()[taken.term].alias, &events_.batch(event), event.row, event.time_ns });
    }
    std::ranges::reverse(matched_);
    ++matches_;
    sink.matched(keys_.entry(key).key, time_ns, matched_);
}

} // namespace streamgauge
