// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/csvsplitter.h"

#include "connectors/replay/utf8.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

namespace streamgauge {

namespace {

void splitPlain(std::string_view text, char separator, std::vector<Cell> &cells)
{
    const char *at = text.data();
    const char *const end = at + text.size();
    while (true) {
        const char *stop = at;
        // Cells are short: a loop beats memchr here.
        while (stop != end && *stop != separator)
            ++stop;
        cells.push_back({ CellForm::Plain, { at, static_cast<std::size_t>(stop - at) } });
        if (stop == end)
            return;
        at = stop + 1;
    }
}

/// Takes a quoted cell off the front, up to its separator; what stands between the closing quote and that is kept too.
Cell takeQuoted(std::string_view &text, char separator, std::string &unquoted)
{
    const std::size_t begin = unquoted.size();
    bool in_quotes = true;
    std::size_t at = 1;
    for (; at < text.size(); ++at) {
        const char letter = text[at];
        if (in_quotes && letter == '"') {
            if (at + 1 < text.size() && text[at + 1] == '"') {
                unquoted += '"';
                ++at;
            } else {
                in_quotes = false;
            }
        } else if (!in_quotes && letter == separator) {
            break;
        } else {
            unquoted += letter;
        }
    }
    text.remove_prefix(at);
    return { CellForm::Quoted, { unquoted.data() + begin, unquoted.size() - begin } };
}

} // namespace

void splitCsv(std::string_view text, char separator, std::vector<Cell> &cells, std::string &unquoted)
{
    cells.clear();
    if (std::memchr(text.data(), '"', text.size()) == nullptr) {
        splitPlain(text, separator, cells);
        return;
    }
    // No longer than the record, so that it is never moved while cells refer to it.
    unquoted.clear();
    unquoted.reserve(text.size());
    while (true) {
        if (text.starts_with('"')) {
            cells.push_back(takeQuoted(text, separator, unquoted));
        } else {
            const std::size_t end = std::min(text.find(separator), text.size());
            cells.push_back({ CellForm::Plain, text.substr(0, end) });
            text.remove_prefix(end);
        }
        if (text.empty())
            return;
        text.remove_prefix(1);
    }
}

char detectSeparator(std::string_view header)
{
    constexpr std::array<char, 4> candidates { ',', ';', '\t', '|' };
    std::array<std::size_t, 4> counts {};
    bool in_quotes = false;
    for (const char letter : header) {
        in_quotes = letter == '"' ? !in_quotes : in_quotes;
        const auto found = std::ranges::find(candidates, letter);
        if (!in_quotes && found != candidates.end())
            ++counts[static_cast<std::size_t>(found - candidates.begin())];
    }
    return candidates[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

CsvSplitter::CsvSplitter(std::string_view header, char separator)
    : separator_(separator)
{
    std::vector<Cell> cells;
    std::set<std::string> taken;
    splitCsv(header, separator, cells, unquoted_);
    for (const Cell &cell : cells) {
        std::string name = markedUtf8(cell.text);
        const std::size_t first = name.find_first_not_of(" \t");
        name = first == std::string::npos ? "column_" + std::to_string(columns_.size() + 1)
                                          : name.substr(first, name.find_last_not_of(" \t") - first + 1);
        std::string unique = name;
        for (int copy = 2; !taken.insert(unique).second; ++copy)
            unique = name + "_" + std::to_string(copy);
        columns_.push_back(std::move(unique));
    }
}

std::string CsvSplitter::split(const Record &record, std::vector<Cell> &cells)
{
    if (record.broken)
        return "a quote is never closed";
    splitCsv(record.text, separator_, cells, unquoted_);
    if (cells.size() == columns_.size())
        return {};
    return std::to_string(cells.size()) + " cells where the header has " + std::to_string(columns_.size());
}

} // namespace streamgauge
