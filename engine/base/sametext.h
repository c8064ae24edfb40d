// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace streamgauge {

/// The same as a == b, without a call where they are as short as keys mostly are.
[[nodiscard]] inline bool sameText(std::string_view a, std::string_view b)
{
    const std::size_t size = a.size();
    if (size != b.size())
        return false;
    const char *left = a.data();
    const char *right = b.data();
    // Two words that overlap cover every size between one word and two.
    const auto covered = [=]<typename Word>(Word) {
        const auto differs = [=](std::size_t at) {
            Word of_left = 0;
            Word of_right = 0;
            std::memcpy(&of_left, left + at, sizeof(Word));
            std::memcpy(&of_right, right + at, sizeof(Word));
            return of_left ^ of_right;
        };
        return (differs(0) | differs(size - sizeof(Word))) == 0;
    };
    if (size > 2 * sizeof(std::uint64_t))
        return std::memcmp(left, right, size) == 0;
    if (size >= sizeof(std::uint64_t))
        return covered(std::uint64_t {});
    if (size >= sizeof(std::uint32_t))
        return covered(std::uint32_t {});
    if (size == 0)
        return true;
    const std::size_t middle = size / 2;
    return ((left[0] ^ right[0]) | (left[middle] ^ right[middle]) | (left[size - 1] ^ right[size - 1])) == 0;
}

} // namespace streamgauge
