// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/tablefiles.h"

#include "engine/export/csvexport.h"

namespace streamgauge {

namespace {

bool staysInName(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')
        || letter == '-' || letter == '_' || letter == '.';
}

} // namespace

std::string tableFileName(std::string_view stream)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char letter : stream) {
        // A dot in front would hide the file, or name a directory.
        if (staysInName(letter) && !(letter == '.' && text.empty())) {
            text += letter;
            continue;
        }
        const auto byte = static_cast<unsigned char>(letter);
        (text += '%').append({ digits[byte >> 4], digits[byte & 15] });
    }
    return text + ".csv";
}

Result<void> writeTables(const Engine &engine, const std::filesystem::path &directory)
{
    std::error_code failed;
    std::filesystem::create_directories(directory, failed);
    if (failed)
        return Error { ErrorKind::Resource, "cannot create the directory: " + failed.message(), directory.string(),
                       "Choose another place" };
    CsvOptions options;
    // The file is compared with the source, cell by cell.
    options.format.guard_formulas = false;
    const SnapshotPtr status = engine.status();
    for (const StreamStatus &stream : status->streams) {
        if (!stream.schema)
            continue;
        auto rows = tableRows(engine, stream.schema->stream);
        if (!rows)
            return rows.error();
        auto written = exportCsv(**rows, options, directory / tableFileName(stream.schema->stream));
        if (!written)
            return written.error();
    }
    return {};
}

} // namespace streamgauge
