// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/binaryjson.h"

#include "connectors/mysql/binlog/charset.h"
#include "connectors/mysql/binlog/decimaltext.h"
#include "connectors/mysql/binlog/jsontext.h"
#include "connectors/mysql/binlog/tablemap.h"
#include "connectors/mysql/binlog/temporal.h"

#include <bit>

namespace streamgauge {

namespace {

enum class JsonType : std::uint8_t {
    SmallObject = 0,
    LargeObject = 1,
    SmallArray = 2,
    LargeArray = 3,
    Literal = 4,
    Int16 = 5,
    UInt16 = 6,
    Int32 = 7,
    UInt32 = 8,
    Int64 = 9,
    UInt64 = 10,
    Double = 11,
    String = 12,
    Opaque = 15
};

// The server refuses deeper documents.
constexpr int most_depth = 100;

void appendBase64(std::string &out, ByteSpan bytes)
{
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (j < count ? bytes[i + j] : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            out.push_back(j <= count ? letters[group >> (18 - 6 * j) & 63] : '=');
    }
}

class Walker
{
public:
    Walker(ByteSpan whole, JsonHandler &handler)
        : handler_(handler)
        , work_left_(whole.size() * 2 + 64)
    {
    }

    [[nodiscard]] bool value(JsonType type, ByteSpan data, int depth)
    {
        // Overlapping offsets could otherwise make a small value huge.
        if (depth > most_depth || work_left_ == 0)
            return false;
        --work_left_;
        switch (type) {
        case JsonType::SmallObject: return container(data, true, 2, depth);
        case JsonType::LargeObject: return container(data, true, 4, depth);
        case JsonType::SmallArray: return container(data, false, 2, depth);
        case JsonType::LargeArray: return container(data, false, 4, depth);
        case JsonType::String: return string(data);
        case JsonType::Opaque: return opaque(data);
        default: return number(type, data);
        }
    }

private:
    [[nodiscard]] static bool isInline(JsonType type, std::size_t offset_bytes)
    {
        switch (type) {
        case JsonType::Literal:
        case JsonType::Int16:
        case JsonType::UInt16: return true;
        case JsonType::Int32:
        case JsonType::UInt32: return offset_bytes == 4;
        default: return false;
        }
    }

    [[nodiscard]] bool container(ByteSpan data, bool object, std::size_t offset_bytes, int depth)
    {
        ByteReader header(data);
        const std::uint64_t count = header.number(offset_bytes);
        const std::uint64_t size = header.number(offset_bytes);
        const std::uint64_t entries_bytes = count * ((object ? offset_bytes + 2 : 0) + 1 + offset_bytes);
        if (header.failed() || size > data.size() || entries_bytes + 2 * offset_bytes > size)
            return false;
        data = data.first(static_cast<std::size_t>(size));
        ByteReader keys(header.take(object ? count * (offset_bytes + 2) : 0));
        ByteReader values(header.take(count * (1 + offset_bytes)));
        object ? handler_.beginObject() : handler_.beginArray();
        for (std::uint64_t i = 0; i < count; ++i) {
            if (object) {
                const std::uint64_t offset = keys.number(offset_bytes);
                const std::uint64_t length = keys.number(2);
                if (offset + length > data.size() || !spend(length))
                    return false;
                handler_.key(repaired(asText(data.subspan(offset, length))));
            }
            const auto type = static_cast<JsonType>(values.byte());
            const ByteSpan entry = values.take(offset_bytes);
            if (isInline(type, offset_bytes)) {
                if (!value(type, entry, depth + 1))
                    return false;
                continue;
            }
            const std::uint64_t offset = loadLittle(entry.data(), entry.size());
            if (offset < 2 * offset_bytes + entries_bytes || offset > data.size()
                || !value(type, data.subspan(static_cast<std::size_t>(offset)), depth + 1))
                return false;
        }
        object ? handler_.endObject() : handler_.endArray();
        return true;
    }

    [[nodiscard]] bool number(JsonType type, ByteSpan data)
    {
        ByteReader reader(data);
        text_.clear();
        switch (type) {
        case JsonType::Literal: {
            const std::uint8_t literal = reader.byte();
            if (literal > 2)
                return false;
            text_ = literal == 0 ? "null" : literal == 1 ? "true" : "false";
            break;
        }
        case JsonType::Int16: text_ = std::to_string(static_cast<std::int16_t>(reader.number(2))); break;
        case JsonType::UInt16: text_ = std::to_string(reader.number(2)); break;
        case JsonType::Int32: text_ = std::to_string(static_cast<std::int32_t>(reader.number(4))); break;
        case JsonType::UInt32: text_ = std::to_string(reader.number(4)); break;
        case JsonType::Int64: text_ = std::to_string(static_cast<std::int64_t>(reader.number(8))); break;
        case JsonType::UInt64: text_ = std::to_string(reader.number(8)); break;
        case JsonType::Double: appendJsonDouble(text_, std::bit_cast<double>(reader.number(8))); break;
        default: return false;
        }
        if (reader.failed())
            return false;
        handler_.scalar(text_);
        return true;
    }

    /// The length before a string or opaque value: seven bits a byte.
    [[nodiscard]] static std::optional<ByteSpan> takeCounted(ByteSpan data)
    {
        std::uint64_t length = 0;
        for (std::size_t i = 0; i < 5 && i < data.size(); ++i) {
            length |= static_cast<std::uint64_t>(data[i] & 0x7F) << (7 * i);
            if ((data[i] & 0x80) == 0) {
                if (length > data.size() - i - 1)
                    return std::nullopt;
                return data.subspan(i + 1, static_cast<std::size_t>(length));
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] bool string(ByteSpan data)
    {
        const auto content = takeCounted(data);
        if (!content || !spend(content->size()))
            return false;
        text_.clear();
        appendJsonString(text_, repaired(asText(*content)));
        handler_.scalar(text_);
        return true;
    }

    [[nodiscard]] bool opaque(ByteSpan data)
    {
        if (data.empty())
            return false;
        const std::uint8_t type = data[0];
        const auto content = takeCounted(data.subspan(1));
        if (!content || !spend(content->size()))
            return false;
        text_.clear();
        switch (static_cast<WireType>(type)) {
        case WireType::Decimal:
            if (!decimal(*content))
                return false;
            break;
        case WireType::Date:
        case WireType::DateTime:
        case WireType::Timestamp:
        case WireType::Time:
            if (content->size() != 8)
                return false;
            temporal(static_cast<WireType>(type), static_cast<std::int64_t>(loadLittle<8>(content->data())));
            break;
        default:
            text_ = "\"base64:type" + std::to_string(type) + ":";
            appendBase64(text_, *content);
            text_.push_back('"');
        }
        handler_.scalar(text_);
        return true;
    }

    [[nodiscard]] bool decimal(ByteSpan content)
    {
        if (content.size() < 2 || content[0] > 65 || content[1] > content[0])
            return false;
        DecimalText number(content[0], content[1]);
        if (content.size() != 2 + number.bytes() || !number.read(content.data() + 2))
            return false;
        text_ = number.text();
        return true;
    }

    void temporal(WireType type, std::int64_t packed)
    {
        text_ = "\"";
        if (type == WireType::Time)
            appendTime(text_, unpackJsonTime(packed), 6);
        else if (type == WireType::Date)
            appendDate(text_, unpackJsonDateTime(packed));
        else
            appendDateTime(text_, unpackJsonDateTime(packed), 6);
        text_.push_back('"');
    }

    [[nodiscard]] std::string_view repaired(std::string_view text) { return utf8_.decode(text, scratch_); }

    [[nodiscard]] bool spend(std::uint64_t bytes)
    {
        if (bytes > work_left_)
            return false;
        work_left_ -= bytes;
        return true;
    }

    JsonHandler &handler_;
    std::uint64_t work_left_;
    TextDecoder utf8_ { "utf8mb4" };
    std::string text_;
    std::string scratch_;
};

class TextWriter final : public JsonHandler
{
public:
    explicit TextWriter(std::string &out)
        : out_(out)
    {
    }

    void beginObject() override { open('{'); }
    void key(std::string_view key) override
    {
        separate();
        appendJsonString(out_, key);
        out_ += ": ";
        first_ = true;
    }
    void endObject() override { close('}'); }
    void beginArray() override { open('['); }
    void endArray() override { close(']'); }
    void scalar(std::string_view json) override
    {
        separate();
        out_ += json;
    }

private:
    void separate()
    {
        if (!first_)
            out_ += ", ";
        first_ = false;
    }
    void open(char bracket)
    {
        separate();
        out_.push_back(bracket);
        first_ = true;
    }
    void close(char bracket)
    {
        out_.push_back(bracket);
        first_ = false;
    }

    std::string &out_;
    bool first_ = true;
};

} // namespace

bool walkBinaryJson(ByteSpan value, JsonHandler &handler)
{
    if (value.empty()) {
        handler.scalar("null");
        return true;
    }
    return Walker(value, handler).value(static_cast<JsonType>(value[0]), value.subspan(1), 0);
}

bool appendBinaryJson(std::string &out, ByteSpan value)
{
    TextWriter writer(out);
    return walkBinaryJson(value, writer);
}

} // namespace streamgauge
