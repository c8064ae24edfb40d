// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlogtransport.h"

#include "connectors/mysql/clientlogin.h"
#include "connectors/mysql/dumprequest.h"
#include "connectors/mysql/waitslot.h"

#include <mysql.h>

#include <limits>
#include <sys/socket.h>

namespace streamgauge {

namespace {

constexpr int binlog_dump_gtid = 30;

} // namespace

class BinlogTransport::Connection
{
public:
    explicit Connection(std::stop_token stop)
        : slot(std::move(stop))
        , mysql(mysql_init(nullptr))
    {
    }
    ~Connection()
    {
        if (mysql == nullptr)
            return;
        // Not mysql_close() alone: it says goodbye first, which can block on a full or dead connection.
        if (const int descriptor = static_cast<int>(mysql_get_socket(mysql)); descriptor >= 0)
            shutdown(descriptor, SHUT_RDWR);
        mysql_close(mysql);
    }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    WaitSlot slot;
    MYSQL *mysql;
};

BinlogTransport::BinlogTransport(MySqlSettings settings, std::stop_token stop)
    : settings_(std::move(settings))
    , connection_(std::make_unique<Connection>(std::move(stop)))
{
}

BinlogTransport::~BinlogTransport() = default;

Error BinlogTransport::failure()
{
    MYSQL *mysql = connection_->mysql;
    if (connection_->slot.stopped())
        return { ErrorKind::Cancelled, "stopped", settings_.place(), "" };
    fault_ = { mysql_errno(mysql), mysql_sqlstate(mysql), mysql_error(mysql) };
    if (connection_->slot.timedOut())
        return { ErrorKind::Transient, "the server fell silent", settings_.place(), "the connection is renewed" };
    return serverError(fault_, settings_.place());
}

Result<void> BinlogTransport::connect()
{
    MYSQL *mysql = connection_->mysql;
    if (mysql == nullptr)
        return Error { ErrorKind::Resource, "no memory for a connection", settings_.place(), "" };
    const WaitSlot::Scope waiting(connection_->slot, settings_.connect_timeout_ns);
    if (!logIn(mysql, settings_, settings_.silenceNs()))
        return failure();
    return {};
}

Result<void> BinlogTransport::statement(const std::string &sql)
{
    const WaitSlot::Scope waiting(connection_->slot, settings_.connect_timeout_ns);
    if (mysql_real_query(connection_->mysql, sql.data(), sql.size()) != 0)
        return failure();
    return {};
}

Result<void> BinlogTransport::handshake(const BinlogPosition &position, const ServerFacts &facts)
{
    const std::string period = std::to_string(settings_.heartbeat_ns);
    std::string sql = "SET @master_binlog_checksum=@@global.binlog_checksum, @master_heartbeat_period=" + period;
    if (facts.isMariaDb()) {
        sql += ", @mariadb_slave_capability=4, @slave_gtid_strict_mode=0, @slave_gtid_ignore_duplicates=0";
        if (!position.gtid.empty())
            sql += ", @slave_connect_state=" + quotedText(position.gtid);
    } else {
        sql += ", @source_binlog_checksum=@@global.binlog_checksum, @source_heartbeat_period=" + period
            + ", @slave_uuid=UUID(), @replica_uuid=@slave_uuid";
    }
    return statement(sql);
}

Result<void> BinlogTransport::command(int command, const std::string &body)
{
    const WaitSlot::Scope waiting(connection_->slot, settings_.connect_timeout_ns);
    MYSQL *mysql = connection_->mysql;
    if (mysql->methods->db_command(mysql, static_cast<enum_server_command>(command), body.data(), body.size(), 1, nullptr)
        != 0)
        return failure();
    return {};
}

Result<void> BinlogTransport::start(const BinlogPosition &position, const ServerFacts &facts, std::uint32_t server_id)
{
    if (auto prepared = handshake(position, facts); !prepared)
        return prepared;
    const bool by_gtid = !position.gtid.empty() && facts.usesGtid();
    if (by_gtid && !facts.isMariaDb()) {
        const auto body = dumpByGtid(position.gtid, server_id);
        return body ? command(binlog_dump_gtid, body.value()) : Result<void>(body.error());
    }
    if (!by_gtid && position.offset > std::numeric_limits<std::uint32_t>::max())
        return Error { ErrorKind::Gap, "a position behind 4 GiB of a binlog file can only be asked for by GTID",
                       position.text(), "switch GTIDs on (gtid_mode), then take a new snapshot" };
    const auto offset = static_cast<std::uint32_t>(by_gtid ? 4 : position.offset);
    return command(COM_BINLOG_DUMP, dumpByFile(by_gtid ? std::string() : position.file, offset, server_id));
}

Result<std::span<const std::uint8_t>> BinlogTransport::next(const std::function<bool()> &before_waiting)
{
    const WaitSlot::Scope waiting(connection_->slot, settings_.silenceNs(), &before_waiting);
    MYSQL *mysql = connection_->mysql;
    const unsigned long length = mysql_net_read_packet(mysql);
    if (connection_->slot.stopped())
        return Error { ErrorKind::Cancelled, "stopped", settings_.place(), "" };
    // The library returns its error mark as a 32-bit number or a full word, by version.
    if (length == packet_error || length == std::numeric_limits<unsigned long>::max())
        return failure();
    const auto *bytes = mysql->net.read_pos;
    if (length == 0 || (bytes[0] == 0xFE && length < 9))
        return Error { ErrorKind::Transient, "the server ended the stream", settings_.place(), "the connection is renewed" };
    return std::span(bytes + 1, static_cast<std::size_t>(length) - 1);
}

bool BinlogTransport::usesTls() const
{
    return mysql_get_ssl_cipher(connection_->mysql) != nullptr;
}

} // namespace streamgauge
