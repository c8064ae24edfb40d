// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stores/keyindex.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Texts in the place of numbers: each different text is kept once and stands as a double that is not a number, which a
/// sample never is. One thread.
class TextPool
{
public:
    /// The text's stand-in, in use once more.
    [[nodiscard]] double take(std::string_view text);
    /// In use once more, or once less; a number is left alone.
    void retain(double value);
    void release(double value);
    [[nodiscard]] static bool isText(double value) { return std::isnan(value); }
    /// Precondition: a text in use.
    [[nodiscard]] std::string_view text(double value) const { return entries_[idOf(value)].text; }
    [[nodiscard]] std::size_t memoryBytes() const;
    /// What one more text takes at most.
    [[nodiscard]] static std::size_t mostBytes(std::size_t text_bytes);

private:
    struct Entry {
        std::string text;
        std::uint32_t uses = 0;
    };
    static constexpr std::uint64_t text_bits = 0x7FF8'0000'0000'0000;
    [[nodiscard]] static std::uint32_t idOf(double value)
    {
        return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(value));
    }

    std::vector<Entry> entries_;
    std::vector<std::uint32_t> free_;
    KeyIndex ids_;
    std::size_t text_bytes_ = 0;
};

/// The text up to `most_bytes`, cut between UTF-8 characters.
[[nodiscard]] inline std::string_view cutText(std::string_view text, std::size_t most_bytes)
{
    if (text.size() <= most_bytes)
        return text;
    constexpr unsigned continuation_mask = 0xC0;
    constexpr unsigned continuation = 0x80;
    std::size_t end = most_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & continuation_mask) == continuation)
        --end;
    return text.substr(0, end);
}

} // namespace streamgauge
