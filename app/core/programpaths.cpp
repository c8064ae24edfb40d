// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/programpaths.h"

#include "app/core/dynamiclibrary.h"

#include <cstdlib>

namespace streamgauge {

namespace {

std::filesystem::path stateDirectory()
{
    const char *state = std::getenv("XDG_STATE_HOME");
    // The XDG base directory specification: a relative path there is invalid and to be ignored.
    if (state != nullptr && state[0] == '/')
        return std::filesystem::path(state) / "streamgauge";
    const char *home = std::getenv("HOME");
    if (home != nullptr && home[0] == '/')
        return std::filesystem::path(home) / ".local" / "state" / "streamgauge";
    return {};
}

} // namespace

ProgramPaths findProgramPaths()
{
    ProgramPaths paths;
    paths.executable = executablePath();
    const std::filesystem::path bin = paths.executable.parent_path();
    const std::filesystem::path prefix = bin.parent_path();
    if (bin == std::filesystem::path(STREAMGAUGE_BUILD_BIN)) {
        paths.libraries = prefix / "lib";
        paths.resources = STREAMGAUGE_SOURCE_RESOURCES;
    } else {
        paths.libraries = prefix / STREAMGAUGE_INSTALL_LIBDIR / "streamgauge";
        paths.resources = prefix / STREAMGAUGE_INSTALL_DATADIR / "streamgauge";
    }
    paths.extensions = paths.libraries / "extensions";
    paths.plugins = paths.libraries / "plugins";
    paths.state = stateDirectory();
    return paths;
}

std::string libraryFileName(const std::string &room)
{
    return "libstreamgauge-" + room + ".so." + STREAMGAUGE_VERSION;
}

} // namespace streamgauge
