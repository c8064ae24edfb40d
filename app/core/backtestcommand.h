// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/commandline.h"
#include "app/core/program.h"
#include "engine/backtest/backtest.h"

#include <ostream>
#include <string>

namespace streamgauge {

/// To read, and as one JSON object; times as in a CSV export, durations in s.
[[nodiscard]] std::string backtestText(const BacktestReport &report);
[[nodiscard]] std::string backtestJson(const BacktestReport &report);

/// `streamgauge backtest FILE.sgw --on FILE`: what each rule of the workspace would have done on a recording or a data
/// file. Main thread; Ctrl+C ends it.
class BacktestCommand
{
public:
    /// All outlive it.
    BacktestCommand(Program &program, const CommandLine &line, std::ostream &out, std::ostream &err);

    /// Returns the exit status.
    [[nodiscard]] int run();

private:
    [[nodiscard]] Result<BacktestReport> measure();
    [[nodiscard]] Result<BacktestReport> onRecording(const std::vector<RuleSpec> &rules, BacktestOptions options);
    [[nodiscard]] Result<BacktestReport> onSource(const std::vector<RuleSpec> &rules, const BacktestOptions &options);

    Program &program_;
    const CommandLine &line_;
    std::ostream &out_;
    std::ostream &err_;
};

} // namespace streamgauge
