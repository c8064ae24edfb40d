// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/binlogstream.h"
#include "connectors/mysql/binlog/eventheader.h"
#include "connectors/mysql/binlog/gtid.h"

#include <optional>
#include <string>

namespace streamgauge {

/// Where a stream is: behind each event with 64 bits, and behind the last complete transaction with its GTID state.
class PositionTracker
{
public:
    explicit PositionTracker(Flavour flavour)
        : flavour_(flavour)
    {
    }

    void begin(const BinlogPosition &start);
    /// Call for every event of the connection, not for those inside a transaction payload.
    void event(const EventHeader &header);
    void rotate(std::string file, std::uint64_t offset);

    /// Start of the current event, "bin.000004:1234".
    [[nodiscard]] const std::string &place();
    [[nodiscard]] const std::string &file() const { return file_; }
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    [[nodiscard]] std::uint64_t eventOffset() const { return event_offset_; }

    /// The transaction that begins; empty for one without.
    void open(const MariaDbGtid &gtid) { open_mariadb_ = gtid; }
    void open(const std::optional<MySqlGtid> &gtid) { open_mysql_ = gtid; }
    /// Text of that GTID; empty when there is none.
    [[nodiscard]] std::string openGtid() const;
    /// The state at the start of a file, from GTID_LIST or PREVIOUS_GTIDS: believed only while none is known.
    /// False: damaged.
    [[nodiscard]] bool learn(ByteSpan body);

    /// The transaction ended here.
    void commit();
    void forgetOpen();
    /// Behind the last complete transaction.
    [[nodiscard]] const BinlogPosition &committed() const;

private:
    Flavour flavour_;
    std::string file_;
    std::uint64_t offset_ = 0;
    std::uint64_t event_offset_ = 0;
    std::string place_;
    std::string place_file_;
    std::uint64_t place_offset_ = ~std::uint64_t { 0 };
    std::optional<MariaDbGtid> open_mariadb_;
    std::optional<MySqlGtid> open_mysql_;
    std::optional<MariaDbGtidState> mariadb_;
    std::optional<MySqlGtidSet> mysql_;
    // The text of the state costs too much to be made at every commit.
    mutable BinlogPosition committed_;
    mutable bool gtid_text_is_old_ = false;
};

} // namespace streamgauge
