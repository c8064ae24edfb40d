// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/binlogstream.h"
#include "connectors/mysql/sqlsession.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// What a server says about itself: flavour, version, global variables. A value, read once per connection.
class ServerFacts
{
public:
    [[nodiscard]] static Result<ServerFacts> read(SqlSession &session);

    [[nodiscard]] Flavour flavour() const { return flavour_; }
    [[nodiscard]] bool isMariaDb() const { return flavour_ == Flavour::MariaDb; }
    [[nodiscard]] const std::string &versionText() const { return version_text_; }
    /// 10.11.19 -> 101119, as the servers count themselves.
    [[nodiscard]] unsigned version() const { return version_; }
    /// "MariaDB 10.11.19".
    [[nodiscard]] std::string product() const;

    /// A global variable; empty when the server does not have it.
    [[nodiscard]] std::string_view variable(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return variables_.contains(name); }
    [[nodiscard]] bool isOn(std::string_view name) const;

    /// Names the server's history of data: the server uuid (MySQL), or uid, server id and GTID domain (MariaDB).
    [[nodiscard]] std::string identity() const;
    [[nodiscard]] bool usesGtid() const; ///< positions can be asked for by GTID
    /// The statement that tells where the binlog ends: it was renamed twice.
    [[nodiscard]] std::string binlogStatusStatement() const;

private:
    Flavour flavour_ = Flavour::MariaDb;
    std::string version_text_;
    unsigned version_ = 0;
    std::map<std::string, std::string, std::less<>> variables_;
};

/// Where the binlog ends now, with the GTID state there. Errors: see serverError(), and Configuration without a binlog.
[[nodiscard]] Result<BinlogPosition> currentPosition(SqlSession &session, const ServerFacts &facts);
/// The GTID state at a place of a MariaDB binlog; empty when the server cannot tell.
[[nodiscard]] std::string mariaDbGtidAt(SqlSession &session, const std::string &file, std::uint64_t offset);
/// The GTID set with its white space removed, as the dump request wants it.
[[nodiscard]] std::string compactGtidSet(std::string_view text);

} // namespace streamgauge
