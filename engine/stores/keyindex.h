// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace streamgauge {

/// From a key's hash to a dense number the owner gave it. Open addressing, 8 bytes a slot; the keys' text stays
/// with the owner, who compares it. One thread.
class KeyIndex
{
public:
    static constexpr std::uint32_t none = 0xFFFFFFFF;

    /// `equal(id)` says whether that entry has the key looked for.
    template <typename Equal> [[nodiscard]] std::uint32_t find(std::uint64_t hash, Equal equal) const
    {
        if (slots_.empty())
            return none;
        const auto tag = static_cast<std::uint32_t>(hash);
        for (std::size_t i = tag & mask(); slots_[i].id != none; i = (i + 1) & mask()) {
            if (slots_[i].tag == tag && equal(slots_[i].id))
                return slots_[i].id;
        }
        return none;
    }

    /// Precondition: not inside yet.
    void insert(std::uint64_t hash, std::uint32_t id);
    /// Precondition: inside.
    void erase(std::uint64_t hash, std::uint32_t id);
    /// The entry stands for `by` from now on. Precondition: inside.
    void replace(std::uint64_t hash, std::uint32_t id, std::uint32_t by);
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t memoryBytes() const { return slots_.capacity() * sizeof(Slot); }

private:
    struct Slot {
        std::uint32_t tag = 0;
        std::uint32_t id = none;
    };
    [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }
    [[nodiscard]] std::size_t placeOf(std::uint64_t hash, std::uint32_t id) const;
    void place(Slot slot);
    void grow();

    std::vector<Slot> slots_;
    std::size_t size_ = 0;
};

} // namespace streamgauge
