// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/recordingreader.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::size_t most_faults = 100;

} // namespace

RecordingReader::RecordingReader(Recording &recording, ReadChoice choice)
    : recording_(recording)
    , choice_(std::move(choice))
{
}

void RecordingReader::fault(const Error &error)
{
    if (faults_.size() < most_faults)
        faults_.push_back(error);
}

Result<bool> RecordingReader::nextSegment()
{
    std::uint32_t found = 0;
    auto segment = recording_.segmentFrom(next_segment_, found);
    // Without a segment to name there is none to pass over: the file itself cannot be read on.
    if (!segment && found < next_segment_)
        return segment.error();
    next_segment_ = found + 1;
    next_step_ = 0;
    segment_ = {};
    if (!segment) {
        fault(segment.error());
        return true;
    }
    if (!*segment)
        return false;
    segment_ = std::move(**segment);
    for (const auto &[shape, row] : segment_.first_rows) {
        if (recording_.shapes().contains(shape))
            cursorOf(shape).next_row = row;
    }
    return true;
}

RecordingReader::Cursor &RecordingReader::cursorOf(std::uint32_t shape)
{
    const auto [place, added] = cursors_.try_emplace(shape);
    Cursor &cursor = place->second;
    if (!added)
        return cursor;
    const SchemaPtr &schema = recording_.shapes().at(shape).schema;
    cursor.wanted = choice_.streams.empty() || std::ranges::find(choice_.streams, schema->stream) != choice_.streams.end();
    const auto chunk = std::ranges::find(recording_.chunks(), shape, &RecordedChunk::shape);
    const bool with_before = chunk != recording_.chunks().end() && chunk->with_before;
    // An update that moves a row to another key is known by its key columns before and after.
    cursor.plan = choice_.fields ? planColumns(schema, *choice_.fields, with_before) : wholePlan(schema);
    return cursor;
}

bool RecordingReader::takeRows(const OrderStep &order, RecordedStep &step)
{
    Cursor &cursor = cursorOf(order.shape);
    const auto pass = [&](std::uint64_t rows) {
        cursor.next_row += rows;
        rows_left_ -= static_cast<std::uint32_t>(rows);
    };
    if (!cursor.wanted) {
        pass(rows_left_);
        return false;
    }
    const bool held =
        cursor.batch && cursor.next_row >= cursor.batch_first && cursor.next_row < cursor.batch_first + cursor.batch->rows();
    if (!held) {
        const RecordedChunk *chunk = recording_.chunkAt(order.shape, cursor.next_row);
        cursor.batch.reset();
        if (chunk != nullptr && chunk->id != cursor.unreadable_chunk) {
            auto batch = recording_.read(*chunk, cursor.plan);
            if (batch) {
                cursor.batch = std::move(batch.value());
                cursor.batch_first = chunk->first_row;
            } else {
                fault(batch.error());
                cursor.unreadable_chunk = chunk->id;
            }
        }
        if (!cursor.batch) {
            const std::uint64_t end = chunk != nullptr ? chunk->first_row + chunk->rows : cursor.next_row + rows_left_;
            const std::uint64_t lost = std::min<std::uint64_t>(rows_left_, end - cursor.next_row);
            lost_rows_ += lost;
            pass(lost);
            return false;
        }
    }
    step.source = recording_.shapes().at(order.shape).source;
    step.batch = cursor.batch;
    step.first = static_cast<std::uint32_t>(cursor.next_row - cursor.batch_first);
    step.rows = std::min(rows_left_, static_cast<std::uint32_t>(cursor.batch->rows()) - step.first);
    pass(step.rows);
    step.ends_batch = rows_left_ == 0;
    return true;
}

Result<bool> RecordingReader::next(RecordedStep &step)
{
    step = {};
    while (true) {
        if (next_step_ == segment_.steps.size()) {
            const auto more = nextSegment();
            if (!more || !*more)
                return more;
            continue;
        }
        const OrderStep &order = segment_.steps[next_step_];
        if (order.shape == 0) {
            ++next_step_;
            const auto clock = recording_.clocks().find(order.clock);
            if (clock == recording_.clocks().end())
                continue;
            step.source = clock->second.source;
            step.time_ns = order.time_ns;
            step.streams = &clock->second.streams;
            return true;
        }
        if (!recording_.shapes().contains(order.shape)) {
            ++next_step_;
            continue;
        }
        if (rows_left_ == 0)
            rows_left_ = order.rows;
        const bool taken = takeRows(order, step);
        if (rows_left_ == 0)
            ++next_step_;
        if (taken)
            return true;
    }
}

} // namespace streamgauge
