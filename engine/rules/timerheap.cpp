// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/timerheap.h"

#include <algorithm>

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

void TimerHeap::place(std::size_t at, Entry entry)
{
    if (at > 0 && entry < entries_[(at - 1) / children])
        rise(at, entry);
    else
        sink(at, entry);
}

void TimerHeap::rise(std::size_t place, Entry entry)
{
    while (place > 0) {
        const std::size_t parent = (place - 1) / children;
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
        const std::size_t first = children * place + 1;
        const std::size_t end = std::min(first + children, entries_.size());
        if (first >= end)
            break;
        std::size_t least = first;
        for (std::size_t child = first + 1; child < end; ++child)
            least = entries_[child] < entries_[least] ? child : least;
        if (!(entries_[least] < entry))
            break;
        put(place, entries_[least]);
        place = least;
    }
    put(place, entry);
}

void TimerHeap::order()
{
    if (entries_.size() < 2)
        return;
    for (std::size_t place = (entries_.size() - 2) / children + 1; place > 0; --place)
        sink(place - 1, entries_[place - 1]);
    for (std::size_t place = 0; place < entries_.size(); ++place)
        places_[entries_[place].id] = static_cast<std::uint32_t>(place);
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
