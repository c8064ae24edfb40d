// SPDX-License-Identifier: GPL-3.0-or-later
// A whole file of CSV or JSON lines, through the reader, the splitters and the kinds. Every row handed over must have all
// its cells, rows must come in order of their times, and no row may be lost uncounted.
#include "connectors/replay/replayconnector.h"
#include "tests/connectors/collectingsink.h"
#include "tests/fuzz/fuzzdriver.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <unistd.h>

namespace streamgauge {

namespace {

[[noreturn]] void fail(const char *what)
{
    std::cerr << what << '\n';
    std::abort();
}

void checkRows(const CollectingSink &sink)
{
    TimeNs last_ns = no_time;
    for (const BatchPtr &batch : sink.batches) {
        for (std::size_t column = 0; column < batch->schema().columns.size(); ++column) {
            if (batch->after(column).size() != batch->rows())
                fail("a row lacks a cell");
        }
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            if (batch->eventTime(row) < last_ns)
                fail("time steps back");
            last_ns = batch->eventTime(row);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string path =
        (std::filesystem::temp_directory_path() / ("streamgauge-fuzz-" + std::to_string(getpid()))).string();
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char *>(data), static_cast<std::streamsize>(size));
    const VirtualClock clock;
    ReplayOptions options;
    options.path = path;
    options.speed = 0;
    CollectingSink sink;
    const RunEnd end = ReplayConnector(options, clock).run({}, {}, sink);
    std::filesystem::remove(path);
    if (end.reason == RunEnd::Reason::Stopped)
        fail("it stopped without being told to");
    if (end.reason == RunEnd::Reason::Failed && end.error.message.empty())
        fail("it failed without a word");
    checkRows(sink);
    return 0;
}

std::vector<std::vector<std::uint8_t>> fuzzSeeds()
{
    std::vector<std::vector<std::uint8_t>> seeds;
    for (const std::string_view text : std::initializer_list<std::string_view> {
             "time,value,name\n2020-01-01 00:00:00,1,a\n2020-01-01 00:00:02,2.5,\"b,\"\"c\"\"\"\n2020-01-01 00:00:01,,\n",
             "\xef\xbb\xbf"
             "minute;HR;ok\r\n0;60.5;true\r\n1;;false\r\n2;NaN;true\r\n",
             "a\tb\n\"two\nlines\"\t18446744073709551616\n007\t-0\n",
             "{\"ts\":1733011200691,\"data\":{\"s\":\"X\",\"b\":[[\"1.5\",\"2\"]],\"u\":1}}\n{\"ts\":1733011200690,\"data\":"
             "{\"u\":2.5},\"n\":null}\n",
             "ts|price\n1583020803145000|8531.5\n1583020803276000|8531\n" })
        seeds.emplace_back(text.begin(), text.end());
    return seeds;
}

} // namespace streamgauge
