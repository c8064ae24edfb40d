// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace streamgauge {

/// "utf8mb4" for 45; empty for an id that neither MySQL nor MariaDB is known to use.
[[nodiscard]] std::string_view charsetOfCollation(std::uint64_t collation);

/// Length of the longest prefix of `text` that is well-formed UTF-8.
[[nodiscard]] std::size_t validUtf8Prefix(std::string_view text);

/// Turns text of one MySQL character set into UTF-8. What is malformed becomes U+FFFD and is counted, never dropped.
/// One thread.
class TextDecoder
{
public:
    enum class Kind : std::uint8_t {
        Utf8,
        SingleByte,
        Swe7, ///< a single-byte set that differs from ASCII below 128
        Iconv,
        Unknown ///< shown as UTF-8 as far as it is valid
    };

    /// `charset`: a MySQL name ("gbk"); a name nobody knows gives Kind::Unknown.
    explicit TextDecoder(std::string_view charset);
    ~TextDecoder();
    TextDecoder(TextDecoder &&) noexcept;
    TextDecoder &operator=(TextDecoder &&) noexcept;

    [[nodiscard]] const std::string &charset() const { return charset_; }
    [[nodiscard]] Kind kind() const { return kind_; }
    /// Malformed sequences replaced so far.
    [[nodiscard]] std::uint64_t replaced() const { return replaced_; }

    /// `text` in UTF-8: itself when it is that already, else kept in `scratch` until the next call.
    [[nodiscard]] std::string_view decode(std::string_view text, std::string &scratch);

private:
    class Converter;

    void repairUtf8(std::string_view text, std::string &out);
    void appendSingleByte(char letter, std::string &out);

    std::string charset_;
    Kind kind_ = Kind::Utf8;
    const char16_t *upper_half_ = nullptr;
    std::unique_ptr<Converter> converter_;
    std::uint64_t replaced_ = 0;
};

} // namespace streamgauge
