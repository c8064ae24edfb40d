// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/export/exportrows.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace streamgauge {

struct CsvOptions {
    std::vector<std::string> columns; ///< in this order; empty: all
    CsvFormat format;
};

/// Called every thousand rows and at the end, on the exporting thread. False cancels.
using ExportProgress = std::function<bool(std::uint64_t rows_done, std::uint64_t rows_expected)>;

/// The places of `chosen` in `columns`; all of them when nothing is chosen. The error names those there are.
[[nodiscard]] Result<std::vector<std::size_t>> chooseColumns(const std::vector<std::string> &columns,
                                                             const std::vector<std::string> &chosen);

/// Writes a header and all rows; returns their number. Memory does not grow with them. Blocks; any one thread.
[[nodiscard]] Result<std::uint64_t> writeCsv(const ExportRows &rows, const CsvOptions &options, ByteSink &sink,
                                             const ExportProgress &progress = {});
/// The same into a file that appears only when it is whole (see PartFile): not after an error, not after a cancel.
[[nodiscard]] Result<std::uint64_t> exportCsv(const ExportRows &rows, const CsvOptions &options,
                                              const std::filesystem::path &file, const ExportProgress &progress = {});

} // namespace streamgauge
