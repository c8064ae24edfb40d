// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/commands.h"

#include "app/core/backtestcommand.h"
#include "app/core/benchcommand.h"
#include "app/core/checkcommand.h"
#include "app/core/commandline.h"
#include "app/core/desklibrary.h"
#include "app/core/evalcommand.h"
#include "app/core/exportcommand.h"
#include "app/core/headlessrun.h"
#include "app/core/scorecommand.h"

#include <csignal>
#include <iostream>

namespace streamgauge {

namespace {

void say(Program &program, const Error &error)
{
    std::cerr << "streamgauge: " << program.logging().scrubbed(error.text()) << std::endl;
}

void openLog(Program &program, const CommandLine &line)
{
    if (!line.log_levels.empty())
        (void)program.logging().setLevels(line.log_levels);
    if (program.paths().state.empty())
        return;
    auto opened = program.logging().open(program.paths().state / "log");
    if (!opened)
        say(program, opened.error());
}

/// URLs are part of the command line: what is wrong in one is wrong usage.
int checkUrls(Program &program, const std::vector<std::string> &what)
{
    for (const std::string &one : what) {
        if (whatKind(one) != WhatKind::Url)
            continue;
        auto source = sourceFromText(one, program.extensions());
        if (!source) {
            say(program, source.error());
            return exit_usage;
        }
    }
    return exit_done;
}

int runDesk(Program &program, const CommandLine &line, int *argc, char **argv)
{
    if (!hasDisplay()) {
        say(program,
            { ErrorKind::Configuration, "there is no display to open a window on", "",
              "Set DISPLAY or WAYLAND_DISPLAY, or run without a window: streamgauge --headless WHAT --for 30s" });
        return exit_failed;
    }
    DeskRequest request;
    request.argc = argc;
    request.argv = argv;
    request.program = &program;
    request.what = line.what;
    request.demo = line.demo;
    auto done = callDesk(request);
    if (done)
        return exit_done;
    say(program, done.error());
    return exit_failed;
}

int runCommand(Program &program, const CommandLine &line, int *argc, char **argv)
{
    if (line.command == Command::Headless || line.command == Command::Export) {
        if (const int status = checkUrls(program, line.what); status != exit_done)
            return status;
    }
    switch (line.command) {
    case Command::Desk: return runDesk(program, line, argc, argv);
    case Command::Headless: return HeadlessRun(program, line, std::cout, std::cerr).run(argc, argv);
    case Command::Check: return CheckCommand(program, std::cout, std::cerr).run(line.what);
    case Command::Export: return ExportCommand(program, line, std::cerr).run();
    case Command::Score: return ScoreCommand(line, std::cout, std::cerr).run();
    case Command::Eval: return EvalCommand(line, program.extensions(), std::cin, std::cout, std::cerr).run();
    case Command::Backtest: return BacktestCommand(program, line, std::cout, std::cerr).run();
    case Command::Bench: return BenchCommand(program, line, std::cout, std::cerr).run(argc, argv);
    }
    return exit_usage;
}

} // namespace

int runProgram(int argc, char **argv)
{
    // A reader of our output that went away is an error to report, not a reason to die.
    std::signal(SIGPIPE, SIG_IGN);
    const auto parsed = parseCommandLine(argc, argv);
    if (const auto *early = std::get_if<EarlyExit>(&parsed)) {
        std::cout << early->out << std::flush;
        std::cerr << early->err << std::flush;
        return early->status;
    }
    const auto &line = std::get<CommandLine>(parsed);
    Program program(findProgramPaths());
    if (line.command != Command::Bench && line.command != Command::Eval)
        openLog(program, line);
    return runCommand(program, line, &argc, argv);
}

} // namespace streamgauge
