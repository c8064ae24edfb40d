// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace streamgauge {

/// Counts faults and keeps the first five with their lines.
class FaultLog
{
public:
    struct Fault {
        std::uint64_t line;
        std::string text;
        friend bool operator==(const Fault &, const Fault &) = default;
    };
    static constexpr std::size_t most_kept = 5;

    template <typename MakeText> void add(std::uint64_t line, MakeText make_text)
    {
        if (count_++ < most_kept)
            kept_.push_back({ line, make_text() });
    }
    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] const std::vector<Fault> &kept() const { return kept_; }

private:
    std::uint64_t count_ = 0;
    std::vector<Fault> kept_;
};

} // namespace streamgauge
