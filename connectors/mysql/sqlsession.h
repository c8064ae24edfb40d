// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/mysqlsettings.h"
#include "connectors/mysql/servererrors.h"
#include "engine/base/result.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// One cell as text in UTF-8 (bytes for binary columns); nullopt is SQL NULL.
using SqlCell = std::optional<std::string>;
using SqlRow = std::vector<SqlCell>;

/// A connection for statements: metadata, snapshot, doctor. Wraps MySQL Connector/C++, whose exceptions end here.
/// Session: utf8mb4, time zone +00:00, empty sql_mode, no statement time limit. One thread, the one that opened it.
/// A stop request from any thread ends every wait at once; the session is then good for nothing but being destroyed.
class SqlSession
{
public:
    /// Blocks up to the connect time-out; later, each statement up to the answer time-out for its first and each
    /// further row. Errors: see serverError(), Cancelled after a stop request.
    [[nodiscard]] static Result<std::unique_ptr<SqlSession>> open(const MySqlSettings &settings, std::stop_token stop);
    ~SqlSession();
    SqlSession(const SqlSession &) = delete;
    SqlSession &operator=(const SqlSession &) = delete;

    /// For statements without rows.
    [[nodiscard]] Result<void> execute(const std::string &sql);
    /// A prepared statement without rows, its `?` bound to `parameters` in order. Returns the rows it changed.
    [[nodiscard]] Result<std::uint64_t> update(const std::string &sql, const SqlRow &parameters);
    [[nodiscard]] Result<std::vector<SqlRow>> query(const std::string &sql);
    /// The first cell of the first row; nullopt when there is none or it is NULL.
    [[nodiscard]] Result<SqlCell> cell(const std::string &sql);
    /// Hands over row after row without holding the result in memory. `row` returns false to leave the rest unread;
    /// the session is then good for nothing but being destroyed.
    [[nodiscard]] Result<void> stream(const std::string &sql, const std::function<bool(SqlRow &row)> &row);

    /// Of the last failure; code 0 before any.
    [[nodiscard]] const ServerFault &lastFault() const { return fault_; }

private:
    class Driver;
    SqlSession(MySqlSettings settings, std::stop_token stop);
    template <typename Work> auto guarded(const std::string &what, DurationNs timeout_ns, Work work) -> decltype(work());
    [[nodiscard]] Result<void> connect();

    MySqlSettings settings_;
    std::unique_ptr<Driver> driver_;
    ServerFault fault_;
};

/// `name` in backticks.
[[nodiscard]] std::string quotedName(std::string_view name);
/// `text` as a string literal for an empty sql_mode.
[[nodiscard]] std::string quotedText(std::string_view text);

} // namespace streamgauge
