// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/sourceurl.h"
#include "tests/fuzz/fuzzdriver.h"

#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <string_view>

namespace streamgauge {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    const auto url = SourceUrl::parse(text);
    if (!url)
        return 0;
    const auto again = SourceUrl::parse(url->text());
    if (!again || !(*again == *url)) {
        std::cerr << "not the same after formatting: " << text << " -> " << url->text() << '\n';
        std::abort();
    }
    ConnectorInfo network;
    network.kind = "net";
    network.snapshot = true;
    network.fields = { { "host", "", "", FieldType::Text, "", {}, true }, { "tls", "", "", FieldType::Flag, "on" } };
    ConnectorInfo local;
    local.kind = "local";
    local.fields = { { "path", "", "", FieldType::File, "", {}, true }, { "speed", "", "", FieldType::Text, "1" } };
    for (const ConnectorInfo &info : { network, local }) {
        const auto source = url->entry(info);
        if (source && !SourceUrl::parse(SourceUrl::of(*source, info).text()).ok()) {
            std::cerr << "no URL for its own source: " << text << '\n';
            std::abort();
        }
    }
    return 0;
}

std::vector<std::vector<std::uint8_t>> fuzzSeeds()
{
    std::vector<std::vector<std::uint8_t>> seeds;
    for (const std::string_view text : std::initializer_list<std::string_view> {
             "mysql://app@db.example:3306/shop?tables=orders,items&snapshot=on&tls=off",
             "mariadb://u%40corp@[::1]:3307/a%2Fb", "replay:/data/day%20one.csv?time=at&key=id&speed=max",
             "sim:vitals?rate=1000", "replay:C:/x.csv", "mysql://user:secret@host/db" })
        seeds.emplace_back(text.begin(), text.end());
    return seeds;
}

} // namespace streamgauge
