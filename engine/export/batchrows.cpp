// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/exportrows.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
constexpr unsigned event_time_digits = 6;

enum EventColumn : std::size_t { EventTime, ArrivalTime, Operation, Key, Position, EventColumns };

const StreamStatus *findStream(const Snapshot &status, const std::string &stream)
{
    const auto found = std::ranges::find_if(
        status.streams, [&](const StreamStatus &one) { return one.schema && one.schema->stream == stream; });
    return found == status.streams.end() ? nullptr : &*found;
}

Error noStream(const Snapshot &status, const std::string &stream)
{
    std::string known;
    for (const StreamStatus &one : status.streams)
        known += one.schema ? (known.empty() ? "" : ", ") + one.schema->stream : "";
    return { ErrorKind::Configuration, "there is no stream \"" + stream + "\"", "",
             known.empty() ? "No stream has been seen yet" : "Streams: " + known };
}

/// Both kinds of rows the engine hands out as references into batches.
class RefRows final : public ExportRows
{
public:
    using Visit = std::function<void(const std::function<bool(const RowRef &)> &)>;

    RefRows(SchemaPtr schema, bool events, std::uint64_t expected, Visit visit)
        : schema_(std::move(schema))
        , events_(events)
        , expected_(expected)
        , visit_(std::move(visit))
        , columns_(BatchRowCells(*schema_, events_).columns())
    {
    }
    [[nodiscard]] const std::vector<std::string> &columns() const override { return columns_; }
    [[nodiscard]] std::uint64_t expectedRows() const override { return expected_; }
    void forEach(const std::function<bool(const ExportCells &)> &row) const override
    {
        BatchRowCells cells(*schema_, events_);
        visit_([&](const RowRef &ref) {
            cells.select(*ref.batch, ref.row);
            return row(cells);
        });
    }

private:
    SchemaPtr schema_;
    bool events_;
    std::uint64_t expected_;
    Visit visit_;
    std::vector<std::string> columns_;
};

} // namespace

BatchRowCells::BatchRowCells(const Schema &schema, bool events)
{
    if (events)
        columns_ = { "event_time", "arrival_time", "operation", "key", "position" };
    lead_ = columns_.size();
    for (const Column &column : schema.columns)
        columns_.push_back(column.name);
}

void BatchRowCells::select(const Batch &batch, std::size_t row)
{
    batch_ = &batch;
    row_ = row;
    if (mapped_ == &batch.schema())
        return;
    mapped_ = &batch.schema();
    places_.clear();
    for (std::size_t column = lead_; column < columns_.size(); ++column)
        places_.push_back(mapped_->find(columns_[column]).value_or(nowhere));
}

void BatchRowCells::writeEventColumn(std::size_t column, CsvWriter &out) const
{
    switch (column) {
    case EventTime: out.time(batch_->eventTime(row_), event_time_digits); break;
    case ArrivalTime: out.time(batch_->arrivalTime(row_), event_time_digits); break;
    case Operation: out.text(name(batch_->op(row_))); break;
    case Key: out.text(shownKey(batch_->key(row_))); break;
    case Position:
        if (batch_->position(row_).empty())
            out.missing();
        else
            out.text(batch_->position(row_));
        break;
    default: out.missing();
    }
}

void BatchRowCells::write(std::size_t column, CsvWriter &out) const
{
    if (column < lead_) {
        writeEventColumn(column, out);
        return;
    }
    const std::size_t place = places_[column - lead_];
    if (place == nowhere || isStreamWide(batch_->op(row_))) {
        out.missing();
        return;
    }
    // A deleted row is known by what it was.
    const bool before = batch_->hasBefore() && batch_->op(row_) == Op::Deleted && !batch_->after(place).has(row_);
    out.cell(batch_->schema().columns[place], before ? batch_->before(place) : batch_->after(place), row_);
}

Result<std::unique_ptr<ExportRows>> tableRows(const Engine &engine, const std::string &stream)
{
    const SnapshotPtr status = engine.status();
    const StreamStatus *found = findStream(*status, stream);
    if (found == nullptr)
        return noStream(*status, stream);
    return std::unique_ptr<ExportRows>(std::make_unique<RefRows>(
        found->schema, false, found->keys, [&engine, stream](const auto &row) { engine.forEachRow(stream, row); }));
}

Result<std::unique_ptr<ExportRows>> eventRows(const Engine &engine, const std::string &stream, TimeNs from_ns, TimeNs to_ns)
{
    const SnapshotPtr status = engine.status();
    const StreamStatus *found = findStream(*status, stream);
    if (found == nullptr)
        return noStream(*status, stream);
    return std::unique_ptr<ExportRows>(
        std::make_unique<RefRows>(found->schema, true, 0, [&engine, stream, from_ns, to_ns](const auto &row) {
            engine.forEachEvent(stream, from_ns, to_ns, row);
        }));
}

std::string shownKey(std::string_view key)
{
    std::string text;
    for (const char letter : key) {
        if (letter == '\x1F')
            text += " \xC2\xB7 ";
        else
            text += letter;
    }
    return text;
}

} // namespace streamgauge
