// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/export/csvexport.h"
#include "engine/source/connector.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace streamgauge {

struct ExportRange {
    std::string stream;
    std::optional<TimeNs> from_ns; ///< event time
    std::optional<TimeNs> to_ns;
    std::vector<std::string> columns;
};

/// Writes one stream's events into a CSV as the connector hands them over; holds no more than one batch. The
/// connector's thread pushes, another may ask.
class ExportSink final : public EventSink
{
public:
    /// `output` and `clock` outlive it.
    ExportSink(ExportRange range, TimeBasis basis, ByteSink &output, const Clock &clock);
    ~ExportSink() override;

    /// Since the source was last heard from with data.
    [[nodiscard]] DurationNs silentFor() const;
    [[nodiscard]] bool hasEvents() const { return pushed_.load(std::memory_order_acquire); }
    /// After the connector ended: the number of rows, or what went wrong.
    [[nodiscard]] Result<std::uint64_t> result() const;
    [[nodiscard]] std::vector<Problem> problems() const;

    bool push(BatchPtr batch) override;
    void checkpoint(std::string) override { }
    void alive() override { }
    void advanceTime(TimeNs time_ns) override;
    void report(Problem problem) override;
    void progress(std::string, std::uint64_t, std::uint64_t) override { heard(); }
    void gap(TimeNs, TimeNs, std::string reason) override;
    void countLate(std::uint64_t) override { }
    void countDuplicates(std::uint64_t) override { }
    void countDropped(std::uint64_t) override { }

private:
    void heard();
    [[nodiscard]] bool begin(const Schema &schema);
    [[nodiscard]] bool writeRow(const Batch &batch, std::size_t row);

    ExportRange range_;
    TimeBasis basis_;
    ByteSink &output_;
    const Clock &clock_;
    std::unique_ptr<CsvWriter> writer_;
    std::unique_ptr<BatchRowCells> cells_;
    std::vector<std::size_t> chosen_;
    std::set<std::string> seen_;
    std::optional<Error> error_;
    std::uint64_t rows_ = 0;
    std::atomic<DurationNs> heard_at_ns_;
    std::atomic<bool> pushed_ { false };
    std::atomic<bool> beyond_ { false };
    mutable std::mutex mutex_;
    std::vector<Problem> problems_;
};

} // namespace streamgauge
