// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

namespace streamgauge {

/// The rows of a file in the order of their times; rows of one time keep the file's order. Holds at most
/// `entries_in_memory` of 32 bytes; what is over that goes to an unnamed temporary file as sorted runs, merged on
/// reading. Fill, sort(), then read as often as wanted. One thread.
class TimeIndex
{
public:
    struct Entry {
        TimeNs time_ns;
        std::uint64_t offset;
        std::uint64_t line;
        std::uint64_t length;
        friend bool operator==(const Entry &, const Entry &) = default;
    };

    explicit TimeIndex(std::size_t entries_in_memory = 4'000'000);
    ~TimeIndex();

    /// In the order of the file.
    [[nodiscard]] Result<void> add(const Entry &entry);
    [[nodiscard]] Result<void> sort();
    void rewind();
    /// False at the end.
    [[nodiscard]] Result<bool> next(Entry &entry);
    [[nodiscard]] std::uint64_t size() const { return size_; }

private:
    struct Run;
    struct CloseFile {
        void operator()(std::FILE *file) const { std::fclose(file); }
    };
    [[nodiscard]] Result<void> spill();
    [[nodiscard]] Result<bool> refill(Run &run);

    std::size_t entries_in_memory_;
    std::uint64_t size_ = 0;
    std::vector<Entry> entries_; ///< the last run, or the only one
    std::size_t read_ = 0;
    std::unique_ptr<std::FILE, CloseFile> file_;
    std::vector<Run> runs_;
};

} // namespace streamgauge
