// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/nabcorpus.h"

#include "app/core/seriesfile.h"
#include "engine/data/timetext.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>

namespace streamgauge {

namespace {

using nlohmann::json;

Error badLabels(const std::filesystem::path &path, const std::string &message)
{
    return { ErrorKind::Input, message, path.string(), "Take the file from a copy of github.com/numenta/NAB" };
}

Result<void> readValues(NabFile &file, const std::filesystem::path &path)
{
    auto series = SeriesFile::open(path.string(), "value");
    if (!series)
        return series.error();
    SeriesRow row;
    while ((*series)->next(row)) {
        if (!row.fault.empty() || std::isnan(row.value))
            return Error { ErrorKind::Input, row.fault.empty() ? "The value is missing" : row.fault,
                           path.string() + ':' + std::to_string(row.line), "" };
        file.times_ns.push_back(row.time_ns);
        file.values.push_back(row.value);
    }
    return {};
}

/// `window` is ["2014-04-10 07:15:00.000000", "2014-04-11 16:45:00.000000"]; both are times of rows.
std::optional<NabWindow> windowRows(const json &window, const std::vector<TimeNs> &times_ns)
{
    if (!window.is_array() || window.size() != 2 || !window[0].is_string() || !window[1].is_string())
        return std::nullopt;
    const auto first_ns = parseTime(window[0].get_ref<const std::string &>());
    const auto last_ns = parseTime(window[1].get_ref<const std::string &>());
    if (!first_ns || !last_ns)
        return std::nullopt;
    const auto first = std::ranges::find(times_ns, *first_ns);
    const auto last = std::find(times_ns.rbegin(), times_ns.rend(), *last_ns);
    if (first == times_ns.end() || last == times_ns.rend() || first >= last.base())
        return std::nullopt;
    return NabWindow { static_cast<std::size_t>(first - times_ns.begin()),
                       static_cast<std::size_t>(last.base() - times_ns.begin()) - 1 };
}

} // namespace

std::size_t NabCorpus::windows() const
{
    std::size_t count = 0;
    for (const NabFile &file : files)
        count += file.windows.size();
    return count;
}

Result<NabCorpus> readNabCorpus(const std::filesystem::path &folder)
{
    const std::filesystem::path labels_path = folder / "labels" / "combined_windows.json";
    std::ifstream stream(labels_path);
    if (!stream)
        return badLabels(labels_path, "The labels cannot be read");
    const json labels = json::parse(stream, nullptr, false);
    if (!labels.is_object())
        return badLabels(labels_path, "The labels are no JSON object");
    NabCorpus corpus;
    corpus.folder = folder;
    corpus.labelled_files = labels.size();
    for (const auto &[name, windows] : labels.items()) {
        const std::filesystem::path path = folder / "data" / name;
        if (!std::filesystem::exists(path))
            continue;
        NabFile file;
        file.name = name;
        if (auto read = readValues(file, path); !read)
            return read.error();
        for (const json &window : windows) {
            const auto rows = windowRows(window, file.times_ns);
            if (!rows)
                return badLabels(labels_path, name + ": " + window.dump() + " are not two times of its rows");
            file.windows.push_back(*rows);
        }
        std::ranges::sort(file.windows, {}, &NabWindow::first);
        corpus.files.push_back(std::move(file));
    }
    if (corpus.files.empty())
        return badLabels(folder / "data", "None of the labelled files is there");
    return corpus;
}

} // namespace streamgauge
