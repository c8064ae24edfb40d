// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/timerheap.h"

namespace streamgauge {

void TimerHeap::set(std::uint32_t id, TimeNs due_ns)
{
    if (id >= places_.size()) {
        if (due_ns == never)
            return;
        places_.resize(id + 1, nowhere);
    }
    const std::uint32_t at = places_[id];
    if (due_ns == never) {
        if (at == nowhere)
            return;
        places_[id] = nowhere;
        const Entry last = entries_.back();
        entries_.pop_back();
        if (last.id != id)
            place(at, last);
        return;
    }
    if (at == nowhere) {
        entries_.push_back({ due_ns, id });
        rise(entries_.size() - 1, { due_ns, id });
    } else {
        place(at, { due_ns, id });
    }
}

void TimerHeap::put(std::size_t place, Entry entry)
{
    entries_[place] = entry;
    places_[entry.id] = static_cast<std::uint32_t>(place);
}

void TimerHeap::place(std::size_t at, Entry entry)
{
    if (at > 0 && entry < entries_[(at - 1) / 2])
        rise(at, entry);
    else
        sink(at, entry);
}

void TimerHeap::rise(std::size_t place, Entry entry)
{
    while (place > 0) {
        const std::size_t parent = (place - 1) / 2;
        if (!(entry < entries_[parent]))
            break;
        put(place, entries_[parent]);
        place = parent;
    }
    put(place, entry);
}

void TimerHeap::sink(std::size_t place, Entry entry)
{
    for (;;) {
        std::size_t child = 2 * place + 1;
        if (child >= entries_.size())
            break;
        if (child + 1 < entries_.size() && entries_[child + 1] < entries_[child])
            ++child;
        if (!(entries_[child] < entry))
            break;
        put(place, entries_[child]);
        place = child;
    }
    put(place, entry);
}

void TimerHeap::clear()
{
    std::vector<Entry>().swap(entries_);
    std::vector<std::uint32_t>().swap(places_);
}

std::size_t TimerHeap::memoryBytes() const
{
    return entries_.capacity() * sizeof(Entry) + places_.capacity() * sizeof(std::uint32_t);
}

} // namespace streamgauge
