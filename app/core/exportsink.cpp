// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/exportsink.h"

namespace streamgauge {

namespace {

CsvFormat exportFormat()
{
    CsvFormat format;
    format.time = TimeFormat::create(TimeStyle::Iso8601).value();
    return format;
}

} // namespace

ExportSink::ExportSink(ExportRange range, TimeBasis basis, ByteSink &output, const Clock &clock)
    : range_(std::move(range))
    , basis_(basis)
    , output_(output)
    , clock_(clock)
    , heard_at_ns_(clock.steady())
{
}

ExportSink::~ExportSink() = default;

void ExportSink::heard()
{
    heard_at_ns_.store(clock_.steady(), std::memory_order_release);
}

DurationNs ExportSink::silentFor() const
{
    return clock_.steady() - heard_at_ns_.load(std::memory_order_acquire);
}

bool ExportSink::begin(const Schema &schema)
{
    cells_ = std::make_unique<BatchRowCells>(schema, true);
    auto chosen = chooseColumns(cells_->columns(), range_.columns);
    if (!chosen) {
        error_ = chosen.error();
        return false;
    }
    chosen_ = std::move(chosen.value());
    writer_ = std::make_unique<CsvWriter>(output_, exportFormat());
    for (const std::size_t column : chosen_)
        writer_->text(cells_->columns()[column]);
    auto written = writer_->endRow();
    if (!written)
        error_ = written.error();
    return !error_;
}

bool ExportSink::writeRow(const Batch &batch, std::size_t row)
{
    const TimeNs time_ns = batch.eventTime(row);
    if (batch.op(row) == Op::SnapshotBegin || batch.op(row) == Op::SnapshotEnd
        || (range_.from_ns && time_ns < *range_.from_ns) || (range_.to_ns && time_ns >= *range_.to_ns))
        return true;
    cells_->select(batch, row);
    for (const std::size_t column : chosen_)
        cells_->write(column, *writer_);
    auto written = writer_->endRow();
    if (!written)
        error_ = written.error();
    ++rows_;
    return !error_;
}

bool ExportSink::push(BatchPtr batch)
{
    heard();
    pushed_.store(true, std::memory_order_release);
    seen_.insert(batch->schema().stream);
    if (batch->schema().stream == range_.stream) {
        if (!writer_ && !begin(batch->schema()))
            return false;
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            if (!writeRow(*batch, row))
                return false;
        }
    }
    return !beyond_.load(std::memory_order_acquire);
}

void ExportSink::advanceTime(TimeNs time_ns)
{
    // No event before this time will follow, so none of the range will.
    if (basis_ == TimeBasis::Event && range_.to_ns && time_ns >= *range_.to_ns)
        beyond_.store(true, std::memory_order_release);
}

void ExportSink::report(Problem problem)
{
    const std::lock_guard lock(mutex_);
    problems_.push_back(std::move(problem));
}

void ExportSink::gap(TimeNs, TimeNs, std::string reason)
{
    report({ Problem::Severity::Serious, "events are missing: " + reason, "", "" });
}

std::vector<Problem> ExportSink::problems() const
{
    const std::lock_guard lock(mutex_);
    return problems_;
}

Result<std::uint64_t> ExportSink::result() const
{
    if (error_)
        return *error_;
    if (writer_)
        return rows_;
    std::string known;
    for (const std::string &stream : seen_)
        known += (known.empty() ? "" : ", ") + stream;
    return Error { ErrorKind::Configuration, "stream \"" + range_.stream + "\" sent nothing", "--stream",
                   known.empty() ? "No stream sent anything" : "Streams that did: " + known };
}

} // namespace streamgauge
