// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/detectors/detector.h"
#include "engine/rules/rulespec.h"

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace streamgauge {

enum class Command { Desk, Headless, Check, Export, Backtest, Bench, Score, Eval };

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;

/// What the user asked for; options of other commands stay empty.
struct CommandLine {
    Command command = Command::Desk;
    std::vector<std::string> what; ///< workspaces, source URLs, data files; of Eval the expressions
    std::string demo;
    std::string log_levels;

    // Headless
    std::optional<DurationNs> for_ns;
    std::optional<DurationNs> until_idle_ns;
    std::vector<RuleSpec> rules;
    std::string summary; ///< a file, "-" for standard output, empty for readable text
    std::filesystem::path tables_dir;
    std::filesystem::path screenshot_dir;
    bool trust = false;           ///< receivers that act outside the program may
    std::filesystem::path record; ///< empty: nothing is recorded

    // Export
    std::string stream;
    std::optional<TimeNs> from_ns;
    std::optional<TimeNs> to_ns;
    std::vector<std::string> columns;
    std::string csv;

    // Score
    std::string detector;
    DetectorOptions detector_options;
    std::string column; ///< empty: found by itself

    // Backtest
    std::string on; ///< a recording, a data file or a source URL with an end
    std::string incidents;
    std::optional<DurationNs> early_ns;

    // Bench, Backtest
    std::vector<std::string> benchmarks;
    bool json = false;
};

/// The program is to end at once, with this said.
struct EarlyExit {
    int status = exit_done;
    std::string out;
    std::string err;
};

[[nodiscard]] std::variant<CommandLine, EarlyExit> parseCommandLine(int argc, const char *const *argv);

} // namespace streamgauge
