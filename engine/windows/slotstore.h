// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace streamgauge {

/// States by slot number in chunks, so that growing moves nothing and a chunk without used slots is given back.
/// One thread. `State` has a public `bool used` and is made by its default constructor.
template <typename State> class SlotStore
{
public:
    /// Null when the slot is not in use.
    [[nodiscard]] State *find(std::uint32_t slot)
    {
        return const_cast<State *>(static_cast<const SlotStore *>(this)->find(slot));
    }
    [[nodiscard]] const State *find(std::uint32_t slot) const
    {
        const std::size_t chunk = slot / chunk_slots;
        if (chunk >= chunks_.size() || !chunks_[chunk])
            return nullptr;
        const State &state = chunks_[chunk]->states[slot % chunk_slots];
        return state.used ? &state : nullptr;
    }
    /// Precondition: find(slot) is null.
    State &make(std::uint32_t slot)
    {
        const std::size_t chunk = slot / chunk_slots;
        if (chunk >= chunks_.size())
            chunks_.resize(chunk + 1);
        if (!chunks_[chunk]) {
            chunks_[chunk] = std::make_unique<Chunk>();
            ++chunk_count_;
        }
        ++chunks_[chunk]->used;
        State &state = chunks_[chunk]->states[slot % chunk_slots];
        state.used = true;
        return state;
    }
    /// What make() would take.
    [[nodiscard]] std::size_t bytesToMake(std::uint32_t slot) const
    {
        const std::size_t chunk = slot / chunk_slots;
        if (chunk < chunks_.size())
            return chunks_[chunk] ? 0 : sizeof(Chunk);
        return sizeof(Chunk) + (chunk + 1 - chunks_.size()) * sizeof(void *);
    }
    /// Precondition: find(slot) is not null.
    void erase(std::uint32_t slot)
    {
        const std::size_t chunk = slot / chunk_slots;
        chunks_[chunk]->states[slot % chunk_slots] = State();
        if (--chunks_[chunk]->used > 0)
            return;
        chunks_[chunk].reset();
        if (--chunk_count_ == 0)
            std::vector<std::unique_ptr<Chunk>>().swap(chunks_);
    }
    void prefetch(std::uint32_t slot) const
    {
        const std::size_t chunk = slot / chunk_slots;
        if (chunk < chunks_.size() && chunks_[chunk])
            __builtin_prefetch(&chunks_[chunk]->states[slot % chunk_slots], 1);
    }
    [[nodiscard]] std::size_t memoryBytes() const
    {
        return chunk_count_ * sizeof(Chunk) + chunks_.capacity() * sizeof(void *);
    }

private:
    static constexpr std::size_t chunk_slots = 64;
    struct Chunk {
        std::array<State, chunk_slots> states {};
        std::uint32_t used = 0;
    };

    std::vector<std::unique_ptr<Chunk>> chunks_;
    std::size_t chunk_count_ = 0;
};

} // namespace streamgauge
