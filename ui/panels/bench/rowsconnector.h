// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/bench/pacedconnector.h"

namespace streamgauge {

/// Brings a table of so many rows, the stream "rows", then changes it at a steady rate: of twenty events eighteen change
/// any row, one takes the oldest away and one adds a row.
class RowsConnector final : public PacedConnector
{
public:
    RowsConnector(std::uint64_t rows, double events_per_second, const Clock &clock);

    [[nodiscard]] static ConnectorInfo info() { return simulatedInfo("rows", "Rows"); }

private:
    [[nodiscard]] bool begin(const std::stop_token &stop, EventSink &sink) override;
    void addEvents(BatchBuilder &builder, std::uint64_t count) override;

    [[nodiscard]] std::uint64_t random() { return noise().next() >> 33; }
    void addRow(BatchBuilder &builder, Op op, std::uint64_t id);
    void addChange(BatchBuilder &builder);

    const Clock &clock_;
    std::uint64_t first_id_ = 0;
    std::uint64_t next_id_;
    std::uint64_t made_ = 0;
};

} // namespace streamgauge
