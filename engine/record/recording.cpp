// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/recording.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace streamgauge {

namespace {

constexpr std::int64_t most_id = std::numeric_limits<std::int32_t>::max();
constexpr const char *part_sql = "SELECT content FROM part WHERE id = ?";
constexpr const char *segment_sql = "SELECT id, content FROM segment WHERE id >= ? ORDER BY id LIMIT 1";

bool isId(std::int64_t number)
{
    return number > 0 && number <= most_id;
}

} // namespace

Recording::Recording(RecordFile file)
    : file_(std::move(file))
{
}

Result<std::unique_ptr<Recording>> Recording::open(const std::filesystem::path &path)
{
    auto file = RecordFile::open(path);
    if (!file)
        return file.error();
    std::unique_ptr<Recording> recording(new Recording(std::move(file.value())));
    if (auto loaded = recording->load(); !loaded)
        return loaded.error();
    return recording;
}

Error Recording::damaged(const std::string &what) const
{
    return { ErrorKind::Input, "the recording is damaged: " + what, file_.path().string(), "" };
}

Result<void> Recording::load()
{
    // One look at the file for as long as this lives, whatever is written meanwhile.
    if (!file_.execute("BEGIN"))
        return file_.error("the recording cannot be read");
    auto info = file_.prepare("SELECT name, value FROM info");
    while (info.next()) {
        const std::string_view name = info.bytes(0);
        if (name == "started_ns")
            started_ns_ = info.integer(1);
        else if (name == "ended_ns")
            ended_ns_ = info.integer(1);
        else if (name == "workspace")
            workspace_ = std::string(info.bytes(1));
    }
    if (!info.ok())
        return file_.error("the recording cannot be read");
    for (const auto step : { &Recording::loadSources, &Recording::loadShapes, &Recording::loadChunks }) {
        if (auto loaded = (this->*step)(); !loaded)
            return loaded;
    }
    select_part_ = file_.prepare(part_sql);
    select_segment_ = file_.prepare(segment_sql);
    if (!select_part_.ok() || !select_segment_.ok())
        return file_.error("the recording cannot be read");
    gatherStreams();
    return {};
}

Result<void> Recording::loadSources()
{
    auto rows = file_.prepare("SELECT id, about FROM source ORDER BY id");
    while (rows.next()) {
        auto source = readSource(rows.bytes(1));
        if (!source)
            return damaged(source.error().message);
        source_ids_[rows.integer(0)] = sources_.size();
        sources_.push_back(std::move(source.value()));
    }
    return rows.ok() ? Result<void>() : file_.error("the recording cannot be read");
}

Result<void> Recording::loadShapes()
{
    auto rows = file_.prepare("SELECT id, source, about FROM shape ORDER BY id");
    while (rows.next()) {
        const auto source = source_ids_.find(rows.integer(1));
        auto schema = readSchema(rows.bytes(2));
        if (!schema || source == source_ids_.end() || !isId(rows.integer(0)))
            return damaged(schema ? "a stream without a source" : schema.error().message);
        const auto id = static_cast<std::uint32_t>(rows.integer(0));
        shapes_[id] = { id, source->second, std::move(schema.value()) };
    }
    auto clocks = file_.prepare("SELECT id, source, streams FROM clock");
    while (clocks.next()) {
        const auto source = source_ids_.find(clocks.integer(1));
        auto streams = readStreams(clocks.bytes(2));
        if (!streams || source == source_ids_.end() || !isId(clocks.integer(0)))
            return damaged("a clock");
        const auto id = static_cast<std::uint32_t>(clocks.integer(0));
        clocks_[id] = { id, source->second, std::move(streams.value()) };
    }
    return rows.ok() && clocks.ok() ? Result<void>() : file_.error("the recording cannot be read");
}

Result<void> Recording::loadChunks()
{
    auto rows = file_.prepare("SELECT id, shape, first_row, rows, with_before, event_from, event_to, arrival_from, "
                              "arrival_to FROM chunk ORDER BY shape, first_row");
    while (rows.next()) {
        const bool sound = isId(rows.integer(0)) && isId(rows.integer(1))
            && shapes_.contains(static_cast<std::uint32_t>(rows.integer(1))) && rows.integer(2) >= 0 && rows.integer(3) > 0
            && rows.integer(3) <= most_chunk_rows;
        const RecordedChunk chunk { static_cast<std::uint32_t>(rows.integer(0)),
                                    static_cast<std::uint32_t>(rows.integer(1)),
                                    static_cast<std::uint64_t>(rows.integer(2)),
                                    static_cast<std::uint32_t>(rows.integer(3)),
                                    rows.integer(4) != 0,
                                    rows.integer(5),
                                    rows.integer(6),
                                    rows.integer(7),
                                    rows.integer(8) };
        const bool behind = chunks_.empty() || chunks_.back().shape != chunk.shape
            || chunks_.back().first_row + chunks_.back().rows <= chunk.first_row;
        if (!sound || !behind)
            return damaged("chunk " + std::to_string(rows.integer(0)) + " is out of place");
        chunks_.push_back(chunk);
    }
    return rows.ok() ? Result<void>() : file_.error("the recording cannot be read");
}

void Recording::gatherStreams()
{
    std::map<std::pair<std::size_t, std::string>, std::size_t> known;
    for (const auto &[id, shape] : shapes_) {
        const auto [place, added] = known.try_emplace({ shape.source, shape.schema->stream }, streams_.size());
        if (added)
            streams_.push_back({ shape.schema->stream, shape.source, shape.schema, 0, 0, 0, 0, 0 });
        streams_[place->second].schema = shape.schema;
    }
    for (const RecordedChunk &chunk : chunks_) {
        const RecordedShape &shape = shapes_.at(chunk.shape);
        RecordedStream &stream = streams_[known.at({ shape.source, shape.schema->stream })];
        const bool first = stream.rows == 0;
        stream.rows += chunk.rows;
        stream.event_from_ns = first ? chunk.event_from_ns : std::min(stream.event_from_ns, chunk.event_from_ns);
        stream.event_to_ns = first ? chunk.event_to_ns : std::max(stream.event_to_ns, chunk.event_to_ns);
        stream.arrival_from_ns = first ? chunk.arrival_from_ns : std::min(stream.arrival_from_ns, chunk.arrival_from_ns);
        stream.arrival_to_ns = first ? chunk.arrival_to_ns : std::max(stream.arrival_to_ns, chunk.arrival_to_ns);
    }
}

std::vector<RecordedChunk> Recording::chunksOf(std::string_view stream, TimeNs from_ns, TimeNs to_ns) const
{
    std::vector<RecordedChunk> found;
    for (const RecordedChunk &chunk : chunks_) {
        if (shapes_.at(chunk.shape).schema->stream == stream && chunk.event_to_ns >= from_ns && chunk.event_from_ns < to_ns)
            found.push_back(chunk);
    }
    std::ranges::sort(found, {}, &RecordedChunk::id);
    return found;
}

const RecordedChunk *Recording::chunkAt(std::uint32_t shape, std::uint64_t row) const
{
    const auto behind =
        std::upper_bound(chunks_.begin(), chunks_.end(), std::tuple(shape, row),
                         [](const std::tuple<std::uint32_t, std::uint64_t> &wanted, const RecordedChunk &chunk) {
                             return wanted < std::tuple(chunk.shape, chunk.first_row);
                         });
    if (behind == chunks_.begin())
        return nullptr;
    const RecordedChunk &chunk = *std::prev(behind);
    return chunk.shape == shape && row < chunk.first_row + chunk.rows ? &chunk : nullptr;
}

Result<BatchPtr> Recording::read(const RecordedChunk &chunk, const ColumnPlan &plan)
{
    const PartSource source = [&](std::uint32_t part) -> Result<std::optional<std::string_view>> {
        select_part_.reset();
        const bool found = select_part_.bind(1, (static_cast<std::int64_t>(chunk.id) << 16) + part).next();
        if (!select_part_.ok()) {
            const Error error = file_.error("a chunk cannot be read");
            select_part_ = file_.prepare(part_sql);
            return error;
        }
        return found ? std::optional(select_part_.bytes(0)) : std::nullopt;
    };
    auto batch = decoder_.decode(plan, { chunk.rows, chunk.with_before }, source);
    select_part_.reset();
    if (batch)
        return batch;
    Error error = batch.error();
    error.place = file_.path().string() + ", chunk " + std::to_string(chunk.id) + " of " + plan.recorded->stream;
    return error;
}

Result<std::optional<OrderSegment>> Recording::segmentFrom(std::uint32_t id, std::uint32_t &found)
{
    select_segment_.reset();
    if (!select_segment_.bind(1, id).next()) {
        if (select_segment_.ok())
            return std::optional<OrderSegment>();
        const Error error = file_.error("the order of arrival cannot be read");
        select_segment_ = file_.prepare(segment_sql);
        return error;
    }
    if (!isId(select_segment_.integer(0)))
        return damaged("the order of arrival has no such segment");
    found = static_cast<std::uint32_t>(select_segment_.integer(0));
    auto content = unsealer_.unseal(select_segment_.bytes(1));
    if (content) {
        ByteReader in(*content);
        OrderSegment segment = decodeSegment(in);
        if (in.ok())
            return std::optional(std::move(segment));
    }
    return damaged("the order of arrival in segment " + std::to_string(found));
}

Result<std::vector<Alert>> Recording::alerts()
{
    std::vector<Alert> alerts;
    auto rows = file_.prepare("SELECT content FROM alert ORDER BY id");
    while (rows.next()) {
        auto alert = readAlert(rows.bytes(0));
        if (!alert)
            return damaged(alert.error().message);
        alerts.push_back(std::move(alert.value()));
    }
    return rows.ok() ? Result<std::vector<Alert>>(std::move(alerts)) : file_.error("the alerts cannot be read");
}

Result<std::vector<RecordedGap>> Recording::gaps()
{
    std::vector<RecordedGap> gaps;
    auto rows = file_.prepare("SELECT source, from_ns, to_ns, reason FROM gap ORDER BY id");
    while (rows.next())
        gaps.push_back({ std::string(rows.bytes(0)), { rows.integer(1), rows.integer(2), std::string(rows.bytes(3)) } });
    return rows.ok() ? Result<std::vector<RecordedGap>>(std::move(gaps)) : file_.error("the gaps cannot be read");
}

Result<std::vector<RecordedProblem>> Recording::problems()
{
    std::vector<RecordedProblem> problems;
    auto rows = file_.prepare("SELECT source, content FROM problem ORDER BY id");
    while (rows.next()) {
        auto problem = readProblem(rows.bytes(1));
        if (!problem)
            return damaged(problem.error().message);
        problems.push_back({ std::string(rows.bytes(0)), std::move(problem.value()) });
    }
    return rows.ok() ? Result<std::vector<RecordedProblem>>(std::move(problems))
                     : file_.error("the problems cannot be read");
}

Result<std::vector<RecordingNote>> Recording::notes()
{
    std::vector<RecordingNote> notes;
    auto rows = file_.prepare("SELECT from_ns, to_ns, key, label FROM note ORDER BY from_ns");
    while (rows.next())
        notes.push_back({ rows.integer(0), std::max(rows.integer(0), rows.integer(1)), std::string(rows.bytes(2)),
                          std::string(rows.bytes(3)) });
    return rows.ok() ? Result<std::vector<RecordingNote>>(std::move(notes)) : file_.error("the notes cannot be read");
}

} // namespace streamgauge
