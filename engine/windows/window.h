// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/data/columndata.h"
#include "engine/windows/windowspec.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace streamgauge {

inline constexpr std::size_t most_samples_in_a_key = 1UL << 24;

/// Bounds of one window's state; what is over them goes out oldest first and is
/// counted.
struct WindowLimits {
    std::size_t most_samples_per_key = 65'536; ///< also of different values of `distinct`
    std::size_t most_bytes = 256UL << 20;      ///< of all keys together; a key that needs
                                               ///< more at the bound keeps what it has
    friend bool operator==(const WindowLimits &, const WindowLimits &) = default;
};

/// Rows for Window::feed(), all spans of one size.
struct FeedRows {
    std::span<const std::uint32_t> slots;
    std::span<const TimeNs> times;
    std::span<const double> values;
    std::span<const CellState> states;
};

/// What Window::feed() says of each row; of the same size.
struct FeedResults {
    std::span<double> values;
    std::span<CellState> states; ///< Value, or Null (0)
    std::span<TimeNs> changes;   ///< lowered to nextChange() where that is earlier
};

/// The state of one `let` for all keys of one shard. A key is a small dense
/// number, a slot, that the caller gives it. One thread. Times of a slot never
/// fall: a sample older than the slot's newest one, or whose window has ended,
/// is late: counted and left out. A clock per slot is the latest time it has
/// seen; value() is that of this instant.
class Window
{
public:
    /// When nothing is left that could change without an event.
    static constexpr TimeNs never = std::numeric_limits<TimeNs>::max();
    /// Texts of `first` and `last` are kept up to this length, cut between UTF-8
    /// characters.
    static constexpr std::size_t most_text_bytes = 1'024;

    virtual ~Window() = default;
    /// The errors of checkWindow(); limits out of range are errors too.
    [[nodiscard]] static Result<std::unique_ptr<Window>> make(const WindowSpec &spec, const WindowLimits &limits = {});

    virtual void add(std::uint32_t slot, TimeNs time_ns, double value) = 0;
    /// Does nothing where !takesText().
    virtual void addText(std::uint32_t slot, TimeNs time_ns, std::string_view value) = 0;
    /// Lets samples expire and windows end. An instant before the slot's clock
    /// changes nothing.
    virtual void advance(std::uint32_t slot, TimeNs now_ns) = 0;
    /// The window's value at the slot's clock; see WindowFunction and
    /// emptyValue() for the empty window. No value also where the value is text,
    /// and before a tumbling or hopping window has ended.
    [[nodiscard]] virtual std::optional<double> value(std::uint32_t slot) const = 0;
    /// The value of `first` and `last` is a text. text() is it then, valid until
    /// the next call that is not const.
    [[nodiscard]] virtual bool hasText(std::uint32_t slot) const = 0;
    [[nodiscard]] virtual std::string_view text(std::uint32_t slot) const = 0;
    /// The earliest instant at which value() can change without an event:
    /// advance() to it, then read. `never` if none.
    [[nodiscard]] virtual TimeNs nextChange(std::uint32_t slot) const = 0;
    /// Gives the slot's memory back; the slot is as if it had never been used.
    virtual void forget(std::uint32_t slot) = 0;
    /// For each row in order: add() where the state is Value, else advance();
    /// then value() and nextChange(). The same as those calls, only faster.
    virtual void feed(const FeedRows &rows, const FeedResults &results) = 0;

    [[nodiscard]] virtual std::size_t memoryBytes() const = 0;
    /// What one key can take at most, known from the spec; no key takes more,
    /// whatever it is sent.
    [[nodiscard]] static std::size_t mostBytesPerKey(const WindowSpec &spec, const WindowLimits &limits = {});

    [[nodiscard]] std::uint64_t lateSamples() const { return late_samples_; }
    /// Left out or forgotten before their time because a bound was reached.
    [[nodiscard]] std::uint64_t evictedSamples() const { return evicted_samples_; }
    /// Not a number, or not finite where the function needs that.
    [[nodiscard]] std::uint64_t unusableSamples() const { return unusable_samples_; }

protected:
    std::uint64_t late_samples_ = 0;
    std::uint64_t evicted_samples_ = 0;
    std::uint64_t unusable_samples_ = 0;
};

} // namespace streamgauge
