// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/blockarena.h"

#include <bit>
#include <new>
#include <utility>

namespace streamgauge {

namespace {

std::size_t shelfOf(std::size_t bytes)
{
    return static_cast<std::size_t>(std::countr_zero(bytes / BlockArena::least_bytes));
}

} // namespace

void BlockArena::SlabDeleter::operator()(Slab *slab) const
{
    ::operator delete (slab, std::align_val_t { slab_bytes });
}

void BlockArena::LargeDeleter::operator()(std::byte *block) const
{
    ::operator delete(block);
}

void *BlockArena::allocate(std::size_t bytes)
{
    if (bytes > most_shared_bytes)
        return allocateLarge(bytes);
    Shelf &shelf = shelves_[shelfOf(bytes)];
    Slab *slab = shelf.open.empty() ? addSlab(shelf) : shelf.open.back();
    void *block = slab->free;
    if (block != nullptr) {
        slab->free = slab->free->next;
    } else {
        block = reinterpret_cast<std::byte *>(slab) + slab->untouched;
        slab->untouched += static_cast<std::uint32_t>(bytes);
    }
    ++slab->used;
    if (slab->full(bytes))
        close(shelf, *slab);
    return block;
}

void BlockArena::release(void *block, std::size_t bytes)
{
    if (bytes > most_shared_bytes) {
        releaseLarge(block, bytes);
        return;
    }
    Shelf &shelf = shelves_[shelfOf(bytes)];
    auto *slab = reinterpret_cast<Slab *>(reinterpret_cast<std::uintptr_t>(block) & ~(slab_bytes - 1));
    if (slab->full(bytes)) {
        slab->open_place = static_cast<std::uint32_t>(shelf.open.size());
        shelf.open.push_back(slab);
    }
    slab->free = new (block) FreeBlock { slab->free };
    if (--slab->used > 0)
        return;
    close(shelf, *slab);
    memory_bytes_ -= slab_bytes + sizeof(void *) * 2;
    const std::uint32_t place = slab->place;
    shelf.slabs.back()->place = place;
    std::swap(shelf.slabs[place], shelf.slabs.back());
    shelf.slabs.pop_back();
    if (shelf.slabs.empty())
        shelf = Shelf();
}

BlockArena::Slab *BlockArena::addSlab(Shelf &shelf)
{
    static_assert(sizeof(Slab) <= header_bytes);
    auto *slab = new (::operator new (slab_bytes, std::align_val_t { slab_bytes })) Slab;
    shelf.slabs.emplace_back(slab);
    slab->untouched = header_bytes;
    slab->place = static_cast<std::uint32_t>(shelf.slabs.size() - 1);
    slab->open_place = static_cast<std::uint32_t>(shelf.open.size());
    shelf.open.push_back(slab);
    memory_bytes_ += slab_bytes + sizeof(void *) * 2;
    return slab;
}

void BlockArena::close(Shelf &shelf, const Slab &slab)
{
    Slab *last = shelf.open.back();
    last->open_place = slab.open_place;
    shelf.open[slab.open_place] = last;
    shelf.open.pop_back();
}

void *BlockArena::allocateLarge(std::size_t bytes)
{
    static_assert(sizeof(LargeHeader) <= large_header_bytes);
    auto *memory = static_cast<std::byte *>(::operator new(bytes + large_header_bytes));
    new (memory) LargeHeader { large_.size() };
    large_.emplace_back(memory);
    memory_bytes_ += bytes + large_overhead;
    return memory + large_header_bytes;
}

void BlockArena::releaseLarge(void *block, std::size_t bytes)
{
    std::byte *memory = static_cast<std::byte *>(block) - large_header_bytes;
    const std::size_t place = reinterpret_cast<LargeHeader *>(memory)->place;
    reinterpret_cast<LargeHeader *>(large_.back().get())->place = place;
    std::swap(large_[place], large_.back());
    large_.pop_back();
    if (large_.empty())
        large_.shrink_to_fit();
    memory_bytes_ -= bytes + large_overhead;
}

} // namespace streamgauge
