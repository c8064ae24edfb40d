// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace streamgauge {

using ByteSpan = std::span<const std::uint8_t>;

[[nodiscard]] inline std::string_view asText(ByteSpan bytes)
{
    return { reinterpret_cast<const char *>(bytes.data()), bytes.size() };
}

/// The first `N` bytes as an unsigned number, least significant first. Precondition: they exist.
template <std::size_t N> [[nodiscard]] inline std::uint64_t loadLittle(const std::uint8_t *from)
{
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t value = 0;
    std::memcpy(&value, from, N);
    return value;
}
[[nodiscard]] inline std::uint64_t loadLittle(const std::uint8_t *from, std::size_t bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value |= static_cast<std::uint64_t>(from[i]) << (8 * i);
    return value;
}
/// Most significant first.
template <std::size_t N> [[nodiscard]] inline std::uint64_t loadBig(const std::uint8_t *from)
{
    static_assert(N >= 1 && N <= 8);
    return __builtin_bswap64(loadLittle<N>(from)) >> (64 - 8 * N);
}
[[nodiscard]] inline std::uint64_t loadBig(const std::uint8_t *from, std::size_t bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value = value << 8 | from[i];
    return value;
}

/// Reads forward through bytes that may be damaged: reading past the end gives zeros and sets failed().
class ByteReader
{
public:
    explicit ByteReader(ByteSpan bytes)
        : bytes_(bytes)
    {
    }

    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] bool atEnd() const { return bytes_.empty(); }
    [[nodiscard]] std::size_t left() const { return bytes_.size(); }
    [[nodiscard]] ByteSpan rest() const { return bytes_; }

    [[nodiscard]] ByteSpan take(std::uint64_t count)
    {
        if (count > bytes_.size()) {
            failed_ = true;
            bytes_ = {};
            return {};
        }
        const ByteSpan taken = bytes_.first(static_cast<std::size_t>(count));
        bytes_ = bytes_.subspan(static_cast<std::size_t>(count));
        return taken;
    }
    void skip(std::uint64_t count) { (void)take(count); }
    [[nodiscard]] std::string_view text(std::uint64_t count) { return asText(take(count)); }
    /// Little-endian, 1 to 8 bytes.
    [[nodiscard]] std::uint64_t number(std::size_t bytes)
    {
        const ByteSpan taken = take(bytes);
        return taken.empty() ? 0 : loadLittle(taken.data(), taken.size());
    }
    [[nodiscard]] std::uint8_t byte() { return static_cast<std::uint8_t>(number(1)); }
    /// The protocol's length-encoded integer.
    [[nodiscard]] std::uint64_t packedNumber()
    {
        const std::uint8_t first = byte();
        switch (first) {
        case 0xfb:
        case 0xff: failed_ = true; return 0;
        case 0xfc: return number(2);
        case 0xfd: return number(3);
        case 0xfe: return number(8);
        default: return first;
        }
    }
    [[nodiscard]] std::string_view packedText() { return text(packedNumber()); }

private:
    ByteSpan bytes_;
    bool failed_ = false;
};

} // namespace streamgauge
