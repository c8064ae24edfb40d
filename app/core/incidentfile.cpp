// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/incidentfile.h"

#include "connectors/replay/csvsplitter.h"
#include "engine/data/timetext.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>

namespace streamgauge {

namespace {

constexpr std::size_t most_incidents = 1'000'000;
constexpr const char *needed = "The header is from,to,key,label, the last two optional; times like 2026-11-20T21:05:00Z";

struct Places {
    std::optional<std::size_t> from;
    std::optional<std::size_t> to;
    std::optional<std::size_t> key;
    std::optional<std::size_t> label;
};

std::string textAt(const std::vector<Cell> &cells, std::optional<std::size_t> place)
{
    return place && *place < cells.size() ? std::string(cells[*place].text) : std::string();
}

Places placesIn(const std::vector<Cell> &header)
{
    Places places;
    for (std::size_t column = 0; column < header.size(); ++column) {
        const std::string_view name = header[column].text;
        if (name == "from")
            places.from = column;
        else if (name == "to")
            places.to = column;
        else if (name == "key")
            places.key = column;
        else if (name == "label")
            places.label = column;
    }
    return places;
}

} // namespace

Result<std::vector<RecordingNote>> readIncidents(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    std::string line;
    const auto fault = [&](std::size_t number, std::string message) {
        return Error { ErrorKind::Input, std::move(message), file.string() + ":" + std::to_string(number), needed };
    };
    std::error_code failed;
    if (!std::filesystem::is_regular_file(file, failed))
        return Error { ErrorKind::Input, "there is no such file", file.string(), "Name a CSV of incidents" };
    if (!std::getline(stream, line))
        return fault(1, "no incidents can be read");
    const char separator = detectSeparator(line);
    std::vector<Cell> cells;
    std::string unquoted;
    std::vector<RecordingNote> incidents;
    std::optional<Places> places;
    for (std::size_t number = 1; number == 1 || std::getline(stream, line); ++number) {
        if (line.ends_with('\r'))
            line.pop_back();
        if (line.empty())
            continue;
        splitCsv(line.starts_with("\xef\xbb\xbf") ? std::string_view(line).substr(3) : line, separator, cells, unquoted);
        if (!places) {
            places = placesIn(cells);
            if (!places->from || !places->to)
                return fault(number, "the header does not name from and to");
            continue;
        }
        const auto from_ns = parseTime(textAt(cells, places->from));
        const auto to_ns = parseTime(textAt(cells, places->to));
        if (!from_ns || !to_ns || *to_ns < *from_ns)
            return fault(number, "this is no incident: from and to are no times, or in the wrong order");
        if (incidents.size() == most_incidents)
            return fault(number, "there are more than 1000000 incidents");
        incidents.push_back({ *from_ns, *to_ns, textAt(cells, places->key), textAt(cells, places->label) });
    }
    return incidents;
}

} // namespace streamgauge
