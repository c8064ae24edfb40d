// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace streamgauge {

/// Where the program's own parts and its user's files are. A value; everything is absolute.
struct ProgramPaths {
    std::filesystem::path executable;
    std::filesystem::path libraries;  ///< libstreamgauge-*.so
    std::filesystem::path extensions; ///< connectors and simulations: streamgauge-<kind>.so
    std::filesystem::path plugins;    ///< domain views (Qt)
    std::filesystem::path resources;  ///< dashboards/, manual/
    std::filesystem::path state;      ///< state.db and log/; empty when the user has no home
    friend bool operator==(const ProgramPaths &, const ProgramPaths &) = default;
};

/// Derived from the running executable. In its build tree: lib/ beside bin/, and the source tree's resources. Anywhere
/// else: the directories of an installation, relative to the executable, so that a prefix can be moved. State is
/// $XDG_STATE_HOME/streamgauge, else ~/.local/state/streamgauge.
[[nodiscard]] ProgramPaths findProgramPaths();

/// The file name of a shared library of this version: "libstreamgauge-desk.so.0.1.0".
[[nodiscard]] std::string libraryFileName(const std::string &room);

} // namespace streamgauge
