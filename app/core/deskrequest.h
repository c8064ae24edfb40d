// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/benchmark.h"
#include "models/workspace.h"

#include <filesystem>
#include <string>
#include <vector>

namespace streamgauge {

class Program;

enum class DeskTask {
    Show,        ///< open the desk, return when its window is closed
    Screenshot,  ///< draw `workspace` over the running `engine` and write pictures
    BenchCharts, ///< measure frames per second
    BenchTables, ///< measure how long tables keep the GUI thread at most
    PanelKinds,  ///< name the kinds of panels there are; opens no display
    BenchStart   ///< measure memory of an idle desk and the time to its first paint
};

/// What the executable asks of the desk library, which it loads only when it needs a window or a picture.
/// Everything outlives the call. The caller's thread becomes the GUI thread.
struct DeskRequest {
    DeskTask task = DeskTask::Show;
    int *argc = nullptr; ///< for QApplication
    char **argv = nullptr;
    Program *program = nullptr; ///< clock, extensions, secrets, state, logging, paths

    // Show
    std::vector<std::string> what; ///< workspaces and source URLs; empty: the welcome page
    std::string demo;              ///< name of a demo to open; empty: none

    // Screenshot: the engine runs and is neither started nor stopped by the desk.
    Engine *engine = nullptr;
    const Workspace *workspace = nullptr;
    std::filesystem::path screenshot_dir; ///< exists; gets <dashboard>.png for each dashboard and main-window.png

    // Answers
    std::vector<Figure> *figures = nullptr;          ///< BenchCharts, BenchTables, BenchStart
    std::vector<std::string> *panel_kinds = nullptr; ///< PanelKinds
    std::string *error = nullptr;                    ///< set whenever the result is not 0
};

/// `extern "C" int streamgaugeDesk(const streamgauge::DeskRequest *)`; 0 when done, 1 when it failed and said why in
/// `error`. Exported by the desk library.
using DeskFunction = int (*)(const DeskRequest *);
inline constexpr const char *desk_function_name = "streamgaugeDesk";

} // namespace streamgauge
