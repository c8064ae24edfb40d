// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/transactionbuffer.h"

#include <algorithm>

namespace streamgauge {

TransactionBuffer::Mark TransactionBuffer::endOf(const StreamRows &rows) const
{
    if (rows.segments.empty())
        return {};
    return { rows.segments.size() - 1, rows.segments.back()->builder.rows() };
}

BatchBuilder &TransactionBuffer::builder(std::size_t stream, const SchemaPtr &schema, bool with_before)
{
    if (stream >= streams_.size())
        streams_.resize(stream + 1);
    StreamRows &rows = streams_[stream];
    if (!rows.open) {
        rows.open = true;
        rows.open_from = endOf(rows);
        order_of_open_.push_back(stream);
    }
    last_written_ = stream;
    if (rows.segments.empty() || rows.segments.back()->schema != schema
        || (with_before && !rows.segments.back()->with_before))
        rows.segments.push_back(
            std::make_unique<Segment>(Segment { BatchBuilder(schema, with_before), schema, with_before }));
    return rows.segments.back()->builder;
}

void TransactionBuffer::added(std::uint64_t rows, std::size_t bytes)
{
    open_rows_ += rows;
    open_bytes_ += bytes;
}

std::vector<std::size_t> TransactionBuffer::openStreams() const
{
    return order_of_open_;
}

void TransactionBuffer::commit()
{
    if (open_rows_ > 0) {
        StreamRows &rows = streams_[last_written_];
        if (!rows.segments.empty())
            rows.segments.back()->builder.endTransaction();
    }
    for (const std::size_t stream : order_of_open_)
        streams_[stream].open = false;
    order_of_open_.clear();
    if (!savepoints_.empty())
        savepoints_.clear();
    complete_rows_ += open_rows_;
    complete_bytes_ += open_bytes_;
    open_rows_ = 0;
    open_bytes_ = 0;
}

void TransactionBuffer::setSavepoint(const std::string &name)
{
    Marks marks;
    for (const std::size_t stream : order_of_open_)
        marks[stream] = endOf(streams_[stream]);
    savepoints_[name] = std::move(marks);
}

void TransactionBuffer::cut(StreamRows &rows, const Mark &mark)
{
    const Mark end = endOf(rows);
    std::uint64_t dropped = 0;
    for (std::size_t i = mark.segment; i <= end.segment && i < rows.segments.size(); ++i) {
        BatchBuilder &builder = rows.segments[i]->builder;
        const std::size_t keep = i == mark.segment ? mark.rows : 0;
        dropped += builder.rows() - keep;
        builder.truncate(keep);
    }
    if (!rows.segments.empty())
        rows.segments.resize(mark.segment + 1);
    open_rows_ -= std::min(open_rows_, dropped);
}

bool TransactionBuffer::rollbackTo(const std::string &savepoint, const std::vector<std::size_t> &keep)
{
    const auto found = savepoints_.find(savepoint);
    if (found == savepoints_.end())
        return false;
    for (const std::size_t stream : order_of_open_) {
        if (std::find(keep.begin(), keep.end(), stream) != keep.end())
            continue;
        const auto mark = found->second.find(stream);
        cut(streams_[stream], mark != found->second.end() ? mark->second : streams_[stream].open_from);
    }
    return true;
}

void TransactionBuffer::rollback(const std::vector<std::size_t> &keep)
{
    for (const std::size_t stream : order_of_open_) {
        if (std::find(keep.begin(), keep.end(), stream) == keep.end())
            cut(streams_[stream], streams_[stream].open_from);
        else
            last_written_ = stream;
    }
}

bool TransactionBuffer::push(EventSink &sink)
{
    for (StreamRows &rows : streams_) {
        for (const auto &segment : rows.segments) {
            if (BatchPtr batch = segment->builder.finish(); batch && !sink.push(std::move(batch)))
                return false;
        }
        // The last builder is kept: it has reserved what such a batch needs.
        if (rows.segments.size() > 1)
            rows.segments.erase(rows.segments.begin(), rows.segments.end() - 1);
        rows.open_from = {};
    }
    savepoints_.clear();
    complete_rows_ = 0;
    open_rows_ = 0;
    complete_bytes_ = 0;
    open_bytes_ = 0;
    return true;
}

void TransactionBuffer::clear()
{
    *this = TransactionBuffer();
}

} // namespace streamgauge
