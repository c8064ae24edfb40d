// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/workspacefile.h"
#include "tests/fuzz/fuzzdriver.h"

#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <string_view>

namespace streamgauge {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const WorkspaceReading reading = readWorkspace(text);
    if (!reading.faults.empty())
        return 0;
    const auto written = workspaceText(reading.workspace);
    if (!written) {
        std::cerr << "read but not writable: " << written.error().text() << '\n';
        std::abort();
    }
    const WorkspaceReading again = readWorkspace(*written);
    if (!again.faults.empty() || !(again.workspace == reading.workspace)) {
        std::cerr << "not the same after writing:\n" << *written << '\n';
        std::abort();
    }
    return 0;
}

std::vector<std::vector<std::uint8_t>> fuzzSeeds()
{
    std::vector<std::vector<std::uint8_t>> seeds;
    for (
        const std::string_view text : std::initializer_list<std::string_view> {
            R"({"format":"streamgauge-workspace","version":1,"name":"Ward","sources":[{"name":"w","kind":"sim",)"
            R"("settings":{"simulation":"vitals","password":"env:PW"},"snapshot":false,"on_gap":"skip"}],)"
            R"("rules":["Fast: from vitals when event.heart_rate > 120.0 clear event.heart_rate < 110.0 for 10s severity critical"],)"
            R"("dashboards":[{"name":"Beds","panels":[{"kind":"chart","title":"","column":0,"row":0,"width":6,"height":4,)"
            R"("settings":{"a":[1,2.5,"x",null,true]}}]}]})",
            R"({"format":"streamgauge-workspace","version":1})", R"({"format":"streamgauge-workspace","version":99})",
            R"([[[[[[[[{"a":{"b":{"c":[1e400,-0,"\ud800"]}}}]]]]]]]])" })
        seeds.emplace_back(text.begin(), text.end());
    return seeds;
}

} // namespace streamgauge
