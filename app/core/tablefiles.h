// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/run/engine.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace streamgauge {

/// A stream's name as a file name: letters, digits, "-", "_" and inner dots stay, every other byte becomes %XX.
[[nodiscard]] std::string tableFileName(std::string_view stream);

/// Writes <stream>.csv for each stream: the latest row of each key, sorted by key, all columns, as screens show them;
/// NULL is an empty cell, an empty text is "". Creates the directory.
[[nodiscard]] Result<void> writeTables(const Engine &engine, const std::filesystem::path &directory);

} // namespace streamgauge
