// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/cell.h"
#include "connectors/replay/recordreader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace streamgauge {

/// Cuts a record into the cells of named columns. One thread.
class RowSplitter
{
public:
    virtual ~RowSplitter() = default;
    [[nodiscard]] virtual const std::vector<std::string> &columns() const = 0;
    /// One cell per column, valid until the next call. Returns why the record is no row; empty when it is one.
    [[nodiscard]] virtual std::string split(const Record &record, std::vector<Cell> &cells) = 0;
    /// New columns are added while learning and left out (and counted) afterwards.
    virtual void setLearning(bool learning) = 0;
    [[nodiscard]] virtual std::uint64_t unknownCells() const = 0;
};

} // namespace streamgauge
