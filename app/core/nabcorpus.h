// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/detectors/nabscore.h"

#include <filesystem>
#include <string>
#include <vector>

namespace streamgauge {

/// One series of the Numenta Anomaly Benchmark.
struct NabFile {
    std::string name; ///< "realTweets/Twitter_volume_AAPL.csv"
    std::vector<TimeNs> times_ns;
    std::vector<double> values;
    std::vector<NabWindow> windows;
};

struct NabCorpus {
    std::filesystem::path folder;
    std::vector<NabFile> files;
    std::size_t labelled_files = 0; ///< that the labels name; a corpus may lack some of them

    [[nodiscard]] std::size_t windows() const;
};

/// The folder as github.com/numenta/NAB lays it out: labels/combined_windows.json and the files it names below data/.
[[nodiscard]] Result<NabCorpus> readNabCorpus(const std::filesystem::path &folder);

} // namespace streamgauge
