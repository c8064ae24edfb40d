// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace streamgauge {

/// What went wrong, as a class that decides what happens next.
enum class ErrorKind {
    Configuration, ///< settings or privileges must change first; retrying cannot help
    Input,         ///< malformed data or text
    Transient,     ///< network, server restart; trying again can help
    Gap,           ///< history the caller asked for is gone
    Resource,      ///< disk full, no memory, no descriptor
    Unsupported,   ///< valid, but not something this build can do
    Cancelled,
    Internal
};

/// An expected failure as a value. `place` names where (file:line, position, setting);
/// `remedy` tells the reader what to do next and may be empty when there is nothing to do.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    std::string message;
    std::string place;
    std::string remedy;

    /// One line for a log or stderr: "place: message (remedy)".
    [[nodiscard]] std::string text() const;
    friend bool operator==(const Error &, const Error &) = default;
};

template <typename T> class [[nodiscard]] Result
{
public:
    Result(T value)
        : content_(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : content_(std::in_place_index<1>, std::move(error))
    {
    }

    [[nodiscard]] bool ok() const noexcept { return content_.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    /// Precondition: ok().
    [[nodiscard]] T &value() & { return std::get<0>(content_); }
    [[nodiscard]] const T &value() const & { return std::get<0>(content_); }
    [[nodiscard]] T &&value() && { return std::get<0>(std::move(content_)); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }

    /// Precondition: !ok().
    [[nodiscard]] const Error &error() const { return std::get<1>(content_); }

private:
    std::variant<T, Error> content_;
};

template <> class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error)
        : error_(std::move(error))
        , failed_(true)
    {
    }

    [[nodiscard]] bool ok() const noexcept { return !failed_; }
    explicit operator bool() const noexcept { return ok(); }
    [[nodiscard]] const Error &error() const { return error_; }

private:
    Error error_;
    bool failed_ = false;
};

} // namespace streamgauge
