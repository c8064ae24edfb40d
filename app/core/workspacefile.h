// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/source/connector.h"
#include "models/workspace.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// What a workspace's text was found to be.
struct WorkspaceReading {
    Workspace workspace;           ///< whole only when there are no faults
    std::vector<Error> faults;     ///< in the order of the text; place is a JSON pointer or "line L, column C"
    std::vector<Problem> warnings; ///< unknown keys, which are left out on saving
};

struct LoadedWorkspace {
    Workspace workspace;
    std::vector<Problem> warnings;
};

inline constexpr int workspace_version = 1;
inline constexpr int grid_columns = 12;

/// The text form of a workspace: one JSON object, indented, keys in a fixed order, fit for version control.
/// Secrets in clear are refused on both ways.
[[nodiscard]] WorkspaceReading readWorkspace(std::string_view text);
[[nodiscard]] Result<std::string> workspaceText(const Workspace &workspace);

/// A .sgw file on disk. Any one thread; blocks on the disk. At most 64 MB.
class WorkspaceFile
{
public:
    explicit WorkspaceFile(std::filesystem::path path)
        : path_(std::move(path))
    {
    }
    [[nodiscard]] const std::filesystem::path &path() const { return path_; }

    /// The first fault as the error, with the file in its place and the backup, when there is one, in its remedy.
    [[nodiscard]] Result<LoadedWorkspace> load() const;
    /// Atomic: the file is the old or the new text, never a mixture. The old one stays as <file>~.
    Result<void> save(const Workspace &workspace) const;

    /// Unsaved work, kept beside the file as <file>.autosave; save() removes it.
    Result<void> saveAutosave(const Workspace &workspace) const;
    /// nullopt when there is none newer than the file.
    [[nodiscard]] std::optional<Result<LoadedWorkspace>> loadAutosave() const;
    void discardAutosave() const;

    [[nodiscard]] std::filesystem::path backupPath() const;
    [[nodiscard]] std::filesystem::path autosavePath() const;

private:
    std::filesystem::path path_;
};

} // namespace streamgauge
