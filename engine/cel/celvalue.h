// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/cel/celblock.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace streamgauge {

/// Dyn is no value's kind: it stands for "not known before evaluation".
enum class CelKind : std::uint8_t {
    Dyn,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,
    Type,
    Optional,
    Error
};
/// As type() names it: "int", "google.protobuf.Timestamp"; "dyn" and "error"
/// for the two that have no type.
[[nodiscard]] std::string_view name(CelKind kind);
[[nodiscard]] constexpr bool isNumber(CelKind kind)
{
    return kind == CelKind::Int || kind == CelKind::Uint || kind == CelKind::Double;
}

/// Why a value could not be computed. Of two faults that meet, the greater
/// remains.
enum class CelFault : std::uint8_t {
    NoData, ///< a null where a value was needed, a key that is not there, an unset record
    Absent, ///< the row does not carry the field
    Other   ///< overflow, wrong type, an index outside a list, a limit
};

/// A point of time from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.
struct CelInstant {
    std::int64_t seconds = 0; ///< since 1970-01-01T00:00:00Z
    std::int32_t nanos = 0;   ///< 0 to 999'999'999
    friend auto operator<=>(const CelInstant &, const CelInstant &) = default;
};

/// One CEL value. Immutable; any thread. Scalars are inline, texts, lists and
/// maps shared: copying is cheap. While an expression is evaluated a text may
/// point into the batch it came from; copying such a value makes the copy
/// independent, so a value that was copied may be kept for ever.
class CelValue
{
public:
    using Entry = std::pair<CelValue, CelValue>;

    /// null
    CelValue() noexcept = default;
    CelValue(const CelValue &other);
    CelValue(CelValue &&other) noexcept = default;
    CelValue &operator=(const CelValue &other);
    CelValue &operator=(CelValue &&other) noexcept = default;
    ~CelValue() = default;

    [[nodiscard]] static CelValue ofBool(bool value) noexcept;
    [[nodiscard]] static CelValue ofInt(std::int64_t value) noexcept;
    [[nodiscard]] static CelValue ofUint(std::uint64_t value) noexcept;
    [[nodiscard]] static CelValue ofDouble(double value) noexcept;
    /// UTF-8, below 4 GiB.
    [[nodiscard]] static CelValue ofString(std::string_view text);
    [[nodiscard]] static CelValue ofBytes(std::string_view octets);
    /// A string or bytes that takes over what `text` holds.
    [[nodiscard]] static CelValue adopting(CelKind string_or_bytes, std::string text);
    /// Points to `text`, which must outlive this value and everything moved from
    /// it.
    [[nodiscard]] static CelValue borrowing(CelKind string_or_bytes, std::string_view text) noexcept;
    /// Precondition: inside the range of CelInstant.
    [[nodiscard]] static CelValue ofTimestamp(CelInstant instant) noexcept;
    [[nodiscard]] static CelValue ofTimestamp(TimeNs time_ns) noexcept;
    [[nodiscard]] static CelValue ofDuration(DurationNs duration_ns) noexcept;
    [[nodiscard]] static CelValue ofList(std::vector<CelValue> elements);
    /// Keys are int, uint, bool or string; of equal keys the first counts.
    [[nodiscard]] static CelValue ofMap(std::vector<Entry> entries);
    /// `type_name` must have static storage duration.
    [[nodiscard]] static CelValue ofType(std::string_view type_name) noexcept;
    [[nodiscard]] static CelValue ofOptional(CelValue value);
    [[nodiscard]] static CelValue noOptional() noexcept;
    [[nodiscard]] static CelValue ofError(std::string message, CelFault fault = CelFault::Other);
    /// The same without allocating. `message` must have static storage duration.
    [[nodiscard]] static CelValue ofStaticError(const char *message, CelFault fault = CelFault::Other) noexcept;

    [[nodiscard]] CelKind kind() const noexcept { return kind_; }
    [[nodiscard]] bool isNull() const noexcept { return kind_ == CelKind::Null; }
    [[nodiscard]] bool isError() const noexcept { return kind_ == CelKind::Error; }
    [[nodiscard]] bool isTrue() const noexcept { return kind_ == CelKind::Bool && word_.integer != 0; }
    [[nodiscard]] bool isFalse() const noexcept { return kind_ == CelKind::Bool && word_.integer == 0; }

    /// Precondition of each: the kind it is named after.
    [[nodiscard]] bool boolean() const noexcept { return word_.integer != 0; }
    [[nodiscard]] std::int64_t integer() const noexcept { return word_.integer; }
    [[nodiscard]] std::uint64_t unsignedInteger() const noexcept { return static_cast<std::uint64_t>(word_.integer); }
    [[nodiscard]] double number() const noexcept { return word_.number; }
    /// String, Bytes; also a Type's name.
    [[nodiscard]] std::string_view text() const noexcept { return { word_.text, size_ }; }
    [[nodiscard]] CelInstant instant() const noexcept;
    [[nodiscard]] DurationNs duration() const noexcept { return word_.integer; }
    [[nodiscard]] std::span<const CelValue> elements() const noexcept;
    [[nodiscard]] std::span<const Entry> entries() const noexcept;
    /// Of a map: the value of a key, numbers compared across types; nullptr when
    /// there is none.
    [[nodiscard]] const CelValue *find(const CelValue &key) const noexcept;
    [[nodiscard]] const CelValue *find(std::string_view key) const noexcept;
    /// Of an optional: nullptr for none.
    [[nodiscard]] const CelValue *optionalValue() const noexcept;
    [[nodiscard]] std::string_view message() const noexcept;
    [[nodiscard]] CelFault fault() const noexcept { return static_cast<CelFault>(size_ & 3U); }
    /// Of an error: the byte of the expression that failed, if it is known.
    [[nodiscard]] std::optional<std::size_t> offset() const noexcept;
    /// Of an error without an offset: sets it.
    void setOffset(std::size_t offset) noexcept;

    /// Int, Uint and Double as a double, Bool as 0 or 1; nullopt for other kinds.
    [[nodiscard]] std::optional<double> asNumber() const noexcept;
    /// A Timestamp that TimeNs can hold.
    [[nodiscard]] std::optional<TimeNs> asTime() const noexcept;

    /// This value again without owning it: valid as long as *this.
    [[nodiscard]] CelValue borrow() const noexcept;
    /// Points into memory it does not keep alive.
    [[nodiscard]] bool borrowed() const noexcept { return borrowed_; }
    /// Makes a borrowed value independent.
    void own();
    /// The identity of what list, map, text or optional share; nullptr when
    /// nothing is shared.
    [[nodiscard]] const void *shared() const noexcept { return block_.get(); }

private:
    CelValue(CelKind kind, std::int64_t integer) noexcept;
    CelValue(CelKind kind, CelBlockPtr block) noexcept;

    union Word {
        std::int64_t integer = 0;
        double number;
        const char *text;
        const CelBlock *block; ///< of a list, map or held optional, owned or borrowed
    };

    CelKind kind_ = CelKind::Null;
    bool borrowed_ = false;
    /// Bytes of a text, nanoseconds of a timestamp, 1 for a held optional, the
    /// fault of an error.
    std::uint32_t size_ = 0;
    Word word_;
    CelBlockPtr block_;
};

/// CEL's ==: numbers across types, other mixed kinds unequal, NaN unequal to
/// itself. `work` bounds the number of comparisons of parts (64 bytes of a text
/// count as one); it falls, and what remains uncompared when it reaches 0 counts
/// as unequal.
[[nodiscard]] bool celEqual(const CelValue &left, const CelValue &right, std::size_t &work);
/// The same with a bound of ten million parts.
[[nodiscard]] bool celEqual(const CelValue &left, const CelValue &right);

/// As an operator reads it: "12.5", "ICU", "[1, 2]", "2026-11-20T21:05:03Z"; at
/// most about 64 KiB.
[[nodiscard]] std::string celDisplayText(const CelValue &value);

} // namespace streamgauge
