// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace streamgauge {

/// Bytes that a DECIMAL(precision, scale) takes.
[[nodiscard]] std::size_t decimalBytes(unsigned precision, unsigned scale);

/// Reads packed decimals of one column and writes them as the server prints them: all digits of the scale, a zero
/// before the point.
class DecimalText
{
public:
    /// Precondition: scale <= precision <= 65.
    DecimalText(unsigned precision, unsigned scale);

    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    /// `from`: bytes() bytes. False: digits out of range, which no server writes.
    [[nodiscard]] bool read(const std::uint8_t *from);
    [[nodiscard]] std::string_view text() const { return { text_, length_ }; }
    [[nodiscard]] double nearest() const { return nearest_; }

private:
    [[nodiscard]] bool readShort(const std::uint8_t *packed, bool negative);
    [[nodiscard]] bool readLong(const std::uint8_t *packed, bool negative);

    unsigned whole_digits_;
    unsigned scale_;
    std::size_t bytes_;
    std::size_t length_ = 0;
    double nearest_ = 0;
    char text_[80];
};

} // namespace streamgauge
