// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace streamgauge {

/// Appends to a text of bytes; numbers little-endian or in groups of 7 bits (LEB128).
class ByteWriter
{
public:
    void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
    void number(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            byte(static_cast<std::uint8_t>(value | 0x80));
        byte(static_cast<std::uint8_t>(value));
    }
    void word(std::uint64_t value) { raw({ reinterpret_cast<const char *>(&value), sizeof value }); }
    void raw(std::string_view bytes) { bytes_.append(bytes); }
    /// Room for `size` bytes at the end, to be filled by the caller before the next call.
    [[nodiscard]] std::uint8_t *room(std::size_t size)
    {
        bytes_.resize(bytes_.size() + size);
        return reinterpret_cast<std::uint8_t *>(bytes_.data() + bytes_.size() - size);
    }
    [[nodiscard]] const std::string &bytes() const { return bytes_; }
    void clear() { bytes_.clear(); }

private:
    std::string bytes_;
};

/// Reads what ByteWriter wrote. Reading past the end gives zeros and ok() == false from then on; never out of bounds.
class ByteReader
{
public:
    explicit ByteReader(std::string_view bytes)
        : bytes_(bytes)
    {
    }

    [[nodiscard]] std::uint8_t byte()
    {
        const std::string_view one = raw(1);
        return one.empty() ? 0 : static_cast<std::uint8_t>(one[0]);
    }
    [[nodiscard]] std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const std::uint8_t part = byte();
            value |= static_cast<std::uint64_t>(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
        ok_ = false;
        return 0;
    }
    /// A number of at most `most`; more is a fault.
    [[nodiscard]] std::uint64_t number(std::uint64_t most)
    {
        const std::uint64_t value = number();
        ok_ = ok_ && value <= most;
        return ok_ ? value : 0;
    }
    [[nodiscard]] std::uint64_t word()
    {
        std::uint64_t value = 0;
        const std::string_view bytes = raw(sizeof value);
        if (!bytes.empty())
            std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    /// Empty when there are not so many.
    [[nodiscard]] std::string_view raw(std::size_t size)
    {
        if (!ok_ || size > bytes_.size()) {
            ok_ = false;
            return {};
        }
        const std::string_view part = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return part;
    }
    void fail() { ok_ = false; }
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool atEnd() const { return bytes_.empty(); }
    [[nodiscard]] std::string_view rest() const { return bytes_; }

private:
    std::string_view bytes_;
    bool ok_ = true;
};

} // namespace streamgauge
