// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/workspacefile.h"

#include "engine/export/partfile.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace streamgauge {

namespace {

constexpr std::uintmax_t most_bytes = 64ULL << 20;

Result<std::string> readFile(const std::filesystem::path &path)
{
    std::error_code failed;
    if (std::filesystem::is_directory(path, failed))
        return Error { ErrorKind::Input, "cannot be read: it is a directory", path.string(), "Name a .sgw file" };
    const std::uintmax_t bytes = std::filesystem::file_size(path, failed);
    if (failed)
        return Error { ErrorKind::Resource, "cannot be read: " + failed.message(), path.string(),
                       "Check the name and the permissions" };
    if (bytes > most_bytes)
        return Error { ErrorKind::Input, "is too large for a workspace", path.string(), "A workspace has at most 64 MB" };
    std::ifstream file(path, std::ios::binary);
    std::string text(bytes, '\0');
    errno = 0;
    if (!file.read(text.data(), static_cast<std::streamsize>(bytes)))
        return Error { ErrorKind::Resource, std::string("cannot be read: ") + std::strerror(errno == 0 ? EIO : errno),
                       path.string(), "Check the permissions" };
    return text;
}

Result<LoadedWorkspace> loadFrom(const std::filesystem::path &path)
{
    auto text = readFile(path);
    if (!text)
        return text.error();
    WorkspaceReading reading = readWorkspace(*text);
    if (!reading.faults.empty()) {
        Error error = reading.faults.front();
        error.place = path.string() + (error.place.empty() ? "" : ", " + error.place);
        return error;
    }
    return LoadedWorkspace { std::move(reading.workspace), std::move(reading.warnings) };
}

Result<void> writeFile(const std::filesystem::path &path, const Workspace &workspace, const std::filesystem::path &backup)
{
    auto text = workspaceText(workspace);
    if (!text)
        return text.error();
    auto file = PartFile::create(path);
    if (!file)
        return file.error();
    auto written = file->write(*text);
    return written.ok() ? file->commit(backup) : written;
}

std::filesystem::path withSuffix(std::filesystem::path path, const char *suffix)
{
    return path += suffix;
}

} // namespace

std::filesystem::path WorkspaceFile::backupPath() const
{
    return withSuffix(path_, "~");
}

std::filesystem::path WorkspaceFile::autosavePath() const
{
    return withSuffix(path_, ".autosave");
}

Result<LoadedWorkspace> WorkspaceFile::load() const
{
    auto loaded = loadFrom(path_);
    std::error_code failed;
    if (loaded.ok() || !std::filesystem::exists(backupPath(), failed))
        return loaded;
    Error error = loaded.error();
    error.remedy +=
        (error.remedy.empty() ? "" : "; ") + std::string("the version before the last save is ") + backupPath().string();
    return error;
}

Result<void> WorkspaceFile::save(const Workspace &workspace) const
{
    auto written = writeFile(path_, workspace, backupPath());
    if (written.ok())
        discardAutosave();
    return written;
}

Result<void> WorkspaceFile::saveAutosave(const Workspace &workspace) const
{
    return writeFile(autosavePath(), workspace, {});
}

std::optional<Result<LoadedWorkspace>> WorkspaceFile::loadAutosave() const
{
    std::error_code failed;
    const auto saved = std::filesystem::last_write_time(autosavePath(), failed);
    if (failed)
        return std::nullopt;
    const auto file = std::filesystem::last_write_time(path_, failed);
    if (!failed && saved < file)
        return std::nullopt;
    return loadFrom(autosavePath());
}

void WorkspaceFile::discardAutosave() const
{
    std::error_code ignored;
    std::filesystem::remove(autosavePath(), ignored);
}

} // namespace streamgauge
