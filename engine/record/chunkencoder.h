// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/record/chunkparts.h"
#include "engine/record/sealing.h"
#include "engine/record/wordcodec.h"

#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// Some consecutive rows of a batch.
struct BatchPiece {
    BatchPtr batch;
    std::uint32_t first = 0;
    std::uint32_t rows = 0;
};

struct EncodedPart {
    std::uint32_t number = 0;
    std::string content; ///< sealed
};

/// Turns rows of one schema into a chunk's parts. One thread; reusable, which saves its buffers.
class ChunkEncoder
{
public:
    /// Preconditions: all pieces have the same columns and together 1 to most_chunk_rows rows. Error Resource: a column
    /// is larger than a part can be.
    [[nodiscard]] Result<std::vector<EncodedPart>> encode(std::span<const BatchPiece> pieces);

private:
    void encodeTimes();
    void encodeMarks();
    void encodeKeys();
    void encodePositions();
    void encodeColumn(std::uint32_t column, bool before);
    void encodeCells(ValueKind kind);
    void encodeDecimals();
    void gather(std::uint32_t column, bool before);
    [[nodiscard]] bool indexKeys();
    [[nodiscard]] bool keysFromColumns() const;
    void finishPart(std::uint32_t part);
    template <typename Use> void forEachRow(Use use) const
    {
        for (const BatchPiece &piece : pieces_) {
            for (std::uint32_t row = piece.first; row < piece.first + piece.rows; ++row)
                use(*piece.batch, row);
        }
    }

    std::span<const BatchPiece> pieces_;
    std::size_t rows_ = 0;
    std::vector<EncodedPart> parts_;
    Error error_;
    Sealer sealer_;
    ByteWriter out_;

    std::vector<std::string_view> distinct_keys_;
    std::vector<std::uint64_t> key_indices_;
    std::vector<std::uint32_t> order_; ///< empty: that of the rows
    std::vector<std::uint8_t> states_;
    std::vector<std::uint64_t> words_;
    std::vector<std::string_view> texts_;
    std::vector<std::uint64_t> digits_;
};

} // namespace streamgauge
