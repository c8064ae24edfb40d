// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/export/csvwriter.h"
#include "engine/run/engine.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace streamgauge {

/// One row on its way into a file: writes its cell of any column.
class ExportCells
{
public:
    virtual ~ExportCells() = default;
    virtual void write(std::size_t column, CsvWriter &out) const = 0;
};

/// Rows to export, read piece by piece. One thread.
class ExportRows
{
public:
    virtual ~ExportRows() = default;
    [[nodiscard]] virtual const std::vector<std::string> &columns() const = 0;
    /// 0: unknown.
    [[nodiscard]] virtual std::uint64_t expectedRows() const = 0;
    /// In order; false from `row` ends it.
    virtual void forEach(const std::function<bool(const ExportCells &)> &row) const = 0;
};

/// Rows of batches of one stream, whose schema may change on the way: a column is found by its name, and a row that
/// does not have it leaves it empty. `lead` event columns stand in front.
class BatchRowCells final : public ExportCells
{
public:
    /// With `events`, the columns event_time, arrival_time, operation, key and position stand in front of the fields.
    BatchRowCells(const Schema &schema, bool events);

    [[nodiscard]] const std::vector<std::string> &columns() const { return columns_; }
    /// The row written next; `batch` must live until then.
    void select(const Batch &batch, std::size_t row);
    void write(std::size_t column, CsvWriter &out) const override;

private:
    void writeEventColumn(std::size_t column, CsvWriter &out) const;

    std::vector<std::string> columns_;
    std::size_t lead_ = 0;
    const Batch *batch_ = nullptr;
    std::size_t row_ = 0;
    const Schema *mapped_ = nullptr;
    std::vector<std::size_t> places_; ///< field to the batch's column
};

/// The latest row of each key, sorted by key: all columns of the stream.
[[nodiscard]] Result<std::unique_ptr<ExportRows>> tableRows(const Engine &engine, const std::string &stream);
/// Held events of a stream with event time in [from, to).
[[nodiscard]] Result<std::unique_ptr<ExportRows>> eventRows(const Engine &engine, const std::string &stream, TimeNs from_ns,
                                                            TimeNs to_ns);
/// Held samples of several series merged by time: a row for each instant any of them has a sample, in [from, to).
/// Columns: "time", then "field" or "key field" (with the stream in front when they come from several).
[[nodiscard]] std::unique_ptr<ExportRows> seriesRows(const Engine &engine, std::vector<SeriesRef> series, TimeNs from_ns,
                                                     TimeNs to_ns);
[[nodiscard]] std::unique_ptr<ExportRows> alertRows(std::shared_ptr<const std::vector<Alert>> alerts);

/// A key of several columns as screens show it.
[[nodiscard]] std::string shownKey(std::string_view key);

} // namespace streamgauge
