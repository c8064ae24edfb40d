// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace streamgauge {

/// What the present state is made of: some of six sensory bits, and contexts that are active.
struct ContextFacts {
    static constexpr std::size_t most_contexts = 15;
    std::uint8_t senses = 0;
    std::uint8_t count = 0;                               ///< of contexts
    std::array<std::uint32_t, most_contexts> contexts {}; ///< in order

    [[nodiscard]] std::size_t size() const;
    friend bool operator==(const ContextFacts &, const ContextFacts &) = default;
};

struct ContextFactsHash {
    [[nodiscard]] std::size_t operator()(const ContextFacts &facts) const;
};

/// Learns which senses follow which state, as pairs "these facts, then those senses" (contexts), and says how much of
/// what comes is known and how much is new: the contextual detection of Smirnov (2016). Holds at most `most` contexts;
/// the one that has not been active for longest goes first. One thread.
class ContextGraph
{
public:
    static constexpr std::size_t most_contexts = 100'000;

    /// Precondition: 0 < most <= most_contexts.
    explicit ContextGraph(std::size_t most);

    /// How surprising the senses are after those before them, 0 to 1; then they are learnt.
    [[nodiscard]] double step(std::uint8_t senses);
    [[nodiscard]] std::size_t memoryBytes() const;
    [[nodiscard]] static std::size_t mostBytes(std::size_t most);

private:
    static constexpr std::uint32_t nothing = 0xffff'ffff;

    struct Left {
        ContextFacts facts;
        std::uint32_t first_context = nothing;
        std::uint8_t hits = 0;
        bool used = false;
    };
    struct Context {
        std::uint32_t left = 0;
        std::uint32_t next_of_left = nothing;
        std::uint32_t newer = nothing; ///< activated after this one
        std::uint32_t older = nothing;
        std::uint32_t activations = 0;
        std::uint32_t generation = 0; ///< of the place, so that facts never mean its next holder
        std::uint8_t right = 0;       ///< senses
        bool zero_level = false;
        bool active = false;
    };
    struct Potential {
        ContextFacts left;
        std::uint8_t right;
        friend bool operator==(const Potential &, const Potential &) = default;
    };

    [[nodiscard]] std::uint32_t find(const ContextFacts &left, std::uint8_t right) const;
    std::uint32_t add(const ContextFacts &left, std::uint8_t right, bool zero_level);
    [[nodiscard]] ContextFacts hitPart(const ContextFacts &facts) const;
    [[nodiscard]] bool isActive(std::uint32_t id) const;
    [[nodiscard]] std::uint32_t idOf(std::uint32_t place) const;
    void walk(std::uint8_t senses, std::uint32_t skipped, bool fresh);
    void setState(std::uint8_t senses);
    void evictOldest();
    void unlink(std::uint32_t place);
    void linkNewest(std::uint32_t place);

    std::size_t most_;
    std::vector<Left> lefts_;
    std::vector<std::uint32_t> free_lefts_;
    absl::flat_hash_map<ContextFacts, std::uint32_t, ContextFactsHash> left_of_;
    std::vector<Context> contexts_;
    std::vector<std::uint32_t> free_contexts_;
    std::uint32_t newest_ = nothing;
    std::uint32_t oldest_ = nothing;
    ContextFacts state_;
    bool any_ = false;
    std::size_t selected_ = 0;
    std::vector<std::uint32_t> active_; ///< places of the contexts active now
    std::vector<std::uint32_t> state_places_;
    std::vector<Potential> potentials_;
};

} // namespace streamgauge
