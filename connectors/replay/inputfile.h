// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/source/connector.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace streamgauge {

/// A file open for reading at any offset, up to the size it had when it was opened: a growing file is not followed.
/// Not mapped, because a mapped file that is cut ends the program. One thread.
class InputFile
{
public:
    [[nodiscard]] static Result<std::unique_ptr<InputFile>> open(const std::string &path);
    ~InputFile();
    InputFile(const InputFile &) = delete;
    InputFile &operator=(const InputFile &) = delete;

    [[nodiscard]] const std::string &path() const { return path_; }
    [[nodiscard]] std::uint64_t size() const { return state_.size; }
    /// Since 1970, when it was opened.
    [[nodiscard]] std::uint64_t modifiedNs() const { return static_cast<std::uint64_t>(state_.modified_ns); }
    /// The bytes read; fewer than asked for only at the end, or where the file was cut meanwhile.
    [[nodiscard]] std::size_t read(std::uint64_t offset, std::span<char> into);
    /// Replaced, cut, grown or rewritten since it was opened.
    [[nodiscard]] std::optional<Problem> change() const;

private:
    struct State {
        std::uint64_t size = 0;
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
        std::int64_t modified_ns = 0;
        friend bool operator==(const State &, const State &) = default;
    };
    InputFile(std::string path, int descriptor, State state);

    std::string path_;
    int descriptor_;
    State state_;
    bool cut_ = false;
};

} // namespace streamgauge
