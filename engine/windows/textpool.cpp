// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/textpool.h"

#include <functional>

namespace streamgauge {

namespace {

std::uint64_t hashOf(std::string_view text)
{
    return std::hash<std::string_view>()(text);
}

std::size_t outsideBytes(const std::string &text)
{
    constexpr std::size_t inside = 15;
    return text.capacity() > inside ? text.capacity() + 1 : 0;
}

} // namespace

double TextPool::take(std::string_view text)
{
    const std::uint64_t hash = hashOf(text);
    std::uint32_t id = ids_.find(hash, [&](std::uint32_t known) { return entries_[known].text == text; });
    if (id == KeyIndex::none) {
        if (free_.empty()) {
            id = static_cast<std::uint32_t>(entries_.size());
            entries_.emplace_back();
        } else {
            id = free_.back();
            free_.pop_back();
        }
        entries_[id].text = text;
        text_bytes_ += outsideBytes(entries_[id].text);
        ids_.insert(hash, id);
    }
    ++entries_[id].uses;
    return std::bit_cast<double>(text_bits | id);
}

void TextPool::retain(double value)
{
    if (isText(value))
        ++entries_[idOf(value)].uses;
}

void TextPool::release(double value)
{
    if (!isText(value))
        return;
    const std::uint32_t id = idOf(value);
    Entry &entry = entries_[id];
    if (--entry.uses > 0)
        return;
    ids_.erase(hashOf(entry.text), id);
    text_bytes_ -= outsideBytes(entry.text);
    entry = Entry();
    free_.push_back(id);
    if (ids_.size() == 0)
        *this = TextPool();
}

std::size_t TextPool::memoryBytes() const
{
    return entries_.capacity() * sizeof(Entry) + free_.capacity() * sizeof(std::uint32_t) + ids_.memoryBytes() + text_bytes_;
}

std::size_t TextPool::mostBytes(std::size_t text_bytes)
{
    // Tables grow to twice what they hold; the index keeps a quarter of its 8-byte places free besides.
    constexpr std::size_t in_tables = 2 * (sizeof(Entry) + sizeof(std::uint32_t)) + 2 * 8 * 4 / 3;
    return in_tables + text_bytes + 1;
}

} // namespace streamgauge
