// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/sametext.h"
#include "engine/patterns/pool.h"

#include <absl/container/flat_hash_set.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace streamgauge {

/// The state of many keys by the key's text, in slots whose numbers stay while the key is held. One thread.
template <typename State> class KeySlots
{
public:
    struct Entry {
        std::string key;
        std::uint64_t hash = 0;
        bool used = false;
        State state {};
    };

    KeySlots()
        : index_(0, Hash { this }, Equal { this })
    {
    }
    KeySlots(const KeySlots &) = delete;
    KeySlots &operator=(const KeySlots &) = delete;

    [[nodiscard]] std::size_t size() const { return index_.size(); }
    /// `no_slot` when the key is not held.
    [[nodiscard]] std::uint32_t find(std::uint64_t hash, std::string_view key) const
    {
        const auto found = index_.find(Text { hash, key });
        return found == index_.end() ? no_slot : *found;
    }
    /// The slot, which may be any number, is that of the key.
    [[nodiscard]] bool holds(std::uint32_t slot, std::uint64_t hash, std::string_view key) const
    {
        return slot < end() && pool_[slot].used && isKey(slot, { hash, key });
    }
    /// Asks for what holds() reads.
    void prefetch(std::uint32_t slot) const
    {
        if (slot < end())
            __builtin_prefetch(&pool_[slot]);
    }
    /// Precondition: it is not held.
    std::uint32_t insert(std::uint64_t hash, std::string_view key)
    {
        const std::uint32_t slot = pool_.take();
        Entry &entry = pool_[slot];
        entry.key = key;
        entry.hash = hash;
        entry.used = true;
        text_bytes_ += outsideBytes(entry.key);
        index_.insert(slot);
        return slot;
    }
    void erase(std::uint32_t slot)
    {
        index_.erase(slot);
        text_bytes_ -= outsideBytes(pool_[slot].key);
        pool_.give(slot);
        constexpr std::size_t worth_freeing = 256;
        if (index_.empty() && index_.capacity() > worth_freeing)
            Index(0, Hash { this }, Equal { this }).swap(index_);
    }
    [[nodiscard]] Entry &entry(std::uint32_t slot) { return pool_[slot]; }
    [[nodiscard]] const Entry &entry(std::uint32_t slot) const { return pool_[slot]; }
    [[nodiscard]] State &operator[](std::uint32_t slot) { return pool_[slot].state; }
    [[nodiscard]] const State &operator[](std::uint32_t slot) const { return pool_[slot].state; }
    /// All numbers of used slots are below it; see Entry::used.
    [[nodiscard]] std::uint32_t end() const { return pool_.end(); }
    [[nodiscard]] std::size_t memoryBytes() const
    {
        return pool_.memoryBytes() + index_.capacity() * (sizeof(std::uint32_t) + 1) + text_bytes_;
    }

private:
    struct Text {
        std::uint64_t hash;
        std::string_view text;
    };
    struct Hash {
        using is_transparent = void;
        const KeySlots *keys;
        std::size_t operator()(const Text &key) const { return key.hash; }
        std::size_t operator()(std::uint32_t slot) const { return keys->entry(slot).hash; }
    };
    struct Equal {
        using is_transparent = void;
        const KeySlots *keys;
        bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
        bool operator()(std::uint32_t slot, const Text &key) const { return keys->isKey(slot, key); }
        bool operator()(const Text &key, std::uint32_t slot) const { return (*this)(slot, key); }
    };
    using Index = absl::flat_hash_set<std::uint32_t, Hash, Equal>;

    [[nodiscard]] bool isKey(std::uint32_t slot, const Text &key) const
    {
        const Entry &entry = pool_[slot];
        return entry.hash == key.hash && sameText(entry.key, key.text);
    }
    static std::size_t outsideBytes(const std::string &text)
    {
        constexpr std::size_t inside = 15;
        return text.capacity() > inside ? text.capacity() + 1 : 0;
    }

    Pool<Entry> pool_;
    Index index_;
    std::size_t text_bytes_ = 0; ///< of keys too long to lie in their entry
};

} // namespace streamgauge
