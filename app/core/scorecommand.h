// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/commandline.h"

#include <ostream>
#include <string>

namespace streamgauge {

/// "ensemble      25 µs, 0.5 MB    shape, level and context together", a line each, with the options below.
[[nodiscard]] std::string detectorHelp();

/// `streamgauge score DETECTOR FILE.csv`: writes `time,value,score` for each row, in the file's order, while it reads.
/// A row's score depends on it and the rows before it alone. Times and values are written as they stand in the file; a
/// missing value has no score. A row that cannot be read is left out and said with its line. Main thread.
class ScoreCommand
{
public:
    /// All outlive it.
    ScoreCommand(const CommandLine &line, std::ostream &out, std::ostream &err);

    /// Returns the exit status.
    [[nodiscard]] int run();

private:
    [[nodiscard]] int fail(int status, const Error &error);

    const CommandLine &line_;
    std::ostream &out_;
    std::ostream &err_;
};

} // namespace streamgauge
