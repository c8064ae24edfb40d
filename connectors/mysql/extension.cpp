// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/decodebenchmark.h"
#include "connectors/mysql/latencybenchmark.h"
#include "connectors/mysql/mysqlfactory.h"
#include "connectors/mysql/mysqllookupsource.h"
#include "connectors/mysql/mysqlstatementrunner.h"
#include "engine/source/registry.h"

#include <memory>

namespace {

constexpr std::uint64_t decoded_rows = 10'000'000;

streamgauge::Result<std::vector<streamgauge::Figure>> decodeFigures()
{
    const streamgauge::DecodeFigures measured = streamgauge::measureDecode(decoded_rows);
    if (measured.rows_per_s <= 0)
        return streamgauge::Error { streamgauge::ErrorKind::Internal, "the stream could not be decoded", "", "" };
    return std::vector<streamgauge::Figure> { { "rows, one core", measured.rows_per_s, "rows/s" },
                                              { "bytes, one core", measured.bytes_per_s, "bytes/s" } };
}

} // namespace

extern "C" __attribute__((visibility("default"))) std::uint32_t streamgaugeExtensionAbi()
{
    return streamgauge::extension_abi;
}

extern "C" __attribute__((visibility("default"))) void streamgaugeRegister(streamgauge::Registry *registry)
{
    registry->add(std::make_unique<streamgauge::MySqlFactory>());
    registry->add(
        std::unique_ptr<streamgauge::StatementRunnerFactory>(std::make_unique<streamgauge::MySqlStatementRunnerFactory>()));
    registry->add(
        std::unique_ptr<streamgauge::LookupSourceFactory>(std::make_unique<streamgauge::MySqlLookupSourceFactory>()));
    registry->add({ "decode", "binlog bytes to batches, 6 columns", "at least 3 M rows/s a core", decodeFigures });
    registry->add({ "latency", "INSERT sent to alert raised, MariaDB on loopback, 1,000 rows/s",
                    "p50 at most 0.3 ms, p99 at most 1.5 ms", [] { return streamgauge::measureLatency({}); } });
}
