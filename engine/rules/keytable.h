// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/sametext.h"
#include "engine/rules/alertmachine.h"

#include <absl/container/flat_hash_set.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// One line of episodes of one key.
struct AlertInstance {
    KeyAlert alert;
    std::uint64_t episode = 0;
    std::unique_ptr<Acknowledgement> acknowledged;
};

/// One key a rule has state for.
struct KeySlot {
    std::uint64_t hash = 0;
    std::string key;
    // What each evaluation reads lies together.
    AlertInstance main;
    std::unique_ptr<AlertInstance> unknown; ///< the alert that the key cannot be judged, where the rule has one
    std::unique_ptr<std::string> summary;   ///< where the rule has one, of an open alert
    std::uint32_t snapshot = 0;             ///< the last snapshot that named the key
    std::uint32_t newest = 0;               ///< where the rule finds what it was last judged by, when `touched`
    bool touched = false;
    bool reason_told = true; ///< the output knows the alert's reason
    bool watched = false;    ///< all its evaluations matter
    bool used = false;
    std::string value; ///< the newest text of what is judged; set by KeyTable::setValue()
};

/// The keys of one rule by their text, in slots whose numbers are stable and reused. One thread. Memory grows in
/// chunks and is given back when the last key is erased.
class KeyTable
{
public:
    using Slot = std::uint32_t;
    static constexpr Slot none = UINT32_MAX;
    static constexpr std::size_t most_keys = std::size_t { 1 } << 20U;

    KeyTable()
        : index_(0, Hash { this }, Equal { this })
    {
    }
    KeyTable(const KeyTable &) = delete;
    KeyTable &operator=(const KeyTable &) = delete;

    [[nodiscard]] std::size_t size() const { return index_.size(); }
    [[nodiscard]] Slot find(std::uint64_t hash, std::string_view key) const
    {
        const auto found = index_.find(KeyText { hash, key });
        return found == index_.end() ? none : found->slot;
    }
    /// The slot of a key whose hash is like that one, most likely of the key itself, without a look at the slot.
    [[nodiscard]] Slot findLike(std::uint64_t hash) const
    {
        const auto found = index_.find(KeyHash { hash });
        return found == index_.end() ? none : found->slot;
    }
    /// The slot, which may be any number, is that of the key.
    [[nodiscard]] bool holds(Slot slot, std::uint64_t hash, std::string_view key) const
    {
        return slot < slot_end_ && (*this)[slot].used && isKey(slot, { hash, key });
    }
    /// Preconditions: find(hash, key) == none, size() < most_keys.
    Slot insert(std::uint64_t hash, std::string_view key);
    void erase(Slot slot);
    void clear();
    void setValue(Slot slot, std::string_view value);
    /// False when it was this already.
    bool setSummary(Slot slot, std::string_view summary);
    /// Asks for what an evaluation reads of a slot.
    void prefetch(Slot slot) const
    {
        constexpr std::size_t line_bytes = 64;
        const auto *first = reinterpret_cast<const char *>(&(*this)[slot]);
        const auto *last = reinterpret_cast<const char *>(&(*this)[slot].used);
        for (; first < last; first += line_bytes)
            __builtin_prefetch(first, 1);
        __builtin_prefetch(last, 1);
    }
    [[nodiscard]] KeySlot &operator[](Slot slot) { return (*chunks_[slot / chunk_slots])[slot % chunk_slots]; }
    [[nodiscard]] const KeySlot &operator[](Slot slot) const { return (*chunks_[slot / chunk_slots])[slot % chunk_slots]; }

    /// All numbers a used slot may have are below it; see KeySlot::used.
    [[nodiscard]] Slot slotEnd() const { return slot_end_; }
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    static constexpr std::size_t chunk_slots = 64;
    static constexpr unsigned slot_bits = 20;
    static constexpr unsigned hash_part_bits = 12;
    static_assert(most_keys <= std::size_t { 1 } << slot_bits);
    using Chunk = std::array<KeySlot, chunk_slots>;

    struct KeyText {
        std::uint64_t hash;
        std::string_view text;
    };
    struct KeyHash {
        std::uint64_t hash;
    };
    /// A slot with a part of its hash by which the index does not tell slots apart itself.
    struct Indexed {
        Slot slot : slot_bits;
        std::uint32_t hash_part : hash_part_bits;
    };
    struct Hash {
        using is_transparent = void;
        const KeyTable *table;
        std::size_t operator()(const KeyText &key) const { return key.hash; }
        std::size_t operator()(KeyHash key) const { return key.hash; }
        std::size_t operator()(Indexed indexed) const { return (*table)[indexed.slot].hash; }
    };
    struct Equal {
        using is_transparent = void;
        const KeyTable *table;
        bool operator()(Indexed a, Indexed b) const { return a.slot == b.slot; }
        bool operator()(Indexed indexed, const KeyText &key) const
        {
            return indexed.hash_part == partOf(key.hash) && table->isKey(indexed.slot, key);
        }
        bool operator()(const KeyText &key, Indexed indexed) const { return (*this)(indexed, key); }
        bool operator()(Indexed indexed, KeyHash key) const { return indexed.hash_part == partOf(key.hash); }
        bool operator()(KeyHash key, Indexed indexed) const { return (*this)(indexed, key); }
    };
    using Index = absl::flat_hash_set<Indexed, Hash, Equal>;

    [[nodiscard]] static std::uint32_t partOf(std::uint64_t hash)
    {
        return static_cast<std::uint32_t>(hash >> (64U - hash_part_bits));
    }
    [[nodiscard]] bool isKey(Slot slot, const KeyText &key) const
    {
        const KeySlot &entry = (*this)[slot];
        return entry.hash == key.hash && sameText(entry.key, key.text);
    }

    std::vector<std::unique_ptr<Chunk>> chunks_;
    std::vector<Slot> free_;
    Slot slot_end_ = 0;
    Index index_;
    std::size_t text_bytes_ = 0; ///< of texts too long to lie in their slot
};

} // namespace streamgauge
