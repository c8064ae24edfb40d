// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/patterns/pool.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace streamgauge {

class BatchBuilder;

/// Events of the two can be read alike. `known` may be null.
[[nodiscard]] inline bool sameShape(const SchemaPtr &known, const SchemaPtr &schema)
{
    return known == schema || (known && known->columns == schema->columns && known->key_columns == schema->key_columns);
}

/// Events kept beyond their batch, each for as long as somebody holds it. Only the columns asked for are kept: when the
/// batch is done with, the rows still held are copied into batches of the store's own, which are copied together again
/// before gaps make up more than half of them. One thread.
class EventStore
{
public:
    struct Event {
        std::uint32_t block = no_slot; ///< no_slot: still in the open batch
        std::uint32_t row = 0;
        std::uint32_t holders = 0;
        std::uint32_t cell_bytes = 0; ///< its share of its block
        TimeNs time_ns = 0;
        std::uint64_t number = 0; ///< in the order of all events seen
    };

    /// Which columns of the stream are kept from now on; what is held already is brought into the new shape: a column
    /// that is not there, or was of another kind, is Absent. No batch may be open.
    void shape(std::size_t stream, const Schema &schema, const std::vector<bool> &kept);

    /// Events of this batch are noted until close(); `stream`: its number, shaped before.
    void open(const Batch &batch, std::size_t stream);
    /// An event of the open batch, held once.
    [[nodiscard]] std::uint32_t note(std::uint32_t row, TimeNs time_ns, std::uint64_t number);
    void hold(std::uint32_t event) { ++events_[event].holders; }
    void release(std::uint32_t event);
    /// Copies what is still held of the open batch.
    void close();
    /// Gives memory back when much of what was kept is held no more.
    void tidy();

    [[nodiscard]] const Event &operator[](std::uint32_t event) const { return events_[event]; }
    [[nodiscard]] const Batch &batch(const Event &event) const
    {
        return event.block == no_slot ? *open_ : *blocks_[event.block].batch;
    }
    [[nodiscard]] std::size_t size() const { return events_.used(); }
    /// What the events held make necessary, without gaps; memoryBytes() stays below twice that and a little.
    [[nodiscard]] std::size_t liveBytes() const { return events_.used() * sizeof(Event) + live_cell_bytes_; }
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    struct Block {
        BatchPtr batch;
        std::size_t stream = 0;
        std::uint32_t held = 0; ///< rows
    };
    struct Shape {
        SchemaPtr schema; ///< up to the last kept column; others than the kept ones are empty texts
        std::vector<bool> kept;
    };

    /// Copies events into new blocks; all are of `stream`.
    void copy(const std::vector<std::uint32_t> &events, std::size_t stream);
    void finishBlock(BatchBuilder &builder, std::size_t stream, const std::uint32_t *events);
    void dropRow(std::uint32_t block);
    [[nodiscard]] std::vector<std::uint32_t> keptOf(std::size_t stream) const;

    Pool<Event> events_;
    std::vector<Block> blocks_;
    std::vector<std::uint32_t> free_blocks_;
    std::vector<Shape> shapes_;
    const Batch *open_ = nullptr;
    std::size_t open_stream_ = 0;
    std::vector<std::uint32_t> fresh_; ///< noted since open()
    std::size_t block_bytes_ = 0;
    std::size_t live_cell_bytes_ = 0;
};

} // namespace streamgauge
