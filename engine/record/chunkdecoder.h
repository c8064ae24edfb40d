// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"
#include "engine/record/chunkparts.h"
#include "engine/record/sealing.h"
#include "engine/record/wordcodec.h"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Which columns of a recorded schema are wanted.
struct ColumnPlan {
    SchemaPtr recorded;
    SchemaPtr wanted;                   ///< its columns are some of the recorded ones, or all
    std::vector<std::uint32_t> columns; ///< of each wanted column, its place in the recorded schema
    /// Positions and sent times too.
    bool whole = true;
};
/// Everything.
[[nodiscard]] ColumnPlan wholePlan(SchemaPtr schema);
/// The columns named (unknown ones are left out), in the schema's order, and with `keys` the key columns.
[[nodiscard]] ColumnPlan planColumns(SchemaPtr schema, const std::vector<std::string> &names, bool keys);

struct ChunkShape {
    std::uint32_t rows = 0; ///< 1 to most_chunk_rows
    bool with_before = false;
};

/// Gives a chunk's sealed part, valid until the next call; nullopt when the chunk has none of that number.
using PartSource = std::function<Result<std::optional<std::string_view>>(std::uint32_t part)>;

/// Turns a chunk's parts into a batch. Trusts nothing it reads. One thread; reusable.
class ChunkDecoder
{
public:
    /// Error Input: the part is damaged, which is named.
    [[nodiscard]] Result<BatchPtr> decode(const ColumnPlan &plan, ChunkShape shape, const PartSource &source);

private:
    [[nodiscard]] bool open(std::uint32_t part);
    void readTimes(ChunkPart part, std::vector<TimeNs> &times);
    void readKeys();
    void readPositions();
    void keysFromColumns(const ColumnPlan &plan, bool with_before);
    [[nodiscard]] ColumnData readColumn(const ColumnPlan &plan, std::uint32_t column, bool before);
    void readCells(ByteReader &in, const Column &column);
    void readDecimals(ByteReader &in);
    void dropMissingWords();
    void fail(std::string what);

    const PartSource *source_ = nullptr;
    std::size_t rows_ = 0;
    BatchParts parts_;
    Error error_;
    Unsealer unsealer_;
    std::string_view content_;

    std::vector<std::uint32_t> order_; ///< empty: that of the rows
    KeyForm key_form_ = KeyForm::Texts;
    std::vector<std::uint8_t> states_;
    std::vector<std::uint64_t> words_;
    std::vector<std::uint64_t> indices_;
    std::vector<std::string_view> texts_;
    std::string made_texts_;
};

} // namespace streamgauge
