// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace streamgauge {

struct ChildOutput {
    int status = 0; ///< exit status, or 128 + signal
    std::string out;
};

/// Runs a program to its end and returns what it wrote to standard output; standard error is shared. Blocks.
[[nodiscard]] Result<ChildOutput> runChild(const std::filesystem::path &program, const std::vector<std::string> &arguments);

} // namespace streamgauge
