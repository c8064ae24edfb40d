// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/partfile.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace streamgauge {

namespace {

constexpr std::size_t block_bytes = 64ULL << 10;

/// 0, or errno.
int writeAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

std::string remedyFor(int code)
{
    switch (code) {
    case ENOSPC:
    case EDQUOT: return "Free some space or choose another disk";
    case EACCES:
    case EPERM:
    case EROFS: return "Choose a directory you may write to";
    case ENOENT:
    case ENOTDIR: return "Choose a directory that exists";
    case EPIPE: return "The reader went away";
    default: return "Choose another place";
    }
}

} // namespace

PartFile::PartFile(std::filesystem::path name, std::filesystem::path part, int descriptor)
    : name_(std::move(name))
    , part_(std::move(part))
    , descriptor_(descriptor)
{
}

PartFile::PartFile(PartFile &&other) noexcept
    : name_(std::move(other.name_))
    , part_(std::move(other.part_))
    , buffer_(std::move(other.buffer_))
    , descriptor_(std::exchange(other.descriptor_, -1))
{
}

PartFile::~PartFile()
{
    if (descriptor_ < 0)
        return;
    ::close(descriptor_);
    if (!part_.empty())
        ::unlink(part_.c_str());
}

Error PartFile::systemError(const std::string &what, int code) const
{
    return { ErrorKind::Resource, what + ": " + std::strerror(code), name_.string(), remedyFor(code) };
}

Result<PartFile> PartFile::create(const std::filesystem::path &name)
{
    std::error_code ignored;
    const bool exists = std::filesystem::exists(name, ignored);
    // A link stays a link; what it points to is replaced.
    const std::filesystem::path target = exists ? std::filesystem::canonical(name, ignored) : name;
    PartFile file(name, target.string() + ".part", -1);
    if (std::filesystem::is_directory(name, ignored))
        return file.systemError("cannot be written", EISDIR);
    file.name_ = target;
    // A device or a pipe cannot be replaced by a file; it takes the bytes as they come.
    if (exists && !std::filesystem::is_regular_file(target, ignored))
        file.part_.clear();
    const std::filesystem::path &opened = file.part_.empty() ? file.name_ : file.part_;
    file.descriptor_ = ::open(opened.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file.descriptor_ < 0)
        return file.systemError("cannot be written", errno);
    file.buffer_.reserve(block_bytes);
    return file;
}

Result<void> PartFile::write(std::string_view bytes)
{
    buffer_.append(bytes);
    return buffer_.size() < block_bytes ? Result<void>() : flush();
}

Result<void> PartFile::flush()
{
    const int code = writeAll(descriptor_, buffer_);
    buffer_.clear();
    return code == 0 ? Result<void>() : systemError("cannot be written", code);
}

Result<void> PartFile::commit(const std::filesystem::path &backup)
{
    auto flushed = flush();
    if (!flushed || part_.empty())
        return flushed;
    if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS)
        return systemError("cannot be written", errno);
    if (!backup.empty()) {
        // A hard link keeps the old file under its name until the very rename that replaces it.
        ::unlink(backup.c_str());
        if (::link(name_.c_str(), backup.c_str()) != 0 && errno != ENOENT) {
            std::error_code failed;
            std::filesystem::copy_file(name_, backup, std::filesystem::copy_options::overwrite_existing, failed);
            if (failed)
                return systemError("no backup can be kept as " + backup.string(), failed.value());
        }
    }
    if (::rename(part_.c_str(), name_.c_str()) != 0)
        return systemError("cannot be renamed from its .part", errno);
    ::close(std::exchange(descriptor_, -1));
    // The rename itself is durable only once its directory is.
    const std::filesystem::path parent = name_.has_parent_path() ? name_.parent_path() : std::filesystem::path(".");
    const int directory = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        ::fsync(directory);
        ::close(directory);
    }
    return {};
}

StandardOutput::~StandardOutput()
{
    (void)flush();
}

Result<void> StandardOutput::write(std::string_view bytes)
{
    buffer_.append(bytes);
    return buffer_.size() < block_bytes ? Result<void>() : flush();
}

Result<void> StandardOutput::flush()
{
    const int code = writeAll(STDOUT_FILENO, buffer_);
    buffer_.clear();
    if (code == 0)
        return {};
    return Error { ErrorKind::Resource, std::string("cannot be written: ") + std::strerror(code), "standard output",
                   remedyFor(code) };
}

} // namespace streamgauge
