// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/commandline.h"
#include "app/core/deskrequest.h"
#include "app/core/program.h"
#include "engine/source/benchmark.h"

#include <ostream>
#include <string>
#include <vector>

namespace streamgauge {

/// What the figures were measured on.
struct Machine {
    std::string processor;
    unsigned cores = 0;
    std::string kernel;
    std::string build; ///< "Release", "Debug"
};
[[nodiscard]] Machine thisMachine();

struct BenchResult {
    Benchmark benchmark;
    std::vector<Figure> figures;
    Error error; ///< message empty when measured
};
[[nodiscard]] std::string benchText(const Machine &machine, const std::vector<BenchResult> &results);
[[nodiscard]] std::string benchJson(const Machine &machine, const std::vector<BenchResult> &results);
/// The figures of the first result in benchJson's text.
[[nodiscard]] Result<std::vector<Figure>> figuresFromJson(const std::string &text);

/// "3.21 M rows/s", "27.4 MB", "0.31 ms".
[[nodiscard]] std::string figureText(const Figure &figure);

/// `streamgauge bench`: this machine's figures beside the budgets. Main thread. What needs Qt or a memory of its own
/// is measured in a child of the same executable.
class BenchCommand
{
public:
    /// All outlive it.
    BenchCommand(Program &program, const CommandLine &line, std::ostream &out, std::ostream &err);

    /// Returns the exit status.
    [[nodiscard]] int run(int *argc, char **argv);

private:
    /// Whether `name` is the only measure asked for.
    [[nodiscard]] bool isAlone(const std::string &name) const;
    [[nodiscard]] std::vector<Benchmark> benchmarks(int *argc, char **argv);
    [[nodiscard]] Benchmark deskBenchmark(DeskTask task, Benchmark about, int *argc, char **argv);
    [[nodiscard]] Benchmark memoryBenchmark();

    Program &program_;
    const CommandLine &line_;
    std::ostream &out_;
    std::ostream &err_;
};

} // namespace streamgauge
