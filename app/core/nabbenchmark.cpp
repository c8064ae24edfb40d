// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/nabbenchmark.h"

#include "app/core/nabcorpus.h"
#include "engine/detectors/detector.h"

#include <cstdlib>

namespace streamgauge {

namespace {

constexpr const char *folder_variable = "STREAMGAUGE_NAB";

std::vector<NabSeries> scored(const NabCorpus &corpus, const DetectorInfo &info)
{
    std::vector<NabSeries> all;
    for (const NabFile &file : corpus.files) {
        NabSeries series { {}, file.windows };
        auto detector = makeDetector(info.name);
        for (std::size_t row = 0; row < file.values.size(); ++row)
            series.scores.push_back((*detector)->score(file.times_ns[row], file.values[row]));
        all.push_back(std::move(series));
    }
    return all;
}

Result<std::vector<Figure>> measureNab()
{
    const char *folder = std::getenv(folder_variable);
    if (folder == nullptr || *folder == '\0')
        return Error { ErrorKind::Configuration, "The corpus is not at hand", folder_variable,
                       "Set it to a copy of github.com/numenta/NAB, with its folders data and labels" };
    const auto corpus = readNabCorpus(folder);
    if (!corpus)
        return corpus.error();
    // No score without what it was measured on.
    std::vector<Figure> figures { { "corpus, of " + std::to_string(corpus->labelled_files) + " labelled files",
                                    static_cast<double>(corpus->files.size()), "files" },
                                  { "corpus, labelled windows", static_cast<double>(corpus->windows()), "windows" } };
    for (const DetectorInfo &info : detectors()) {
        const std::vector<NabSeries> series = scored(*corpus, info);
        for (const NabProfile &profile : nabProfiles())
            figures.push_back({ info.name + ", " + profile.name, nabScore(series, profile).normalised, "points" });
    }
    return figures;
}

} // namespace

Benchmark nabBenchmark()
{
    return { "nab", "Numenta Anomaly Benchmark 1.1, best threshold of each, live (no look-ahead)",
             "published without look-ahead: at most 61.5 on all 58 files", measureNab };
}

bool hasNabCorpus()
{
    const char *folder = std::getenv(folder_variable);
    return folder != nullptr && *folder != '\0';
}

} // namespace streamgauge
