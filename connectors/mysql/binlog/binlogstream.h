// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/binlogposition.h"
#include "connectors/mysql/binlog/tabledefinition.h"
#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/source/connector.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace streamgauge {

enum class Flavour { MariaDb, MySql };

struct BinlogStreamOptions {
    Flavour flavour = Flavour::MariaDb;
    /// "db.table" or "db.*"; empty: every table outside the server's own databases.
    std::vector<std::string> tables;
    /// Database of entries in `tables` that name none.
    std::string database;
    /// A transaction larger than this is handed over before its end is known.
    std::size_t transaction_bytes = 32U << 20;
    std::size_t transaction_rows = 200'000;
    /// Complete transactions are handed over without waiting for flush() once they hold this many rows.
    std::size_t batch_rows = 8'192;
    /// Transactions between XA PREPARE and XA COMMIT: kept up to this many bytes in all.
    std::size_t prepared_bytes = 64U << 20;
};

/// Turns the events of a MySQL or MariaDB binlog into batches, without any input or output of its own.
/// One thread. Rows reach the sink only when their transaction committed (or outgrew the bounds above), in the
/// order of the binlog within each stream; a stream is named "db.table".
class BinlogStream
{
public:
    /// `definitions` must outlive the stream.
    BinlogStream(BinlogStreamOptions options, TableDefinitionSource &definitions);
    ~BinlogStream();
    BinlogStream(const BinlogStream &) = delete;
    BinlogStream &operator=(const BinlogStream &) = delete;

    /// The sink already has this schema of the stream "db.table" (from a snapshot): rows that fit it carry this very one,
    /// and its generation is the one counted on from.
    void know(const SchemaPtr &schema);

    /// A new connection delivers from `start` on. Rows of the unfinished transaction and complete ones not yet
    /// handed over are forgotten: the server sends them again. `sink` must outlive the use of this connection.
    void begin(const BinlogPosition &start, EventSink &sink);

    /// One event as on the wire: header, body, checksum. The bytes may be changed or freed afterwards.
    /// Errors: Input (damaged or unknown event), Gap (rows were lost on the server, or shown rows were rolled back),
    /// Unsupported, Cancelled (the sink refused), and Transient ones of the TableDefinitionSource. After an error
    /// only begin() may follow.
    [[nodiscard]] Result<void> feed(std::span<const std::uint8_t> event, TimeNs arrival_ns);

    /// Hands over what is complete, then checkpoints. Call it when no further event is waiting. False: stop.
    [[nodiscard]] bool flush();

    /// After the last complete transaction that was fed; the place to begin() again from once flush() returned true.
    [[nodiscard]] const BinlogPosition &position() const;
    /// True between the first and the last event of a transaction.
    [[nodiscard]] bool inTransaction() const;
    /// File and offset behind the last event fed, inside a transaction too; for lag displays.
    [[nodiscard]] BinlogPosition readPosition() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace streamgauge
