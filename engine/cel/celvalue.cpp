// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celvalue.h"

#include "engine/cel/celblocks.h"

#include <limits>

namespace streamgauge {

namespace {

constexpr std::int64_t least_time_seconds = std::numeric_limits<TimeNs>::min() / ns_per_s;
constexpr std::int64_t most_time_seconds = std::numeric_limits<TimeNs>::max() / ns_per_s;

bool isText(CelKind kind)
{
    return kind == CelKind::String || kind == CelKind::Bytes;
}

bool hasBlock(CelKind kind)
{
    return kind == CelKind::List || kind == CelKind::Map || kind == CelKind::Optional;
}

} // namespace

std::string_view name(CelKind kind)
{
    switch (kind) {
    case CelKind::Dyn: return "dyn";
    case CelKind::Null: return "null_type";
    case CelKind::Bool: return "bool";
    case CelKind::Int: return "int";
    case CelKind::Uint: return "uint";
    case CelKind::Double: return "double";
    case CelKind::String: return "string";
    case CelKind::Bytes: return "bytes";
    case CelKind::Timestamp: return "google.protobuf.Timestamp";
    case CelKind::Duration: return "google.protobuf.Duration";
    case CelKind::List: return "list";
    case CelKind::Map: return "map";
    case CelKind::Type: return "type";
    case CelKind::Optional: return "optional_type";
    case CelKind::Error: break;
    }
    return "error";
}

CelValue::CelValue(CelKind kind, std::int64_t integer) noexcept
    : kind_(kind)
{
    word_.integer = integer;
}

CelValue::CelValue(CelKind kind, CelBlockPtr block) noexcept
    : kind_(kind)
    , block_(std::move(block))
{
    word_.block = block_.get();
}

CelValue::CelValue(const CelValue &other)
    : kind_(other.kind_)
    , size_(other.size_)
    , word_(other.word_)
    , block_(other.block_)
{
    if (!other.borrowed_)
        return;
    borrowed_ = true;
    own();
}

CelValue &CelValue::operator=(const CelValue &other)
{
    if (this != &other)
        *this = CelValue(other);
    return *this;
}

void CelValue::own()
{
    if (!borrowed_)
        return;
    borrowed_ = false;
    if (isText(kind_))
        *this = adopting(kind_, std::string(text()));
    else if (hasBlock(kind_))
        block_ = CelBlockPtr(word_.block);
    else if (kind_ == CelKind::Error) {
        const std::uint32_t size = size_;
        *this = ofError(std::string(message()));
        size_ = size;
    }
}

CelValue CelValue::borrow() const noexcept
{
    CelValue result;
    result.kind_ = kind_;
    result.size_ = size_;
    result.word_ = word_;
    result.borrowed_ = borrowed_ || block_.get() != nullptr;
    return result;
}

CelValue CelValue::ofBool(bool value) noexcept
{
    return { CelKind::Bool, value ? 1 : 0 };
}

CelValue CelValue::ofInt(std::int64_t value) noexcept
{
    return { CelKind::Int, value };
}

CelValue CelValue::ofUint(std::uint64_t value) noexcept
{
    return { CelKind::Uint, static_cast<std::int64_t>(value) };
}

CelValue CelValue::ofDouble(double value) noexcept
{
    CelValue result;
    result.kind_ = CelKind::Double;
    result.word_.number = value;
    return result;
}

CelValue CelValue::ofString(std::string_view text)
{
    return adopting(CelKind::String, std::string(text));
}

CelValue CelValue::ofBytes(std::string_view octets)
{
    return adopting(CelKind::Bytes, std::string(octets));
}

CelValue CelValue::adopting(CelKind string_or_bytes, std::string text)
{
    const auto *const block = new CelTextBlock(std::move(text));
    CelValue result(string_or_bytes, CelBlockPtr(block));
    result.word_.text = block->text.data();
    result.size_ = static_cast<std::uint32_t>(block->text.size());
    return result;
}

CelValue CelValue::borrowing(CelKind string_or_bytes, std::string_view text) noexcept
{
    CelValue result;
    result.kind_ = string_or_bytes;
    result.borrowed_ = true;
    result.word_.text = text.data();
    result.size_ = static_cast<std::uint32_t>(text.size());
    return result;
}

CelValue CelValue::ofTimestamp(CelInstant instant) noexcept
{
    CelValue result(CelKind::Timestamp, instant.seconds);
    result.size_ = static_cast<std::uint32_t>(instant.nanos);
    return result;
}

CelValue CelValue::ofTimestamp(TimeNs time_ns) noexcept
{
    std::int64_t seconds = time_ns / ns_per_s;
    std::int64_t nanos = time_ns % ns_per_s;
    if (nanos < 0) {
        nanos += ns_per_s;
        --seconds;
    }
    return ofTimestamp(CelInstant { seconds, static_cast<std::int32_t>(nanos) });
}

CelValue CelValue::ofDuration(DurationNs duration_ns) noexcept
{
    return { CelKind::Duration, duration_ns };
}

CelValue CelValue::ofList(std::vector<CelValue> elements)
{
    for (CelValue &element : elements)
        element.own();
    return { CelKind::List, CelBlockPtr(new CelListBlock(std::move(elements))) };
}

CelValue CelValue::ofMap(std::vector<Entry> entries)
{
    for (Entry &entry : entries) {
        entry.first.own();
        entry.second.own();
    }
    return { CelKind::Map, CelBlockPtr(new CelMapBlock(std::move(entries))) };
}

CelValue CelValue::ofType(std::string_view type_name) noexcept
{
    CelValue result;
    result.kind_ = CelKind::Type;
    result.word_.text = type_name.data();
    result.size_ = static_cast<std::uint32_t>(type_name.size());
    return result;
}

CelValue CelValue::ofOptional(CelValue value)
{
    value.own();
    CelValue result(CelKind::Optional, CelBlockPtr(new CelOptionalBlock(std::move(value))));
    return result;
}

CelValue CelValue::noOptional() noexcept
{
    CelValue result;
    result.kind_ = CelKind::Optional;
    result.word_.block = nullptr;
    return result;
}

CelValue CelValue::ofError(std::string message, CelFault fault)
{
    const auto *const block = new CelTextBlock(std::move(message));
    CelValue result(CelKind::Error, CelBlockPtr(block));
    result.word_.text = block->text.c_str();
    result.size_ = static_cast<std::uint32_t>(fault);
    return result;
}

CelValue CelValue::ofStaticError(const char *message, CelFault fault) noexcept
{
    CelValue result;
    result.kind_ = CelKind::Error;
    result.word_.text = message;
    result.size_ = static_cast<std::uint32_t>(fault);
    return result;
}

CelInstant CelValue::instant() const noexcept
{
    return { word_.integer, static_cast<std::int32_t>(size_) };
}

std::span<const CelValue> CelValue::elements() const noexcept
{
    return static_cast<const CelListBlock *>(word_.block)->elements;
}

std::span<const CelValue::Entry> CelValue::entries() const noexcept
{
    return static_cast<const CelMapBlock *>(word_.block)->entries();
}

const CelValue *CelValue::find(const CelValue &key) const noexcept
{
    return static_cast<const CelMapBlock *>(word_.block)->find(key);
}

const CelValue *CelValue::find(std::string_view key) const noexcept
{
    return find(borrowing(CelKind::String, key));
}

const CelValue *CelValue::optionalValue() const noexcept
{
    return word_.block == nullptr ? nullptr : &static_cast<const CelOptionalBlock *>(word_.block)->value;
}

std::string_view CelValue::message() const noexcept
{
    return word_.text;
}

std::optional<std::size_t> CelValue::offset() const noexcept
{
    return size_ >> 2 == 0 ? std::nullopt : std::optional<std::size_t>((size_ >> 2) - 1);
}

void CelValue::setOffset(std::size_t offset) noexcept
{
    constexpr std::size_t most = (1UL << 30) - 2;
    if (size_ >> 2 == 0 && offset <= most)
        size_ |= static_cast<std::uint32_t>(offset + 1) << 2;
}

std::optional<double> CelValue::asNumber() const noexcept
{
    switch (kind_) {
    case CelKind::Bool: return word_.integer != 0 ? 1.0 : 0.0;
    case CelKind::Int: return static_cast<double>(word_.integer);
    case CelKind::Uint: return static_cast<double>(unsignedInteger());
    case CelKind::Double: return word_.number;
    default: return std::nullopt;
    }
}

std::optional<TimeNs> CelValue::asTime() const noexcept
{
    if (kind_ != CelKind::Timestamp || word_.integer <= least_time_seconds || word_.integer >= most_time_seconds)
        return std::nullopt;
    return word_.integer * ns_per_s + static_cast<TimeNs>(size_);
}

} // namespace streamgauge
