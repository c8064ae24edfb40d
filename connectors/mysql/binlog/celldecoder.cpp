// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/celldecoder.h"

#include "connectors/mysql/binlog/binaryjson.h"
#include "connectors/mysql/binlog/compressed.h"
#include "connectors/mysql/binlog/gtid.h"
#include "connectors/mysql/binlog/temporal.h"

#include <arpa/inet.h>
#include <bit>
#include <charconv>

namespace streamgauge {

namespace {

constexpr std::size_t most_address_bytes = 16;

/// A float through its shortest text, so that 1.1 shows as 1.1 and not as 1.10000002384185791.
double widened(float value)
{
    constexpr float exact_below = 16'777'216.0F;
    if (value > -exact_below && value < exact_below && value == static_cast<float>(static_cast<std::int32_t>(value)))
        return static_cast<double>(value);
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    double wide = static_cast<double>(value);
    std::from_chars(text, end, wide);
    return wide;
}

void appendInstant(const Instant &instant, unsigned digits, ColumnData &out, std::string &text)
{
    if (instant.seconds != 0 || instant.microsecond != 0) {
        out.appendTimestamp(instant.seconds * ns_per_s + instant.microsecond * ns_per_us);
        return;
    }
    text.clear();
    appendDateTime(text, CivilTime {}, digits);
    out.appendTimestampText(text);
}

void appendCivil(const CivilTime &time, unsigned digits, ColumnData &out, std::string &text)
{
    if (const auto instant = instantOf(time)) {
        out.appendTimestamp(*instant);
        return;
    }
    text.clear();
    appendDateTime(text, time, digits);
    out.appendTimestampText(text);
}

} // namespace

bool CellDecoder::append(ColumnPlan &plan, const std::uint8_t *&at, const std::uint8_t *end, ColumnData &out)
{
    const auto left = static_cast<std::size_t>(end - at);
    if (left < plan.bytes)
        return false;
    const std::uint8_t *from = at;
    at += plan.bytes;
    switch (plan.code) {
    case CellCode::Int1: out.appendInt(static_cast<std::int8_t>(*from)); return true;
    case CellCode::Int2: out.appendInt(static_cast<std::int16_t>(loadLittle<2>(from))); return true;
    case CellCode::Int3: out.appendInt(static_cast<std::int32_t>(loadLittle<3>(from) << 8) >> 8); return true;
    case CellCode::Int4: out.appendInt(static_cast<std::int32_t>(loadLittle<4>(from))); return true;
    case CellCode::Int8: out.appendInt(static_cast<std::int64_t>(loadLittle<8>(from))); return true;
    case CellCode::UInt1: out.appendUInt(*from); return true;
    case CellCode::UInt2: out.appendUInt(loadLittle<2>(from)); return true;
    case CellCode::UInt3: out.appendUInt(loadLittle<3>(from)); return true;
    case CellCode::UInt4: out.appendUInt(loadLittle<4>(from)); return true;
    case CellCode::UInt8: out.appendUInt(loadLittle<8>(from)); return true;
    case CellCode::Double: out.appendDouble(std::bit_cast<double>(loadLittle<8>(from))); return true;
    case CellCode::DateTime2: appendDateTime2(plan, from, out); return true;
    case CellCode::Decimal:
        if (!plan.decimal->read(from))
            return false;
        out.appendDecimal(plan.decimal->text(), plan.decimal->nearest());
        return true;
    case CellCode::Text:
    case CellCode::Blob:
    case CellCode::PaddedBytes:
    case CellCode::Uuid:
    case CellCode::Inet6:
    case CellCode::Inet4:
    case CellCode::CompressedText:
    case CellCode::CompressedBytes:
    case CellCode::BinaryJson: {
        const std::uint64_t length = plan.bytes == 1 ? *from : loadLittle(from, plan.bytes);
        if (length > static_cast<std::size_t>(end - at))
            return false;
        const ByteSpan value(at, static_cast<std::size_t>(length));
        at += length;
        if (plan.code == CellCode::Text) {
            out.appendText(plan.text->decode(asText(value), scratch_));
            return true;
        }
        return appendCounted(plan, value, out);
    }
    default: return appendFixed(plan, from, out);
    }
}

bool CellDecoder::appendFixed(ColumnPlan &plan, const std::uint8_t *at, ColumnData &out)
{
    text_.clear();
    switch (plan.code) {
    case CellCode::IntOfUnknownSign: appendUnsure(plan, at, out); return true;
    case CellCode::Year: out.appendInt(*at == 0 ? 0 : 1900 + *at); return true;
    case CellCode::Float:
        out.appendDouble(widened(std::bit_cast<float>(static_cast<std::uint32_t>(loadLittle<4>(at)))));
        return true;
    case CellCode::Bit: out.appendUInt(loadBig(at, plan.bytes)); return true;
    case CellCode::Date:
        appendDate(text_, readDate(at));
        out.appendText(text_);
        return true;
    case CellCode::Time2:
        appendTime(text_, readTime2(at, plan.digits), plan.digits);
        out.appendText(text_);
        return true;
    case CellCode::OldTime:
        appendTime(text_, readOldTime(at, plan.digits), plan.digits);
        out.appendText(text_);
        return true;
    case CellCode::Timestamp2: appendInstant(readTimestamp2(at, plan.digits), plan.digits, out, text_); return true;
    case CellCode::OldTimestamp: appendInstant(readOldTimestamp(at, plan.digits), plan.digits, out, text_); return true;
    case CellCode::OldDateTime: appendCivil(readOldDateTime(at, plan.digits), plan.digits, out, text_); return true;
    case CellCode::Enum: appendMember(plan, loadLittle(at, plan.bytes), out); return true;
    case CellCode::Set: appendMembers(plan, loadLittle(at, plan.bytes), out); return true;
    case CellCode::Nothing: out.appendMissing(CellState::Null); return true;
    default: return false;
    }
}

bool CellDecoder::appendCounted(ColumnPlan &plan, ByteSpan value, ColumnData &out)
{
    text_.clear();
    switch (plan.code) {
    case CellCode::Blob: out.appendText(asText(value)); return true;
    case CellCode::PaddedBytes:
        // The server trims zeros at the end.
        text_.assign(asText(value));
        if (text_.size() < plan.width)
            text_.resize(plan.width, '\0');
        out.appendText(text_);
        return true;
    case CellCode::CompressedText:
        if (!inflateColumn(value, inflated_))
            return false;
        out.appendText(plan.text->decode(asText(inflated_), scratch_));
        return true;
    case CellCode::CompressedBytes:
        if (!inflateColumn(value, inflated_))
            return false;
        out.appendText(asText(inflated_));
        return true;
    case CellCode::BinaryJson:
        last_json_ = value;
        if (!appendBinaryJson(text_, value))
            return false;
        out.appendText(text_);
        return true;
    default: break;
    }
    std::uint8_t padded[most_address_bytes] = {};
    if (value.size() > sizeof padded)
        return false;
    std::copy(value.begin(), value.end(), padded);
    if (plan.code == CellCode::Uuid) {
        appendUuid(text_, padded);
    } else {
        char address[INET6_ADDRSTRLEN] = {};
        if (inet_ntop(plan.code == CellCode::Inet6 ? AF_INET6 : AF_INET, padded, address, sizeof address) == nullptr)
            return false;
        text_ = address;
    }
    out.appendText(text_);
    return true;
}

void CellDecoder::appendDateTime2(ColumnPlan &plan, const std::uint8_t *at, ColumnData &out)
{
    constexpr std::uint64_t sign = 0x8000000000ULL;
    const std::uint64_t packed = loadBig<5>(at) & (sign - 1);
    if (packed >> 17 != plan.last_date) {
        const CivilTime time = readDateTime2(at, 0);
        plan.last_date = packed >> 17;
        plan.last_midnight_ns = instantOf(CivilTime { time.year, time.month, time.day });
    }
    const std::uint64_t hour = packed >> 12 & 31;
    const std::uint64_t minute = packed >> 6 & 63;
    const std::uint64_t second = packed & 63;
    if (plan.last_midnight_ns && hour < 24 && minute < 60 && second < 60) {
        const auto seconds = static_cast<std::int64_t>(hour * 3'600 + minute * 60 + second);
        out.appendTimestamp(*plan.last_midnight_ns + seconds * ns_per_s + readFraction(at + 5, plan.digits) * ns_per_us);
        return;
    }
    text_.clear();
    appendDateTime(text_, readDateTime2(at, plan.digits), plan.digits);
    out.appendTimestampText(text_);
}

void CellDecoder::appendMember(const ColumnPlan &plan, std::uint64_t index, ColumnData &out)
{
    if (index == 0) { // an invalid value that a lax sql_mode let in
        out.appendText({});
    } else if (index <= plan.members.size()) {
        out.appendText(plan.members[index - 1]);
    } else {
        text_ = "#" + std::to_string(index);
        out.appendText(text_);
    }
}

void CellDecoder::appendMembers(const ColumnPlan &plan, std::uint64_t bits, ColumnData &out)
{
    for (std::size_t i = 0; bits != 0; ++i, bits >>= 1) {
        if ((bits & 1) == 0)
            continue;
        if (!text_.empty())
            text_.push_back(',');
        text_ += i < plan.members.size() ? plan.members[i] : "#" + std::to_string(i + 1);
    }
    out.appendText(text_);
}

void CellDecoder::appendUnsure(const ColumnPlan &plan, const std::uint8_t *at, ColumnData &out)
{
    const std::uint64_t value = loadLittle(at, plan.bytes);
    if ((value >> (plan.bytes * 8 - 1) & 1) == 0) {
        out.appendInt(static_cast<std::int64_t>(value));
        return;
    }
    ++ambiguous_;
    out.appendMissing(CellState::Absent);
}

} // namespace streamgauge
