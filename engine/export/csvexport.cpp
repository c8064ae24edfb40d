// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/csvexport.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::uint64_t progress_every_rows = 1'000;

} // namespace

Result<std::vector<std::size_t>> chooseColumns(const std::vector<std::string> &columns,
                                               const std::vector<std::string> &chosen)
{
    std::vector<std::size_t> places;
    if (chosen.empty()) {
        for (std::size_t place = 0; place < columns.size(); ++place)
            places.push_back(place);
        return places;
    }
    for (const std::string &name : chosen) {
        const auto found = std::ranges::find(columns, name);
        if (found == columns.end()) {
            std::string known;
            for (const std::string &column : columns)
                known += (known.empty() ? "" : ", ") + column;
            return Error { ErrorKind::Configuration, "there is no column \"" + name + "\"", "", "Columns: " + known };
        }
        places.push_back(static_cast<std::size_t>(found - columns.begin()));
    }
    return places;
}

Result<std::uint64_t> writeCsv(const ExportRows &rows, const CsvOptions &options, ByteSink &sink,
                               const ExportProgress &progress)
{
    auto chosen = chooseColumns(rows.columns(), options.columns);
    if (!chosen)
        return chosen.error();
    CsvWriter writer(sink, options.format);
    for (const std::size_t column : *chosen)
        writer.text(rows.columns()[column]);
    Result<void> written = writer.endRow();
    std::uint64_t done = 0;
    bool cancelled = false;
    const std::uint64_t expected = rows.expectedRows();
    if (written.ok()) {
        rows.forEach([&](const ExportCells &cells) {
            for (const std::size_t column : *chosen)
                cells.write(column, writer);
            written = writer.endRow();
            ++done;
            cancelled = progress && done % progress_every_rows == 0 && !progress(done, expected);
            return written.ok() && !cancelled;
        });
    }
    if (!written)
        return written.error();
    if (cancelled || (progress && !progress(done, std::max(done, expected))))
        return Error { ErrorKind::Cancelled, "the export was cancelled", "", "" };
    return done;
}

Result<std::uint64_t> exportCsv(const ExportRows &rows, const CsvOptions &options, const std::filesystem::path &file,
                                const ExportProgress &progress)
{
    auto part = PartFile::create(file);
    if (!part)
        return part.error();
    auto done = writeCsv(rows, options, *part, progress);
    if (!done)
        return done;
    auto committed = part->commit();
    if (!committed)
        return committed.error();
    return done;
}

} // namespace streamgauge
