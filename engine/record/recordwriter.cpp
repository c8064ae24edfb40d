// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/recordwriter.h"

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::size_t enough_steps = 8'192;
constexpr std::size_t most_sources = 4'096;
constexpr const char *replace_chunk = "INSERT OR REPLACE INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char *replace_part = "INSERT OR REPLACE INTO part VALUES (?, ?)";
constexpr const char *replace_segment = "INSERT OR REPLACE INTO segment VALUES (?, ?)";

struct TimeRange {
    TimeNs from_ns = std::numeric_limits<TimeNs>::max();
    TimeNs to_ns = std::numeric_limits<TimeNs>::min();
    void add(TimeNs time_ns)
    {
        from_ns = std::min(from_ns, time_ns);
        to_ns = std::max(to_ns, time_ns);
    }
};

bool sameColumns(const Schema &one, const Schema &other)
{
    return one == other;
}

} // namespace

RecordWriter::RecordWriter(RecordFile file)
    : file_(std::move(file))
    , insert_chunk_(file_.prepare(replace_chunk))
    , insert_part_(file_.prepare(replace_part))
    , insert_segment_(file_.prepare(replace_segment))
{
}

Result<std::unique_ptr<RecordWriter>> RecordWriter::create(const std::filesystem::path &path, TimeNs now_ns,
                                                           const std::string &workspace)
{
    auto file = RecordFile::create(path);
    if (!file)
        return file.error();
    std::unique_ptr<RecordWriter> writer(new RecordWriter(std::move(file.value())));
    auto started = writer->begin();
    auto statement = writer->file_.prepare("INSERT INTO info VALUES ('started_ns', ?), ('workspace', ?)");
    if (started && !statement.bind(1, now_ns).bindText(2, workspace).run())
        started = writer->failed("the recording cannot be written");
    if (started)
        started = writer->flush();
    if (!started)
        return started.error();
    return writer;
}

Result<void> RecordWriter::failed(const std::string &doing)
{
    if (error_.message.empty()) {
        error_ = file_.error(doing);
        static_cast<void>(file_.execute("ROLLBACK"));
        in_transaction_ = false;
    }
    return error_;
}

Result<void> RecordWriter::begin()
{
    if (!error_.message.empty())
        return error_;
    if (in_transaction_)
        return {};
    if (!file_.execute("BEGIN IMMEDIATE"))
        return failed("the recording cannot be written");
    in_transaction_ = true;
    return {};
}

Result<void> RecordWriter::insert(const char *sql, std::int64_t id, const std::vector<std::string> &texts)
{
    if (auto ready = begin(); !ready)
        return ready;
    auto statement = file_.prepare(sql);
    statement.bind(1, id);
    for (std::size_t index = 0; index < texts.size(); ++index)
        statement.bindText(static_cast<int>(index) + 2, texts[index]);
    return statement.run() ? Result<void>() : failed("the recording cannot be written");
}

Result<RecordWriter::Source *> RecordWriter::sourceOf(const RecordedSource &source)
{
    const auto known = sources_.find(source.name);
    if (known != sources_.end())
        return &known->second;
    if (sources_.size() == most_sources)
        return Error { ErrorKind::Resource, "a recording holds at most 4096 sources", source.name, "" };
    const auto id = static_cast<std::uint32_t>(sources_.size() + 1);
    if (auto added = insert("INSERT INTO source VALUES (?, ?)", id, { aboutSource(source) }); !added)
        return added.error();
    Source &made = sources_[source.name];
    made.id = id;
    return &made;
}

Result<RecordWriter::Shape *> RecordWriter::shapeOf(Source &source, const Batch &batch)
{
    Shape &shape = source.shapes[batch.schema().stream];
    const bool same = shape.schema && (shape.schema == batch.schemaPtr() || sameColumns(*shape.schema, batch.schema()))
        && shape.with_before == batch.hasBefore();
    if (same)
        return &shape;
    if (batch.schema().columns.size() > most_recorded_columns)
        return Error { ErrorKind::Unsupported, "a recording holds at most 16384 columns a stream", batch.schema().stream,
                       "" };
    if (auto written = writeChunk(shape); !written)
        return written.error();
    if (auto ready = begin(); !ready)
        return ready.error();
    shape = { next_shape_++, batch.schemaPtr(), batch.hasBefore(), 0, {} };
    auto statement = file_.prepare("INSERT INTO shape VALUES (?, ?, ?)");
    if (!statement.bind(1, shape.id).bind(2, source.id).bindText(3, aboutSchema(batch.schema())).run())
        return failed("the recording cannot be written").error();
    return &shape;
}

Result<void> RecordWriter::addBatch(const RecordedSource &about, const BatchPtr &batch)
{
    auto source = sourceOf(about);
    if (!source)
        return source.error();
    auto shape = shapeOf(**source, *batch);
    if (!shape)
        return shape.error();
    segment_.steps.push_back({ (*shape)->id, static_cast<std::uint32_t>(batch->rows()), 0, 0 });
    // Rules over several sources judge these rows after what the clocks have told so far.
    for (auto &[name, other] : sources_)
        other.last_clock = 0;
    next_rows_[(*shape)->id] += batch->rows();
    rows_ += batch->rows();
    auto added = addRows(**shape, batch);
    if (added && segment_.steps.size() >= enough_steps) {
        added = writeSegment();
        closeSegment();
    }
    return added;
}

Result<void> RecordWriter::addRows(Shape &shape, const BatchPtr &batch)
{
    std::uint32_t first = 0;
    const auto rows = static_cast<std::uint32_t>(batch->rows());
    while (first < rows) {
        OpenChunk &chunk = shape.chunk;
        if (chunk.id == 0)
            chunk.id = next_chunk_++;
        const std::uint32_t count = std::min(rows - first, most_chunk_rows - chunk.rows);
        chunk.pieces.push_back({ batch, first, count });
        chunk.rows += count;
        chunk.bytes += batch->memoryBytes() / rows * count;
        chunk.written = false;
        first += count;
        if (chunk.rows < most_chunk_rows && chunk.bytes < enough_bytes)
            continue;
        if (auto written = writeChunk(shape); !written)
            return written;
        closeChunk(shape);
    }
    return {};
}

void RecordWriter::closeChunk(Shape &shape)
{
    shape.next_row += shape.chunk.rows;
    shape.chunk = {};
}

Result<void> RecordWriter::writeChunk(Shape &shape)
{
    OpenChunk &chunk = shape.chunk;
    if (chunk.rows == 0 || chunk.written)
        return {};
    if (auto ready = begin(); !ready)
        return ready;
    auto parts = encoder_.encode(chunk.pieces);
    if (!parts) {
        error_ = parts.error();
        return error_;
    }
    TimeRange events;
    TimeRange arrivals;
    for (const BatchPiece &piece : chunk.pieces) {
        for (std::uint32_t row = piece.first; row < piece.first + piece.rows; ++row) {
            events.add(piece.batch->eventTime(row));
            arrivals.add(piece.batch->arrivalTime(row));
        }
    }
    insert_chunk_.bind(1, chunk.id).bind(2, shape.id).bind(3, static_cast<std::int64_t>(shape.next_row));
    insert_chunk_.bind(4, chunk.rows).bind(5, shape.with_before ? 1 : 0);
    insert_chunk_.bind(6, events.from_ns).bind(7, events.to_ns).bind(8, arrivals.from_ns).bind(9, arrivals.to_ns);
    bool written = insert_chunk_.run();
    for (const EncodedPart &part : *parts) {
        insert_part_.bind(1, (static_cast<std::int64_t>(chunk.id) << 16) + part.number).bindBytes(2, part.content);
        written = written && insert_part_.run();
    }
    chunk.written = written;
    return written ? Result<void>() : failed("the recording cannot be written");
}

Result<void> RecordWriter::addTime(const RecordedSource &about, TimeNs time_ns, const std::vector<std::string> &streams)
{
    auto found = sourceOf(about);
    if (!found)
        return found.error();
    Source &source = **found;
    std::uint32_t &clock = source.clocks[streams];
    if (clock == 0) {
        clock = next_clock_++;
        if (auto ready = begin(); !ready)
            return ready;
        auto statement = file_.prepare("INSERT INTO clock VALUES (?, ?, ?)");
        if (!statement.bind(1, clock).bind(2, source.id).bindText(3, aboutStreams(streams)).run())
            return failed("the recording cannot be written");
    }
    // No row came since its clock was told last: only the greater time matters. That may be the one told before, since a
    // batch tells when it arrived, and timers have run meanwhile.
    if (source.last_clock == clock) {
        OrderStep &before = segment_.steps[source.last_step];
        time_ns = std::max(time_ns, before.time_ns);
        before.clock = 0;
    }
    source.last_clock = clock;
    source.last_step = segment_.steps.size();
    segment_.steps.push_back({ 0, 0, clock, time_ns });
    return {};
}

Result<void> RecordWriter::writeSegment()
{
    std::vector<std::size_t> moved(segment_.steps.size());
    std::size_t kept = 0;
    for (std::size_t index = 0; index < segment_.steps.size(); ++index) {
        moved[index] = kept;
        const OrderStep step = segment_.steps[index];
        if (step.shape != 0 || step.clock != 0)
            segment_.steps[kept++] = step;
    }
    segment_.steps.resize(kept);
    for (auto &[name, source] : sources_) {
        if (source.last_clock != 0)
            source.last_step = moved[source.last_step];
    }
    if (segment_.steps.empty())
        return {};
    if (auto ready = begin(); !ready)
        return ready;
    ByteWriter out;
    encodeSegment(segment_, out);
    auto sealed = sealer_.seal(out.bytes());
    if (!sealed)
        return sealed.error();
    const bool written = insert_segment_.bind(1, segment_id_).bindBytes(2, *sealed).run();
    return written ? Result<void>() : failed("the recording cannot be written");
}

void RecordWriter::closeSegment()
{
    if (segment_.steps.empty())
        return;
    ++segment_id_;
    segment_flushes_ = 0;
    segment_.steps.clear();
    segment_.first_rows = next_rows_;
    for (auto &[name, source] : sources_)
        source.last_clock = 0;
}

Result<void> RecordWriter::addGap(const RecordedGap &gap)
{
    if (auto ready = begin(); !ready)
        return ready;
    auto statement = file_.prepare("INSERT INTO gap VALUES (NULL, ?, ?, ?, ?)");
    statement.bindText(1, gap.source).bind(2, gap.gap.from_ns).bind(3, gap.gap.to_ns).bindText(4, gap.gap.reason);
    return statement.run() ? Result<void>() : failed("the recording cannot be written");
}

Result<void> RecordWriter::addAlert(const Alert &alert)
{
    if (auto ready = begin(); !ready)
        return ready;
    auto statement = file_.prepare("INSERT INTO alert VALUES (NULL, ?)");
    return statement.bindText(1, aboutAlert(alert)).run() ? Result<void>() : failed("the recording cannot be written");
}

Result<void> RecordWriter::addProblem(const RecordedProblem &problem)
{
    if (auto ready = begin(); !ready)
        return ready;
    auto statement = file_.prepare("INSERT INTO problem VALUES (NULL, ?, ?)");
    statement.bindText(1, problem.source).bindText(2, aboutProblem(problem.problem));
    return statement.run() ? Result<void>() : failed("the recording cannot be written");
}

Result<void> RecordWriter::addNote(const RecordingNote &note)
{
    if (auto ready = begin(); !ready)
        return ready;
    auto statement = file_.prepare("INSERT INTO note VALUES (NULL, ?, ?, ?, ?)");
    statement.bind(1, note.from_ns).bind(2, note.to_ns).bindText(3, note.key).bindText(4, note.label);
    return statement.run() ? Result<void>() : failed("the recording cannot be written");
}

Result<void> RecordWriter::flush()
{
    if (!error_.message.empty())
        return error_;
    for (auto &[name, source] : sources_) {
        for (auto &[stream, shape] : source.shapes) {
            if (auto written = writeChunk(shape); !written)
                return written;
            OpenChunk &chunk = shape.chunk;
            if (chunk.rows > 0 && (chunk.rows >= enough_rows || ++chunk.flushes >= most_flushes))
                closeChunk(shape);
        }
    }
    if (auto written = writeSegment(); !written)
        return written;
    if (!segment_.steps.empty() && (segment_.steps.size() >= enough_steps || ++segment_flushes_ >= most_flushes))
        closeSegment();
    if (!in_transaction_)
        return {};
    if (!file_.execute("COMMIT"))
        return failed("the recording cannot be written");
    in_transaction_ = false;
    return {};
}

Result<void> RecordWriter::close(TimeNs now_ns)
{
    if (auto ready = begin(); !ready)
        return ready;
    auto statement = file_.prepare("INSERT OR REPLACE INTO info VALUES ('ended_ns', ?)");
    if (!statement.bind(1, now_ns).run())
        return failed("the recording cannot be closed");
    statement = {};
    if (auto flushed = flush(); !flushed)
        return flushed;
    insert_chunk_ = {};
    insert_part_ = {};
    insert_segment_ = {};
    return file_.close();
}

} // namespace streamgauge
