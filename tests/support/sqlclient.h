// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

/// A test's own connection to a server, independent of the code under test. Every failure throws std::runtime_error
/// with the statement and the server's words, which fails the test. One thread.
class SqlClient
{
public:
    using Row = std::vector<std::optional<std::string>>;

    SqlClient(const std::string &host, std::uint16_t port, const std::string &user = "root",
              const std::string &password = "", const std::string &database = "");
    ~SqlClient();
    SqlClient(SqlClient &&) noexcept;
    SqlClient &operator=(SqlClient &&) noexcept;

    void run(const std::string &sql);
    /// False instead of an exception; for statements that faults may break.
    bool tryRun(const std::string &sql);
    [[nodiscard]] std::vector<Row> rows(const std::string &sql);
    /// The first cell as text; "" for NULL and without rows.
    [[nodiscard]] std::string cell(const std::string &sql);
    [[nodiscard]] std::string lastError() const;
    /// Text as a literal, quotes included.
    [[nodiscard]] std::string quoted(const std::string &text);

private:
    class Connection;
    std::unique_ptr<Connection> connection_;
};

} // namespace streamgauge
