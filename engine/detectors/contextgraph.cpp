// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/contextgraph.h"

#include <absl/hash/hash.h>

#include <algorithm>
#include <bit>
#include <string_view>
#include <tuple>

namespace streamgauge {

namespace {

/// Of a state that may become part of a new context.
constexpr std::size_t most_left_facts = 7;
constexpr std::uint32_t place_bits = 17;
constexpr std::uint32_t place_mask = (1U << place_bits) - 1;
static_assert(ContextGraph::most_contexts <= place_mask);

std::size_t bits(std::uint8_t senses)
{
    return static_cast<std::size_t>(std::popcount(senses));
}

} // namespace

std::size_t ContextFacts::size() const
{
    return bits(senses) + count;
}

std::size_t ContextFactsHash::operator()(const ContextFacts &facts) const
{
    const std::string_view contexts(reinterpret_cast<const char *>(facts.contexts.data()),
                                    facts.count * sizeof(facts.contexts[0]));
    return absl::HashOf(facts.senses, contexts);
}

ContextGraph::ContextGraph(std::size_t most)
    : most_(most)
{
}

double ContextGraph::step(std::uint8_t senses)
{
    std::uint32_t now = nothing;
    bool fresh = false;
    if (any_) {
        now = find(state_, senses);
        fresh = now == nothing;
        if (fresh)
            now = add(state_, senses, true);
        else
            contexts_[now].zero_level = true;
    }
    walk(senses, fresh ? now : nothing, fresh);

    const double known = selected_ > 0 ? static_cast<double>(active_.size()) / static_cast<double>(selected_) : 0.0;
    double novelty = 0;
    if (fresh) {
        std::size_t added = 1;
        const auto pairs = static_cast<double>(potentials_.size() + 1);
        for (const Potential &one : potentials_) {
            if (find(one.left, one.right) == nothing) {
                add(one.left, one.right, false);
                ++added;
            }
        }
        novelty = static_cast<double>(added) / pairs;
    }
    setState(senses);
    return (1 - known + novelty) / 2;
}

/// Counts the contexts whose state came true, finds those whose senses came too, and what they had in part.
void ContextGraph::walk(std::uint8_t senses, std::uint32_t skipped, bool fresh)
{
    selected_ = 0;
    active_.clear();
    potentials_.clear();
    for (const Left &left : lefts_) {
        if (!left.used || left.hits == 0)
            continue;
        const bool whole = left.hits == left.facts.size();
        const bool part_fits = fresh && left.hits <= most_left_facts;
        if (!whole && !part_fits)
            continue;
        for (std::uint32_t place = left.first_context; place != nothing; place = contexts_[place].next_of_left) {
            if (place == skipped)
                continue;
            Context &context = contexts_[place];
            const auto right_hit = static_cast<std::uint8_t>(context.right & senses);
            selected_ += whole ? 1 : 0;
            if (whole && right_hit == context.right) {
                ++context.activations;
                active_.push_back(place);
            } else if (right_hit != 0 && context.zero_level && part_fits) {
                potentials_.push_back({ hitPart(left.facts), right_hit });
            }
        }
    }
    std::ranges::sort(potentials_, [](const Potential &a, const Potential &b) {
        return std::tie(a.right, a.left.senses, a.left.count, a.left.contexts)
            < std::tie(b.right, b.left.senses, b.left.count, b.left.contexts);
    });
    potentials_.erase(std::unique(potentials_.begin(), potentials_.end()), potentials_.end());
    for (const std::uint32_t place : active_) {
        unlink(place);
        linkNewest(place);
    }
}

/// The state is what was sensed and the most often active of the contexts active now.
void ContextGraph::setState(std::uint8_t senses)
{
    for (const std::uint32_t place : state_places_)
        contexts_[place].active = false;
    // What was active may have been evicted since.
    std::erase_if(active_, [this](std::uint32_t place) { return contexts_[place].left == nothing; });
    const std::size_t kept = std::min(active_.size(), ContextFacts::most_contexts);
    std::ranges::partial_sort(active_, active_.begin() + static_cast<std::ptrdiff_t>(kept),
                              [this](std::uint32_t a, std::uint32_t b) {
                                  const auto &[left, right] = std::pair(contexts_[a].activations, contexts_[b].activations);
                                  return left != right ? left > right : a < b;
                              });
    state_places_.assign(active_.begin(), active_.begin() + static_cast<std::ptrdiff_t>(kept));
    state_ = {};
    state_.senses = senses;
    state_.count = static_cast<std::uint8_t>(kept);
    for (std::size_t i = 0; i < kept; ++i) {
        contexts_[state_places_[i]].active = true;
        state_.contexts[i] = idOf(state_places_[i]);
    }
    std::sort(state_.contexts.begin(), state_.contexts.begin() + static_cast<std::ptrdiff_t>(kept));
    any_ = true;
    for (Left &left : lefts_) {
        if (!left.used)
            continue;
        std::size_t hits = bits(left.facts.senses & senses);
        for (std::size_t i = 0; i < left.facts.count; ++i)
            hits += isActive(left.facts.contexts[i]) ? 1 : 0;
        left.hits = static_cast<std::uint8_t>(hits);
    }
}

bool ContextGraph::isActive(std::uint32_t id) const
{
    const Context &context = contexts_[id & place_mask];
    return context.active && (context.generation & (0xffff'ffffU >> place_bits)) == id >> place_bits;
}

std::uint32_t ContextGraph::idOf(std::uint32_t place) const
{
    return (contexts_[place].generation << place_bits) | place;
}

ContextFacts ContextGraph::hitPart(const ContextFacts &facts) const
{
    ContextFacts part;
    part.senses = facts.senses & state_.senses;
    for (std::size_t i = 0; i < facts.count; ++i) {
        if (isActive(facts.contexts[i]))
            part.contexts[part.count++] = facts.contexts[i];
    }
    return part;
}

std::uint32_t ContextGraph::find(const ContextFacts &left, std::uint8_t right) const
{
    const auto found = left_of_.find(left);
    if (found == left_of_.end())
        return nothing;
    std::uint32_t place = lefts_[found->second].first_context;
    while (place != nothing && contexts_[place].right != right)
        place = contexts_[place].next_of_left;
    return place;
}

std::uint32_t ContextGraph::add(const ContextFacts &left, std::uint8_t right, bool zero_level)
{
    if (contexts_.size() - free_contexts_.size() >= most_)
        evictOldest();
    const auto [entry, is_new] = left_of_.try_emplace(left, 0);
    if (is_new) {
        if (free_lefts_.empty()) {
            entry->second = static_cast<std::uint32_t>(lefts_.size());
            lefts_.emplace_back();
        } else {
            entry->second = free_lefts_.back();
            free_lefts_.pop_back();
        }
        lefts_[entry->second] = { left, nothing, 0, true };
    }
    std::uint32_t place = 0;
    if (free_contexts_.empty()) {
        place = static_cast<std::uint32_t>(contexts_.size());
        contexts_.emplace_back();
    } else {
        place = free_contexts_.back();
        free_contexts_.pop_back();
    }
    Context &context = contexts_[place];
    context.left = entry->second;
    context.next_of_left = lefts_[entry->second].first_context;
    context.activations = 0;
    context.right = right;
    context.zero_level = zero_level;
    context.active = false;
    lefts_[entry->second].first_context = place;
    linkNewest(place);
    return place;
}

void ContextGraph::evictOldest()
{
    const std::uint32_t place = oldest_;
    unlink(place);
    Context &context = contexts_[place];
    Left &left = lefts_[context.left];
    std::uint32_t *link = &left.first_context;
    while (*link != place)
        link = &contexts_[*link].next_of_left;
    *link = context.next_of_left;
    if (left.first_context == nothing) {
        left_of_.erase(left.facts);
        left.used = false;
        free_lefts_.push_back(context.left);
    }
    context.left = nothing;
    context.active = false;
    ++context.generation;
    free_contexts_.push_back(place);
}

void ContextGraph::unlink(std::uint32_t place)
{
    const Context &context = contexts_[place];
    (context.newer == nothing ? newest_ : contexts_[context.newer].older) = context.older;
    (context.older == nothing ? oldest_ : contexts_[context.older].newer) = context.newer;
}

void ContextGraph::linkNewest(std::uint32_t place)
{
    Context &context = contexts_[place];
    context.newer = nothing;
    context.older = newest_;
    (newest_ == nothing ? oldest_ : contexts_[newest_].newer) = place;
    newest_ = place;
}

std::size_t ContextGraph::memoryBytes() const
{
    return sizeof(*this) + lefts_.capacity() * sizeof(Left) + contexts_.capacity() * sizeof(Context)
        + left_of_.capacity() * (sizeof(ContextFacts) + sizeof(std::uint32_t) + 1)
        + potentials_.capacity() * sizeof(Potential)
        + (free_lefts_.capacity() + free_contexts_.capacity() + active_.capacity() + state_places_.capacity())
        * sizeof(std::uint32_t);
}

std::size_t ContextGraph::mostBytes(std::size_t most)
{
    // Lists grow by doubling; the hash table is between 7/16 and 7/8 full.
    const std::size_t room = 2 * most + 32;
    return sizeof(ContextGraph) + room * (sizeof(Left) + sizeof(Context) + sizeof(Potential) + 3 * sizeof(std::uint32_t))
        + 4 * most * (sizeof(ContextFacts) + sizeof(std::uint32_t) + 1) + 1'024;
}

} // namespace streamgauge
