// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/keytable.h"

namespace streamgauge {

namespace {

std::size_t summaryBytes(const std::unique_ptr<std::string> &text)
{
    return text ? sizeof(std::string) + text->capacity() : 0;
}

std::size_t outsideBytes(const std::string &text)
{
    constexpr std::size_t inside = 15;
    return text.capacity() > inside ? text.capacity() + 1 : 0;
}

} // namespace

KeyTable::Slot KeyTable::insert(std::uint64_t hash, std::string_view key)
{
    Slot slot = slot_end_;
    if (free_.empty()) {
        if (slot_end_ == chunks_.size() * chunk_slots)
            chunks_.push_back(std::make_unique<Chunk>());
        ++slot_end_;
    } else {
        slot = free_.back();
        free_.pop_back();
    }
    KeySlot &entry = (*this)[slot];
    entry.key = key;
    entry.hash = hash;
    entry.used = true;
    text_bytes_ += outsideBytes(entry.key);
    index_.insert(Indexed { slot, partOf(hash) });
    return slot;
}

void KeyTable::erase(Slot slot)
{
    KeySlot &entry = (*this)[slot];
    index_.erase(Indexed { slot, partOf(entry.hash) });
    text_bytes_ -= outsideBytes(entry.key) + outsideBytes(entry.value) + summaryBytes(entry.summary);
    entry = KeySlot();
    if (index_.empty())
        clear();
    else
        free_.push_back(slot);
}

void KeyTable::clear()
{
    Index(0, Hash { this }, Equal { this }).swap(index_);
    std::vector<std::unique_ptr<Chunk>>().swap(chunks_);
    std::vector<Slot>().swap(free_);
    slot_end_ = 0;
    text_bytes_ = 0;
}

void KeyTable::setValue(Slot slot, std::string_view value)
{
    std::string &text = (*this)[slot].value;
    text_bytes_ -= outsideBytes(text);
    text = value;
    text_bytes_ += outsideBytes(text);
}

bool KeyTable::setSummary(Slot slot, std::string_view summary)
{
    std::unique_ptr<std::string> &text = (*this)[slot].summary;
    if (text && *text == summary)
        return false;
    text_bytes_ -= summaryBytes(text);
    text = std::make_unique<std::string>(summary);
    text_bytes_ += summaryBytes(text);
    return true;
}

std::size_t KeyTable::memoryBytes() const
{
    return chunks_.size() * sizeof(Chunk) + chunks_.capacity() * sizeof(void *) + free_.capacity() * sizeof(Slot)
        + index_.capacity() * (sizeof(Indexed) + 1) + text_bytes_;
}

} // namespace streamgauge
