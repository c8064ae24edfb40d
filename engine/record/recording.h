// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/record/chunkdecoder.h"
#include "engine/record/recordabout.h"
#include "engine/record/recordfile.h"
#include "engine/record/segment.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// One stream under one schema.
struct RecordedShape {
    std::uint32_t id = 0;
    std::size_t source = 0; ///< into Recording::sources()
    SchemaPtr schema;
};

/// What a source's timers ran by.
struct RecordedClock {
    std::uint32_t id = 0;
    std::size_t source = 0;
    std::vector<std::string> streams; ///< empty: all of the source
};

struct RecordedChunk {
    std::uint32_t id = 0;
    std::uint32_t shape = 0;
    std::uint64_t first_row = 0; ///< of the shape's rows
    std::uint32_t rows = 0;
    bool with_before = false;
    TimeNs event_from_ns = 0; ///< both ends inclusive
    TimeNs event_to_ns = 0;
    TimeNs arrival_from_ns = 0;
    TimeNs arrival_to_ns = 0;
};

/// A stream over all its schemas.
struct RecordedStream {
    std::string name;
    std::size_t source = 0;
    SchemaPtr schema; ///< the newest
    std::uint64_t rows = 0;
    TimeNs event_from_ns = 0;
    TimeNs event_to_ns = 0;
    TimeNs arrival_from_ns = 0;
    TimeNs arrival_to_ns = 0;
};

/// A recording as it was when it was opened, also of one that is still being written. Opens read-only and trusts nothing
/// in the file: what is damaged is an error that names it, the rest can be read. One thread at a time.
class Recording
{
public:
    [[nodiscard]] static Result<std::unique_ptr<Recording>> open(const std::filesystem::path &path);

    [[nodiscard]] const std::filesystem::path &path() const { return file_.path(); }
    [[nodiscard]] TimeNs startedAt() const { return started_ns_; }
    /// nullopt: it is still being written, or its program was killed.
    [[nodiscard]] std::optional<TimeNs> endedAt() const { return ended_ns_; }
    [[nodiscard]] const std::string &workspace() const { return workspace_; }
    [[nodiscard]] const std::vector<RecordedSource> &sources() const { return sources_; }
    [[nodiscard]] const std::vector<RecordedStream> &streams() const { return streams_; }
    [[nodiscard]] const std::map<std::uint32_t, RecordedShape> &shapes() const { return shapes_; }
    [[nodiscard]] const std::map<std::uint32_t, RecordedClock> &clocks() const { return clocks_; }
    /// By shape and first row.
    [[nodiscard]] const std::vector<RecordedChunk> &chunks() const { return chunks_; }
    /// Of a stream, overlapping event times [from, to), in the order of arrival.
    [[nodiscard]] std::vector<RecordedChunk> chunksOf(std::string_view stream, TimeNs from_ns, TimeNs to_ns) const;
    /// The chunk that has a row of a shape, or nullptr.
    [[nodiscard]] const RecordedChunk *chunkAt(std::uint32_t shape, std::uint64_t row) const;

    /// `plan.recorded` must be the schema of the chunk's shape.
    [[nodiscard]] Result<BatchPtr> read(const RecordedChunk &chunk, const ColumnPlan &plan);
    /// The first segment numbered from `id` on; nullopt behind the last. `found`: its number, also when it is damaged; left
    /// alone when the file cannot be read.
    [[nodiscard]] Result<std::optional<OrderSegment>> segmentFrom(std::uint32_t id, std::uint32_t &found);

    [[nodiscard]] Result<std::vector<Alert>> alerts();
    [[nodiscard]] Result<std::vector<RecordedGap>> gaps();
    [[nodiscard]] Result<std::vector<RecordedProblem>> problems();
    [[nodiscard]] Result<std::vector<RecordingNote>> notes();

private:
    explicit Recording(RecordFile file);
    [[nodiscard]] Result<void> load();
    [[nodiscard]] Result<void> loadSources();
    [[nodiscard]] Result<void> loadShapes();
    [[nodiscard]] Result<void> loadChunks();
    void gatherStreams();
    [[nodiscard]] Error damaged(const std::string &what) const;

    RecordFile file_;
    RecordStatement select_part_;
    RecordStatement select_segment_;
    ChunkDecoder decoder_;
    Unsealer unsealer_;
    TimeNs started_ns_ = 0;
    std::optional<TimeNs> ended_ns_;
    std::string workspace_;
    std::vector<RecordedSource> sources_;
    std::map<std::int64_t, std::size_t> source_ids_;
    std::vector<RecordedStream> streams_;
    std::map<std::uint32_t, RecordedShape> shapes_;
    std::map<std::uint32_t, RecordedClock> clocks_;
    std::vector<RecordedChunk> chunks_;
};

} // namespace streamgauge
