// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/rowsplitter.h"

#include <memory>

namespace streamgauge {

/// Before a line's object: the time since the stream began, "00:07:49.472{...". The length of the time; 0: there is none.
[[nodiscard]] std::size_t lengthOfElapsed(std::string_view line);

/// One JSON object a line; with `timed` behind the time since the stream began, which becomes the column "elapsed" in
/// seconds (a field of that name is then left out and counted). Nested objects become columns named with dots
/// ("connections.active"); arrays, and objects nested deeper than 16, stay JSON. At most 4,096 columns.
class JsonSplitter final : public RowSplitter
{
public:
    static constexpr std::string_view elapsed_column = "elapsed";

    explicit JsonSplitter(bool timed = false);
    ~JsonSplitter() override;

    [[nodiscard]] const std::vector<std::string> &columns() const override { return columns_; }
    [[nodiscard]] std::string split(const Record &record, std::vector<Cell> &cells) override;
    void setLearning(bool learning) override { learning_ = learning; }
    [[nodiscard]] std::uint64_t unknownCells() const override { return unknown_cells_; }

private:
    class Walk;
    struct Parts;
    std::unique_ptr<Parts> parts_;
    std::vector<std::string> columns_;
    bool timed_;
    bool learning_ = true;
    std::uint64_t unknown_cells_ = 0;
};

} // namespace streamgauge
