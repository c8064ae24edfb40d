// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace streamgauge {

/// Receives bytes in order. One thread.
class ByteSink
{
public:
    virtual ~ByteSink() = default;
    virtual Result<void> write(std::string_view bytes) = 0;
};

/// A file that appears under its name only when it is whole: written as <name>.part, then renamed. Destroyed without
/// commit() it leaves nothing behind. An existing device or pipe is written to directly. One thread; blocks on the disk.
/// Errors carry the system's own words.
class PartFile final : public ByteSink
{
public:
    /// Replaces a leftover .part. The name must not be a directory.
    [[nodiscard]] static Result<PartFile> create(const std::filesystem::path &name);
    PartFile(PartFile &&other) noexcept;
    PartFile &operator=(PartFile &&) = delete;
    ~PartFile() override;

    /// Buffered in blocks of 64 kB.
    Result<void> write(std::string_view bytes) override;
    /// Flushes to the disk (fsync) and renames. With `backup`, what had the name before is kept under that one.
    Result<void> commit(const std::filesystem::path &backup = {});

private:
    PartFile(std::filesystem::path name, std::filesystem::path part, int descriptor);
    Result<void> flush();
    [[nodiscard]] Error systemError(const std::string &what, int code) const;

    std::filesystem::path name_;
    std::filesystem::path part_;
    std::string buffer_;
    int descriptor_ = -1;
};

/// The process's standard output. Errors as values (a closed pipe too, where SIGPIPE is ignored).
class StandardOutput final : public ByteSink
{
public:
    ~StandardOutput() override;
    Result<void> write(std::string_view bytes) override;
    Result<void> flush();

private:
    std::string buffer_;
};

} // namespace streamgauge
