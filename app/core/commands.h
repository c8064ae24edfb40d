// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace streamgauge {

/// The whole program: reads the command line, runs the command, returns the exit status. Main thread, once.
[[nodiscard]] int runProgram(int argc, char **argv);

} // namespace streamgauge
