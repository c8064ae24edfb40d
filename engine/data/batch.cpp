// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batch.h"

#include "engine/data/timetext.h"

#include <array>
#include <charconv>
#include <cstring>

namespace streamgauge {

std::string_view name(Op op)
{
    switch (op) {
    case Op::Created: return "created";
    case Op::Updated: return "updated";
    case Op::Deleted: return "deleted";
    case Op::Snapshot: return "snapshot";
    case Op::Reset: return "reset";
    case Op::SnapshotBegin: return "snapshot begins";
    case Op::SnapshotEnd: return "snapshot ends";
    }
    return "unknown";
}

std::string_view Batch::position(std::size_t row) const
{
    if (positions_.empty())
        return {};
    return positions_[position_indices_[row]];
}

BatchPtr withSchema(const Batch &batch, SchemaPtr schema)
{
    auto copy = std::make_shared<Batch>(batch);
    copy->schema_ = std::move(schema);
    return copy;
}

// Multiply-and-fold over 8-byte words, after the construction of wyhash (public domain).
std::uint64_t keyHash(std::string_view key)
{
    constexpr std::uint64_t prime = 0x9E3779B97F4A7C15ULL;
    __extension__ using Wide = unsigned __int128;
    const auto fold = [](std::uint64_t a, std::uint64_t b) {
        const auto product = static_cast<Wide>(a) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    };
    std::uint64_t hash = key.size() * prime;
    const char *data = key.data();
    std::size_t left = key.size();
    for (; left >= 8; left -= 8, data += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, data, 8);
        hash = fold(hash ^ word, prime);
    }
    std::uint64_t tail = 0;
    if (left > 0)
        std::memcpy(&tail, data, left);
    return fold(hash ^ tail ^ prime, 0xD6E8FEB86659FD93ULL);
}

namespace {

template <typename T> void appendNumber(std::string &out, T value)
{
    std::array<char, 40> text {};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), end.ptr);
}

void appendHex(std::string &out, std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out.push_back(digits[byte >> 4]);
        out.push_back(digits[byte & 15]);
    }
}

} // namespace

void appendCellText(std::string &out, const Column &column, const ColumnData &data, std::size_t row)
{
    if (!data.has(row))
        return;
    switch (data.kind()) {
    case ValueKind::Bool: out += data.boolAt(row) ? "true" : "false"; return;
    case ValueKind::Int64: appendNumber(out, data.intAt(row)); return;
    case ValueKind::UInt64: appendNumber(out, data.uintAt(row)); return;
    case ValueKind::Double: appendNumber(out, data.doubleAt(row)); return;
    case ValueKind::Decimal:
    case ValueKind::String:
    case ValueKind::Json: out += data.textAt(row); return;
    case ValueKind::Bytes: appendHex(out, data.textAt(row)); return;
    case ValueKind::Timestamp:
        if (data.intAt(row) == ColumnData::no_instant)
            out += data.textAt(row);
        else
            appendTimeText(out, data.intAt(row), column.fraction_digits);
        return;
    }
}

std::string cellText(const Column &column, const ColumnData &data, std::size_t row)
{
    std::string text;
    appendCellText(text, column, data, row);
    return text;
}

} // namespace streamgauge
