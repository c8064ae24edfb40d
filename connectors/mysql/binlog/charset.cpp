// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/charset.h"

#include "connectors/mysql/binlog/singlebytecharset.h"

#include <cstring>
#include <iconv.h>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct IconvName {
    std::string_view charset;
    const char *iconv;
};

constexpr IconvName iconv_names[] = {
    { "big5", "BIG5" },       { "cp932", "CP932" },   { "eucjpms", "EUC-JP-MS" }, { "euckr", "CP949" },
    { "gb18030", "GB18030" }, { "gb2312", "EUC-CN" }, { "gbk", "GBK" },           { "sjis", "CP932" },
    { "ucs2", "UCS-2BE" },    { "ujis", "EUC-JP" },   { "utf16", "UTF-16BE" },    { "utf16le", "UTF-16LE" },
    { "utf32", "UTF-32BE" },
};

void appendUtf8(std::string &out, char16_t code)
{
    if (code < 0x80) {
        out.push_back(static_cast<char>(code));
    } else if (code < 0x800) {
        out.push_back(static_cast<char>(0xC0 | code >> 6));
        out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    } else {
        out.push_back(static_cast<char>(0xE0 | code >> 12));
        out.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    }
}

std::size_t asciiPrefix(std::string_view text)
{
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        if ((word & 0x8080808080808080ULL) != 0)
            break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
        ++at;
    return at;
}

/// Length of the well-formed sequence at `at` (Unicode 15, table 3-7), or 0.
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const unsigned first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool second_fits = !(first == 0xE0 && byte(1) < 0xA0) && !(first == 0xED && byte(1) > 0x9F);
        return continues(1) && second_fits && continues(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool second_fits = !(first == 0xF0 && byte(1) < 0x90) && !(first == 0xF4 && byte(1) > 0x8F);
        return continues(1) && second_fits && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

} // namespace

std::size_t validUtf8Prefix(std::string_view text)
{
    std::size_t at = asciiPrefix(text);
    while (at < text.size()) {
        const std::size_t length = sequenceLength(text, at);
        if (length == 0)
            return at;
        at += length;
    }
    return at;
}

class TextDecoder::Converter
{
public:
    explicit Converter(const char *from)
        : handle_(iconv_open("UTF-8", from))
    {
    }
    ~Converter()
    {
        if (valid())
            iconv_close(handle_);
    }
    Converter(const Converter &) = delete;
    Converter &operator=(const Converter &) = delete;

    [[nodiscard]] bool valid() const { return handle_ != iconv_t(-1); }

    /// Returns the number of bytes that were no character.
    std::uint64_t append(std::string_view text, std::string &out)
    {
        std::uint64_t replaced = 0;
        std::string input(text); // iconv takes a pointer to non-const
        char *from = input.data();
        std::size_t left = input.size();
        iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        char buffer[1024];
        while (left > 0) {
            char *to = buffer;
            std::size_t room = sizeof buffer;
            const bool stuck =
                iconv(handle_, &from, &left, &to, &room) == static_cast<std::size_t>(-1) && room == sizeof buffer;
            out.append(buffer, sizeof buffer - room);
            if (stuck) {
                out += replacement;
                ++replaced;
                ++from;
                --left;
            }
        }
        return replaced;
    }

private:
    iconv_t handle_;
};

TextDecoder::TextDecoder(std::string_view charset)
    : charset_(charset)
{
    if (charset == "utf8mb4" || charset == "utf8mb3" || charset == "utf8" || charset == "ascii") {
        kind_ = Kind::Utf8;
        return;
    }
    upper_half_ = singleByteUpperHalf(charset);
    if (upper_half_ != nullptr) {
        kind_ = charset == "swe7" ? Kind::Swe7 : Kind::SingleByte;
        return;
    }
    kind_ = Kind::Unknown;
    for (const IconvName &name : iconv_names) {
        if (name.charset != charset)
            continue;
        converter_ = std::make_unique<Converter>(name.iconv);
        if (converter_->valid())
            kind_ = Kind::Iconv;
    }
}

TextDecoder::~TextDecoder() = default;
TextDecoder::TextDecoder(TextDecoder &&) noexcept = default;
TextDecoder &TextDecoder::operator=(TextDecoder &&) noexcept = default;

void TextDecoder::repairUtf8(std::string_view text, std::string &out)
{
    while (!text.empty()) {
        const std::size_t valid = validUtf8Prefix(text);
        out.append(text.substr(0, valid));
        text.remove_prefix(valid);
        if (text.empty())
            return;
        out += replacement;
        ++replaced_;
        text.remove_prefix(1);
    }
}

void TextDecoder::appendSingleByte(char letter, std::string &out)
{
    const auto code = static_cast<unsigned char>(letter);
    if (code < 0x80) {
        appendUtf8(out, kind_ == Kind::Swe7 ? swe7Letter(letter) : code);
        return;
    }
    const char16_t unicode = upper_half_[code - 0x80];
    replaced_ += unicode == unassigned_code ? 1 : 0;
    appendUtf8(out, unicode);
}

std::string_view TextDecoder::decode(std::string_view text, std::string &scratch)
{
    if (kind_ == Kind::Utf8 || kind_ == Kind::Unknown) {
        if (validUtf8Prefix(text) == text.size())
            return text;
        scratch.clear();
        repairUtf8(text, scratch);
        return scratch;
    }
    if (kind_ == Kind::SingleByte || kind_ == Kind::Swe7) {
        const std::size_t plain = kind_ == Kind::Swe7 ? 0 : asciiPrefix(text);
        if (plain == text.size())
            return text;
        scratch.assign(text.substr(0, plain));
        for (const char letter : text.substr(plain))
            appendSingleByte(letter, scratch);
        return scratch;
    }
    scratch.clear();
    replaced_ += converter_->append(text, scratch);
    return scratch;
}

} // namespace streamgauge
