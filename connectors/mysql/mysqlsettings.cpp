// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysqlsettings.h"

#include "engine/data/timetext.h"

#include <charconv>
#include <limits>
#include <string_view>

namespace streamgauge {

namespace {

Error wrongSetting(const std::string &source_name, std::string_view setting, std::string message, std::string remedy)
{
    return { ErrorKind::Configuration, std::move(message), source_name + ": setting " + std::string(setting),
             std::move(remedy) };
}

std::string valueOf(const Settings &settings, const SettingField &field)
{
    const auto found = settings.find(field.name);
    return found == settings.end() || found->second.empty() ? field.default_value : found->second;
}

Result<std::uint64_t> numberOf(const std::string &source_name, const std::string &setting, const std::string &text,
                               std::uint64_t least, std::uint64_t most)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < least || number > most)
        return wrongSetting(source_name, setting, "\"" + text + "\" is not a whole number in its range",
                            "use " + std::to_string(least) + " to " + std::to_string(most));
    return number;
}

std::vector<std::string> splitList(std::string_view text)
{
    std::vector<std::string> items;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        std::string_view item = text.substr(0, comma);
        while (item.starts_with(' '))
            item.remove_prefix(1);
        while (item.ends_with(' '))
            item.remove_suffix(1);
        if (!item.empty())
            items.emplace_back(item);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return items;
}

Result<TlsMode> tlsMode(const MySqlSettings &settings, const std::string &text)
{
    if (text == "auto")
        return settings.isLocal() ? TlsMode::Off : TlsMode::On;
    if (text == "on")
        return TlsMode::On;
    if (text == "off")
        return TlsMode::Off;
    if (text == "verify")
        return TlsMode::Verify;
    return wrongSetting(settings.source_name, "tls", "\"" + text + "\" is no way to use TLS", "use auto, on, off or verify");
}

Result<void> readTables(MySqlSettings &settings, const std::string &text)
{
    settings.tables = splitList(text);
    for (const std::string &table : settings.tables) {
        if (settings.database.empty() && table.find('.') == std::string::npos)
            return wrongSetting(settings.source_name, "tables", "\"" + table + "\" names no database",
                                "write DATABASE." + table + ", or fill in the database");
    }
    return {};
}

Result<void> readNumbers(MySqlSettings &settings, const std::map<std::string, std::string> &values)
{
    const std::string &name = settings.source_name;
    const auto port = numberOf(name, "port", values.at("port"), 1, 65535);
    if (!port)
        return port.error();
    const auto heartbeat_s = numberOf(name, "heartbeat_s", values.at("heartbeat_s"), 1, 3600);
    if (!heartbeat_s)
        return heartbeat_s.error();
    const auto timeout_s = numberOf(name, "connect_timeout_s", values.at("connect_timeout_s"), 1, 600);
    if (!timeout_s)
        return timeout_s.error();
    const auto chunk_rows = numberOf(name, "snapshot_chunk_rows", values.at("snapshot_chunk_rows"), 1, 1'000'000);
    if (!chunk_rows)
        return chunk_rows.error();
    settings.port = static_cast<std::uint16_t>(port.value());
    settings.heartbeat_ns = static_cast<DurationNs>(heartbeat_s.value()) * ns_per_s;
    settings.connect_timeout_ns = static_cast<DurationNs>(timeout_s.value()) * ns_per_s;
    settings.snapshot_chunk_rows = static_cast<std::uint32_t>(chunk_rows.value());
    return {};
}

std::vector<SettingField> connectionFields()
{
    return {
        { "host",
          "Host",
          "Name or address of the server, or the absolute path of its Unix socket",
          FieldType::Text,
          "127.0.0.1",
          {},
          true,
          false },
        { "port", "Port", "TCP port of the server", FieldType::Number, "3306", {}, false, false },
        { "user",
          "User",
          "Needs SELECT on the tables and REPLICATION SLAVE; the check names each missing grant",
          FieldType::Text,
          "",
          {},
          true,
          false },
        { "password", "Password", "Kept in the keychain, never in the workspace", FieldType::Secret, "", {}, false, false },
        { "database", "Database", "Tables without a database belong to this one", FieldType::Text, "", {}, false, false },
        { "tables",
          "Tables",
          "table, database.table or database.*, separated by commas; empty: all of the database",
          FieldType::StreamList,
          "",
          {},
          false,
          false },
    };
}

std::vector<SettingField> advancedFields()
{
    return {
        { "tls",
          "TLS",
          "auto: on unless the server runs on this machine; verify: the certificate must fit the host",
          FieldType::Choice,
          "auto",
          { "auto", "on", "off", "verify" },
          false,
          true },
        { "tls_ca",
          "CA file",
          "Certificates that vouch for the server (PEM); empty: those of the system",
          FieldType::File,
          "",
          {},
          false,
          true },
        { "heartbeat_s",
          "Heartbeat, s",
          "The server speaks at least so often; after three silent ones the connection is renewed",
          FieldType::Number,
          "1",
          {},
          false,
          true },
        { "connect_timeout_s",
          "Connect time-out, s",
          "How long to wait for the server to answer",
          FieldType::Number,
          "10",
          {},
          false,
          true },
        { "snapshot_chunk_rows",
          "Snapshot chunk, rows",
          "Rows a query of the snapshot asks for",
          FieldType::Number,
          "10000",
          {},
          false,
          true },
    };
}

} // namespace

ConnectorInfo mySqlConnectorInfo()
{
    ConnectorInfo info;
    info.kind = "mysql";
    info.aliases = { "mariadb" };
    info.title = "MySQL / MariaDB";
    info.description = "Rows as they change, read from the binary log. Nothing is installed on the server.";
    info.fields = connectionFields();
    for (SettingField &field : advancedFields())
        info.fields.push_back(std::move(field));
    info.snapshot = true;
    info.resume = true;
    info.transactions = true;
    info.before_images = true;
    return info;
}

Result<MySqlSettings> MySqlSettings::parse(const std::string &source_name, const Settings &settings)
{
    std::map<std::string, std::string> values;
    for (const SettingField &field : mySqlConnectorInfo().fields)
        values[field.name] = valueOf(settings, field);
    for (const auto &[setting, value] : settings) {
        if (!values.contains(setting))
            return wrongSetting(source_name, setting, "unknown setting", "remove it");
    }

    MySqlSettings parsed;
    parsed.source_name = source_name;
    parsed.host = values["host"];
    parsed.user = values["user"];
    parsed.password = values["password"];
    parsed.database = values["database"];
    parsed.tls_ca = values["tls_ca"];
    if (parsed.user.empty())
        return wrongSetting(source_name, "user", "missing", "name the user to log in as");
    if (auto numbers = readNumbers(parsed, values); !numbers)
        return numbers.error();
    if (auto tables = readTables(parsed, values["tables"]); !tables)
        return tables.error();
    const auto tls = tlsMode(parsed, values["tls"]);
    if (!tls)
        return tls.error();
    parsed.tls = tls.value();
    return parsed;
}

bool MySqlSettings::isLocal() const
{
    return usesUnixSocket() || host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string MySqlSettings::place() const
{
    return usesUnixSocket() ? host : host + ":" + std::to_string(port);
}

} // namespace streamgauge
