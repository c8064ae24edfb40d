// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulespec.h"
#include "tests/fuzz/fuzzdriver.h"

#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <string>
#include <string_view>

namespace streamgauge {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    const auto rule = parseRule(text);
    if (!rule) {
        if (rule.error().place.empty() || rule.error().message.empty() || rule.error().remedy.empty()) {
            std::cerr << "an error that explains nothing: " << text << '\n';
            std::abort();
        }
        return 0;
    }
    // Its printed form may be longer than what was read, where characters had to be escaped.
    if (!checkRule(*rule))
        return 0;
    const auto again = parseRule(ruleText(*rule));
    if (!again || !(*again == *rule)) {
        std::cerr << "not the same after printing: " << text << " -> " << ruleText(*rule) << '\n';
        std::abort();
    }
    return 0;
}

std::vector<std::vector<std::uint8_t>> fuzzSeeds()
{
    std::vector<std::vector<std::uint8_t>> seeds;
    for (const std::string_view text : std::initializer_list<std::string_view> {
             "Fast: from vitals when event.heart_rate > 120.0 clear event.heart_rate < 110.0 for 10s keep_firing 30s "
             "no_data keep after 30s severity critical",
             "rule Desaturation\n  from vitals\n  when event.spo2 < 90 # per cent\n  for 1m30s no_data alert severity info",
             "\"High: rate\": from shop.orders when event[\"größe\"] >= -0x1F for 250ms",
             "A-1: from east/s when event.`a b` != r'\\d' clear event.f == 18446744073709551615u",
             "A: from s when event.f == '''it's \\x41\\u00e4\\U0001F600\\101\\n''' no_data ok after 1w // end",
             "A: from s when event.flag == true keep_firing 1.5s", "A: from s key id when event.f > 1e300" })
        seeds.emplace_back(text.begin(), text.end());
    return seeds;
}

} // namespace streamgauge
