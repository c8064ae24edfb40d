// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/inputfile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace streamgauge {

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string &path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        const bool missing = errno == ENOENT;
        return Error { ErrorKind::Configuration, missing ? "There is no such file" : std::strerror(errno), path,
                       missing ? "Check the path; a relative one starts where the program was started"
                               : "Check the file's permissions" };
    }
    struct stat found {
    };
    if (fstat(descriptor, &found) != 0 || !S_ISREG(found.st_mode)) {
        ::close(descriptor);
        return Error { ErrorKind::Configuration, "This is no regular file", path, "Give a file in CSV or JSON lines" };
    }
    const State state { static_cast<std::uint64_t>(found.st_size), found.st_dev, found.st_ino,
                        found.st_mtim.tv_sec * ns_per_s + found.st_mtim.tv_nsec };
    return std::unique_ptr<InputFile>(new InputFile(path, descriptor, state));
}

InputFile::InputFile(std::string path, int descriptor, State state)
    : path_(std::move(path))
    , descriptor_(descriptor)
    , state_(state)
{
}

InputFile::~InputFile()
{
    ::close(descriptor_);
}

std::size_t InputFile::read(std::uint64_t offset, std::span<char> into)
{
    if (offset >= state_.size)
        return 0;
    const std::size_t wanted = std::min<std::uint64_t>(into.size(), state_.size - offset);
    std::size_t done = 0;
    while (done < wanted) {
        const ssize_t got = pread(descriptor_, into.data() + done, wanted - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            cut_ = true;
            break;
        }
        done += static_cast<std::size_t>(got);
    }
    return done;
}

std::optional<Problem> InputFile::change() const
{
    struct stat found {
    };
    if (cut_)
        return Problem { Problem::Severity::Serious,
                         "The file became shorter while it was read; what was cut off is missing", path_,
                         "Replay it again when nobody writes to it" };
    if (::stat(path_.c_str(), &found) != 0)
        return Problem { Problem::Severity::Notice, "The file was removed while it was read; its old content was replayed",
                         path_, "" };
    if (found.st_dev != state_.device || found.st_ino != state_.inode)
        return Problem { Problem::Severity::Warning, "The file was replaced while it was read; its old content was replayed",
                         path_, "Replay it again for the new content" };
    if (static_cast<std::uint64_t>(found.st_size) > state_.size)
        return Problem { Problem::Severity::Notice,
                         "The file has grown since it was opened; the rows added are not replayed", path_,
                         "Replay it again for the new rows" };
    if (found.st_mtim.tv_sec * ns_per_s + found.st_mtim.tv_nsec != state_.modified_ns)
        return Problem { Problem::Severity::Warning, "The file was changed while it was read", path_,
                         "Replay it again when nobody writes to it" };
    return std::nullopt;
}

} // namespace streamgauge
