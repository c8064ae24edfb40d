// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"
#include "engine/stores/samplechunk.h"

#include <memory>
#include <vector>

namespace streamgauge {

/// Numbers of one field of one key in order of event time: chunks of samples, and above them a pyramid in which a
/// node sums up 16 of the level below. So any stretch of time is summed up exactly in a few steps a level.
/// One thread.
class Series
{
public:
    enum class Appended : std::uint8_t {
        InOrder,
        Inserted, ///< older than the newest sample, put where it belongs
        TooLate   ///< older than the look-back: not kept
    };
    /// A place between samples. Stays valid until the series changes.
    struct Cursor {
        std::uint64_t chunk = 0;
        std::size_t index = 0;
    };

    /// The common case: in order, and no memory is needed. False when it is neither: nothing was done.
    [[nodiscard]] bool tryAppend(const Sample &sample, TimeNs arrival_ns, std::uint64_t tick)
    {
        if (count_ == 0)
            return false;
        SampleChunk &newest = chunks_.back();
        if (newest.atCapacity() || sample.time_ns < newest.lastTime())
            return false;
        newest.append(sample);
        newest.touch(tick);
        latest_arrival_ns_ = arrival_ns;
        ++count_;
        return true;
    }
    /// Any case. An older sample is still inserted while it falls into the newest two chunks (1,024 to 2,048
    /// samples), or while nothing was ever forgotten before them.
    Appended append(const Sample &sample, TimeNs arrival_ns, std::uint64_t tick);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] bool empty() const { return count_ == 0; }
    /// Of the samples and the pyramid, without the object itself.
    [[nodiscard]] std::size_t memoryBytes() const;
    [[nodiscard]] std::size_t chunks() const { return chunks_.size() - begin_; }

    /// Preconditions of the following: !empty().
    [[nodiscard]] const Sample &oldest() const { return chunks_[begin_].at(0); }
    [[nodiscard]] const Sample &latest() const { return chunks_.back().at(chunks_.back().count() - 1); }
    [[nodiscard]] TimeNs latestArrival() const { return latest_arrival_ns_; }
    [[nodiscard]] std::uint64_t oldestTouch() const { return chunks_[begin_].touched(); }
    /// Forgets the oldest chunk.
    void dropOldestChunk();

    /// Before the first sample at or after `time_ns`.
    [[nodiscard]] Cursor lowerBound(TimeNs time_ns) const;
    [[nodiscard]] bool atEnd(const Cursor &cursor) const { return cursor.chunk >= endChunk(); }
    /// Precondition: !atEnd(cursor).
    [[nodiscard]] const Sample &at(const Cursor &cursor) const { return chunk(cursor.chunk).at(cursor.index); }
    void next(Cursor &cursor) const;
    /// Samples in [from, to), counted up to `most`; more than that is told as most + 1.
    [[nodiscard]] std::uint64_t countUpTo(Cursor from, TimeNs to_ns, std::uint64_t most) const;
    /// Sums up all samples from the cursor to `before_ns` and moves the cursor behind them. The cell's count is 0
    /// when there are none.
    [[nodiscard]] SeriesCell sumUp(Cursor &cursor, TimeNs before_ns) const;

private:
    struct Node {
        ValueRange range;
        TimeNs last_time_ns = 0;
        std::uint64_t count = 0;
    };
    /// Nodes of one level without holes; nodes_[i] sums up group base + i.
    struct Level {
        std::uint64_t base = 0;
        std::vector<Node> nodes;
    };

    Appended insertLate(const Sample &sample, std::uint64_t tick);
    void addChunk(const Sample &first, std::uint64_t tick);
    void freeze(std::uint64_t chunk_number);
    [[nodiscard]] Node nodeOfChunks(std::uint64_t first_chunk) const;
    [[nodiscard]] static Node nodeOfNodes(const Level &level, std::uint64_t first_group);
    void forgetNodes();
    /// The greatest node that begins at this chunk and ends before `before_ns`; sets how many chunks it covers.
    [[nodiscard]] const Node *nodeAt(std::uint64_t chunk_number, TimeNs before_ns, std::uint64_t &covers) const;
    [[nodiscard]] std::uint64_t endChunk() const { return base_ + chunks_.size(); }
    [[nodiscard]] std::uint64_t firstChunk() const { return base_ + begin_; }
    [[nodiscard]] const SampleChunk &chunk(std::uint64_t number) const { return chunks_[number - base_]; }
    [[nodiscard]] SampleChunk &chunk(std::uint64_t number) { return chunks_[number - base_]; }

    /// chunks_[0, begin_) are gone already; the number of chunks_[i] is base_ + i and never changes.
    std::vector<SampleChunk> chunks_;
    std::size_t begin_ = 0;
    std::uint64_t base_ = 0;
    std::uint64_t count_ = 0;
    std::size_t chunk_bytes_ = 0;
    TimeNs latest_arrival_ns_ = 0;
    std::unique_ptr<std::vector<Level>> levels_;
};

} // namespace streamgauge
