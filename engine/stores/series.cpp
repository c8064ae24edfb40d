// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/series.h"

#include "engine/stores/bytebudget.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::uint64_t fan_out = 16;

} // namespace

Series::Appended Series::append(const Sample &sample, TimeNs arrival_ns, std::uint64_t tick)
{
    if (!empty() && sample.time_ns < chunks_.back().lastTime())
        return insertLate(sample, tick);
    if (empty() || chunks_.back().full()) {
        addChunk(sample, tick);
    } else {
        SampleChunk &newest = chunks_.back();
        chunk_bytes_ -= newest.memoryBytes();
        newest.append(sample);
        newest.touch(tick);
        chunk_bytes_ += newest.memoryBytes();
    }
    latest_arrival_ns_ = arrival_ns;
    ++count_;
    return Appended::InOrder;
}

Series::Appended Series::insertLate(const Sample &sample, std::uint64_t tick)
{
    const std::uint64_t newest = endChunk() - 1;
    const bool alone = newest == firstChunk();
    const bool into_newest = alone || sample.time_ns >= chunk(newest - 1).lastTime();
    const std::uint64_t place = into_newest ? newest : newest - 1;
    const bool nothing_before = place == 0;
    const bool follows_known = into_newest && !alone;
    if (!nothing_before && !follows_known && sample.time_ns < chunk(place).firstTime())
        return Appended::TooLate;
    ++count_;
    if (!chunk(place).full()) {
        chunk_bytes_ -= chunk(place).memoryBytes();
        chunk(place).insert(sample);
        chunk_bytes_ += chunk(place).memoryBytes();
        return Appended::Inserted;
    }
    // A full chunk passes its last sample on, so that chunks keep their numbers and all but the newest stay full.
    const Sample passed_on = chunk(place).takeLast();
    chunk(place).insert(sample);
    if (place == newest) {
        addChunk(passed_on, tick);
    } else if (!chunk(newest).full()) {
        chunk_bytes_ -= chunk(newest).memoryBytes();
        chunk(newest).insertFront(passed_on);
        chunk_bytes_ += chunk(newest).memoryBytes();
    } else {
        const Sample last = chunk(newest).takeLast();
        chunk(newest).insertFront(passed_on);
        addChunk(last, tick);
    }
    return Appended::Inserted;
}

void Series::addChunk(const Sample &first, std::uint64_t tick)
{
    chunks_.emplace_back(first);
    chunks_.back().touch(tick);
    chunk_bytes_ += chunks_.back().memoryBytes();
    // The newest two chunks may still change; the one before them no longer.
    if (endChunk() >= 3)
        freeze(endChunk() - 3);
}

void Series::freeze(std::uint64_t chunk_number)
{
    if ((chunk_number + 1) % fan_out != 0)
        return;
    if (!levels_)
        levels_ = std::make_unique<std::vector<Level>>();
    std::uint64_t group = chunk_number / fan_out;
    Node node = nodeOfChunks(group * fan_out);
    for (std::size_t depth = 0;; ++depth) {
        if (depth == levels_->size())
            levels_->push_back({ group, {} });
        Level &level = (*levels_)[depth];
        level.nodes.push_back(node);
        if ((group + 1) % fan_out != 0)
            return;
        group /= fan_out;
        node = nodeOfNodes(level, group * fan_out);
    }
}

Series::Node Series::nodeOfChunks(std::uint64_t first_chunk) const
{
    Node node { ValueRange::empty(), 0, 0 };
    for (std::uint64_t number = std::max(first_chunk, firstChunk()); number < first_chunk + fan_out; ++number) {
        node.range.add(chunk(number).range());
        node.last_time_ns = chunk(number).lastTime();
        node.count += chunk(number).count();
    }
    return node;
}

Series::Node Series::nodeOfNodes(const Level &level, std::uint64_t first_group)
{
    Node node { ValueRange::empty(), 0, 0 };
    for (std::uint64_t group = std::max(first_group, level.base); group < first_group + fan_out; ++group) {
        const Node &part = level.nodes[group - level.base];
        node.range.add(part.range);
        node.last_time_ns = part.last_time_ns;
        node.count += part.count;
    }
    return node;
}

void Series::dropOldestChunk()
{
    count_ -= chunks_[begin_].count();
    chunk_bytes_ -= chunks_[begin_].memoryBytes();
    ++begin_;
    if (begin_ == chunks_.size() || begin_ * 2 > chunks_.capacity()) {
        chunks_.erase(chunks_.begin(), chunks_.begin() + static_cast<std::ptrdiff_t>(begin_));
        base_ += begin_;
        begin_ = 0;
        if (chunks_.empty())
            chunks_.shrink_to_fit();
        forgetNodes();
    } else {
        // Its memory is given back now, its place when many have gone.
        const SampleChunk dropped = std::move(chunks_[begin_ - 1]);
    }
}

void Series::forgetNodes()
{
    if (!levels_)
        return;
    std::uint64_t covers = fan_out;
    for (Level &level : *levels_) {
        const std::uint64_t keep_from = firstChunk() / covers;
        const std::uint64_t gone = std::min<std::uint64_t>(keep_from - std::min(keep_from, level.base), level.nodes.size());
        level.nodes.erase(level.nodes.begin(), level.nodes.begin() + static_cast<std::ptrdiff_t>(gone));
        level.base += gone;
        covers *= fan_out;
    }
}

std::size_t Series::memoryBytes() const
{
    std::size_t bytes = chunk_bytes_ + (chunks_.capacity() - chunks()) * sizeof(SampleChunk);
    if (levels_) {
        for (const Level &level : *levels_)
            bytes += sizeof(Level) + level.nodes.capacity() * sizeof(Node);
    }
    return bytes;
}

Series::Cursor Series::lowerBound(TimeNs time_ns) const
{
    const auto found =
        std::lower_bound(chunks_.begin() + static_cast<std::ptrdiff_t>(begin_), chunks_.end(), time_ns,
                         [](const SampleChunk &candidate, TimeNs bound_ns) { return candidate.lastTime() < bound_ns; });
    if (found == chunks_.end())
        return { endChunk(), 0 };
    return { base_ + static_cast<std::uint64_t>(found - chunks_.begin()), found->lowerBound(time_ns) };
}

void Series::next(Cursor &cursor) const
{
    if (++cursor.index == chunk(cursor.chunk).count())
        cursor = { cursor.chunk + 1, 0 };
}

const Series::Node *Series::nodeAt(std::uint64_t chunk_number, TimeNs before_ns, std::uint64_t &covers) const
{
    const Node *best = nullptr;
    if (!levels_)
        return best;
    std::uint64_t width = fan_out;
    for (const Level &level : *levels_) {
        const std::uint64_t group = chunk_number / width;
        if (chunk_number % width != 0 || group < level.base || group - level.base >= level.nodes.size())
            return best;
        const Node &node = level.nodes[group - level.base];
        if (node.last_time_ns >= before_ns)
            return best;
        best = &node;
        covers = width;
        width *= fan_out;
    }
    return best;
}

std::uint64_t Series::countUpTo(Cursor from, TimeNs to_ns, std::uint64_t most) const
{
    std::uint64_t total = 0;
    while (from.chunk < endChunk() && total <= most) {
        const SampleChunk &part = chunk(from.chunk);
        const std::size_t end = part.lastTime() < to_ns ? part.count() : part.lowerBound(to_ns, from.index);
        total += end - from.index;
        if (end < part.count())
            break;
        from = { from.chunk + 1, 0 };
    }
    return std::min(total, most + 1);
}

SeriesCell Series::sumUp(Cursor &cursor, TimeNs before_ns) const
{
    SeriesCell cell;
    if (atEnd(cursor) || at(cursor).time_ns >= before_ns)
        return cell;
    cell.time_ns = at(cursor).time_ns;
    cell.first = at(cursor).value;
    ValueRange range = ValueRange::empty();
    std::uint64_t count = 0;
    Cursor last = cursor;
    while (!atEnd(cursor)) {
        std::uint64_t covers = 0;
        const Node *node = cursor.index == 0 ? nodeAt(cursor.chunk, before_ns, covers) : nullptr;
        if (node != nullptr) {
            range.add(node->range);
            count += node->count;
            cursor.chunk += covers;
            last = { cursor.chunk - 1, chunk(cursor.chunk - 1).count() - 1 };
            continue;
        }
        const SampleChunk &part = chunk(cursor.chunk);
        const bool whole = part.lastTime() < before_ns;
        const std::size_t end = whole ? part.count() : part.lowerBound(before_ns, cursor.index);
        if (end == cursor.index)
            break;
        if (whole && cursor.index == 0)
            range.add(part.range());
        else
            part.addRange(cursor.index, end, range);
        count += end - cursor.index;
        last = { cursor.chunk, end - 1 };
        cursor = whole ? Cursor { cursor.chunk + 1, 0 } : Cursor { cursor.chunk, end };
    }
    cell.min = range.min;
    cell.max = range.max;
    cell.last_time_ns = at(last).time_ns;
    cell.last = at(last).value;
    cell.count = static_cast<std::uint32_t>(count);
    return cell;
}

} // namespace streamgauge
