// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/binlogstream.h"
#include "tests/support/mariadbserver.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace streamgauge {

/// The events of one binlog file, as a server would send them.
struct BinlogRecording {
    std::string file;
    std::vector<std::vector<std::uint8_t>> events;
};

inline BinlogRecording readBinlogFile(const std::string &directory, const std::string &file)
{
    std::ifstream in(directory + "/" + file, std::ios::binary);
    const std::vector<char> bytes { std::istreambuf_iterator<char>(in), {} };
    if (bytes.size() < 4
        || std::memcmp(bytes.data(),
                       "\xFE"
                       "bin",
                       4)
            != 0)
        throw std::runtime_error("no binlog file: " + directory + "/" + file);
    BinlogRecording recording { file, {} };
    for (std::size_t at = 4; at + 19 <= bytes.size();) {
        std::uint32_t size = 0;
        std::memcpy(&size, bytes.data() + at + 9, 4);
        if (size < 19 || at + size > bytes.size())
            throw std::runtime_error("a binlog file ends in the middle of an event");
        const auto *event = reinterpret_cast<const std::uint8_t *>(bytes.data() + at);
        recording.events.emplace_back(event, event + size);
        at += size;
    }
    return recording;
}

/// Ends the current file and reads those from `first_file` on, in order.
inline std::vector<BinlogRecording> recordSince(const MariaDbServer &server, SqlClient &client,
                                                const std::string &first_file)
{
    client.run("FLUSH BINARY LOGS");
    std::vector<BinlogRecording> recordings;
    const std::vector<SqlClient::Row> files = client.rows("SHOW BINARY LOGS");
    for (std::size_t i = 0; i + 1 < files.size(); ++i) {
        if (*files[i][0] >= first_file)
            recordings.push_back(readBinlogFile(server.directory() + "/data", *files[i][0]));
    }
    return recordings;
}

/// Starts a new file and names it.
inline std::string freshBinlogFile(SqlClient &client)
{
    client.run("FLUSH BINARY LOGS");
    return *client.rows("SHOW BINARY LOGS").back()[0];
}

inline Result<void> replay(BinlogStream &stream, const std::vector<BinlogRecording> &recordings, EventSink &sink)
{
    stream.begin({ recordings.front().file, 4, {} }, sink);
    for (const BinlogRecording &recording : recordings) {
        for (const auto &event : recording.events) {
            if (auto fed = stream.feed(event, 0); !fed)
                return fed;
        }
    }
    if (!stream.flush())
        return Error { ErrorKind::Cancelled, "flush refused", {}, {} };
    return {};
}

} // namespace streamgauge
