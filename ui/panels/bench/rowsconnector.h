// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"
#include "engine/source/connector.h"

namespace streamgauge {

/// Brings a table of so many rows, the stream "rows", then changes it at a steady rate: of twenty events eighteen change
/// any row, one takes the oldest away and one adds a row.
class RowsConnector final : public Connector
{
public:
    RowsConnector(std::uint64_t rows, double events_per_second, const Clock &clock);

    [[nodiscard]] std::vector<Finding> check(std::stop_token) override { return {}; }
    [[nodiscard]] Result<Catalog> browse(std::stop_token) override { return Catalog {}; }
    [[nodiscard]] Result<std::string> identify(std::stop_token) override { return std::string(); }
    [[nodiscard]] RunEnd run(std::stop_token stop, const RunStart &start, EventSink &sink) override;

    [[nodiscard]] static ConnectorInfo info();

private:
    [[nodiscard]] std::uint64_t random();
    [[nodiscard]] bool bringRows(const std::stop_token &stop, EventSink &sink);
    void addRow(BatchBuilder &builder, Op op, std::uint64_t id);
    void addChange(BatchBuilder &builder);

    double events_per_second_;
    const Clock &clock_;
    SchemaPtr schema_;
    std::uint64_t first_id_ = 0;
    std::uint64_t next_id_;
    std::uint64_t made_ = 0;
    std::uint64_t noise_ = 1;
};

} // namespace streamgauge
