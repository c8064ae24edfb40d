// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/record/chunkencoder.h"
#include "engine/record/recordabout.h"
#include "engine/record/recordfile.h"
#include "engine/record/segment.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace streamgauge {

/// Writes a recording's file. One thread. After the first failure nothing more is written, and what was flushed
/// before can be read.
class RecordWriter
{
public:
    /// Rows that a chunk is closed with at a flush; fewer are written again, with those that came since, at the next.
    static constexpr std::uint32_t enough_rows = 16'384;
    static constexpr std::size_t enough_bytes = 32UL << 20;
    /// Flushes after which a chunk or segment is closed however short it is.
    static constexpr unsigned most_flushes = 32;

    [[nodiscard]] static Result<std::unique_ptr<RecordWriter>> create(const std::filesystem::path &path, TimeNs now_ns,
                                                                      const std::string &workspace);

    Result<void> addBatch(const RecordedSource &source, const BatchPtr &batch);
    Result<void> addTime(const RecordedSource &source, TimeNs time_ns, const std::vector<std::string> &streams);
    Result<void> addGap(const RecordedGap &gap);
    Result<void> addAlert(const Alert &alert);
    Result<void> addProblem(const RecordedProblem &problem);
    Result<void> addNote(const RecordingNote &note);
    /// Commits everything added so far.
    Result<void> flush();
    /// Flushes and leaves one complete file.
    Result<void> close(TimeNs now_ns);

    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    [[nodiscard]] std::uint64_t sizeBytes() const { return file_.sizeBytes(); }

private:
    struct OpenChunk {
        std::uint32_t id = 0;
        std::vector<BatchPiece> pieces;
        std::uint32_t rows = 0;
        std::size_t bytes = 0;
        unsigned flushes = 0;
        bool written = true;
    };
    struct Shape {
        std::uint32_t id = 0;
        SchemaPtr schema;
        bool with_before = false;
        std::uint64_t next_row = 0;
        OpenChunk chunk;
    };
    struct Source {
        std::uint32_t id = 0;
        std::map<std::string, Shape> shapes;                      ///< the present one, by stream
        std::map<std::vector<std::string>, std::uint32_t> clocks; ///< by the streams they concern
        std::uint32_t last_clock = 0;                             ///< when no row came since its last one: which
        std::size_t last_step = 0;
    };

    explicit RecordWriter(RecordFile file);
    Result<void> begin();
    Result<void> failed(const std::string &doing);
    Result<void> insert(const char *sql, std::int64_t id, const std::vector<std::string> &texts);
    Result<Source *> sourceOf(const RecordedSource &source);
    Result<Shape *> shapeOf(Source &source, const Batch &batch);
    Result<void> writeChunk(Shape &shape);
    Result<void> writeSegment();
    void closeChunk(Shape &shape);
    void closeSegment();
    Result<void> addRows(Shape &shape, const BatchPtr &batch);

    RecordFile file_;
    RecordStatement insert_chunk_;
    RecordStatement insert_part_;
    RecordStatement insert_segment_;
    ChunkEncoder encoder_;
    Sealer sealer_;
    bool in_transaction_ = false;
    Error error_;
    std::map<std::string, Source> sources_;
    OrderSegment segment_;
    std::map<std::uint32_t, std::uint64_t> next_rows_; ///< by shape
    std::uint32_t segment_id_ = 1;
    unsigned segment_flushes_ = 0;
    std::uint32_t next_chunk_ = 1;
    std::uint32_t next_shape_ = 1;
    std::uint32_t next_clock_ = 1;
    std::uint64_t rows_ = 0;
};

} // namespace streamgauge
