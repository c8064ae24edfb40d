// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/filescan.h"

#include <optional>
#include <string>
#include <string_view>

namespace streamgauge {

/// How far a replay has come, and in which file: what a later process needs to go on there. A value.
struct ReplayPosition {
    std::uint64_t offset = 0; ///< of the next record, in bytes; in a file sorted by time: of none
    std::uint64_t line = 1;   ///< of that record
    std::uint64_t taken = 0;  ///< rows taken from the order of time
    std::uint64_t rows = 0;   ///< played in this loop
    std::uint64_t loop = 0;   ///< complete ones before
    DurationNs shift_ns = 0;  ///< of this loop's times

    /// Of the file and of how it is read. Filled by mark().
    std::uint64_t size = 0;
    std::uint64_t modified_ns = 0;
    std::uint64_t beginning = 0; ///< hash of the first bytes, at most 4 KB and none behind `offset`
    std::uint64_t passed = 0;    ///< hash of the last bytes before `offset`, at most 4 KB
    std::uint64_t reading = 0;   ///< hash of format, columns and time column

    friend bool operator==(const ReplayPosition &, const ReplayPosition &) = default;

    /// "byte=7890;line=456;..."; nullopt when that is not what `text` is.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] static std::optional<ReplayPosition> parse(std::string_view text);

    /// Reads at most 8 KB.
    void mark(InputFile &file, const FilePlan &plan);
    /// Whether this position holds in the file as it is now. Error Gap: it is another file, or is read otherwise. A
    /// problem: it has changed behind the place only.
    [[nodiscard]] Result<std::optional<Problem>> judge(InputFile &file, const FilePlan &plan) const;
};

} // namespace streamgauge
