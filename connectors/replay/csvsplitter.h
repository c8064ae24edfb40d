// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/rowsplitter.h"

namespace streamgauge {

/// RFC 4180 with any separator. The columns are the header's: made unique, never empty.
class CsvSplitter final : public RowSplitter
{
public:
    CsvSplitter(std::string_view header, char separator);

    [[nodiscard]] const std::vector<std::string> &columns() const override { return columns_; }
    [[nodiscard]] std::string split(const Record &record, std::vector<Cell> &cells) override;
    void setLearning(bool) override { }
    [[nodiscard]] std::uint64_t unknownCells() const override { return 0; }

private:
    char separator_;
    std::vector<std::string> columns_;
    std::string unquoted_;
};

/// Cuts one record into cells; cells with doubled quotes are written out into `unquoted`, which they then refer to.
void splitCsv(std::string_view text, char separator, std::vector<Cell> &cells, std::string &unquoted);
/// The most frequent of , ; tab | outside quotes; a comma when there is none.
[[nodiscard]] char detectSeparator(std::string_view header);

} // namespace streamgauge
