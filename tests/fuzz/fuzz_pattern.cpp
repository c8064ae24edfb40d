// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternkeys.h"
#include "engine/patterns/patternmatcher.h"
#include "tests/fuzz/fuzzdriver.h"

#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <string>
#include <string_view>

namespace streamgauge {

namespace {

[[noreturn]] void fail(const char *what, const std::string &text)
{
    std::cerr << what << ": " << text << '\n';
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    std::size_t length = 0;
    const auto pattern = parsePattern(text, &length);
    if (!pattern) {
        if (pattern.error().place.empty() || pattern.error().message.empty() || pattern.error().remedy.empty())
            fail("an error that explains nothing", text);
        return 0;
    }
    if (length > size)
        fail("read beyond the end", text);
    if (!checkPattern(*pattern))
        fail("a pattern that was read is refused", text);
    const std::string printed = patternText(*pattern);
    const auto again = parsePattern(printed);
    if (!again || !(*again == *pattern))
        fail("not the same after printing", text + " -> " + printed);
    if (patternKeys(*pattern, {}).size() != patternStreams(*pattern).size())
        fail("not a key for each stream", text);
    const auto matcher = PatternMatcher::make(*pattern, {});
    if (!matcher && (matcher.error().place.empty() || matcher.error().message.empty()))
        fail("an error of make() that explains nothing", text);
    return 0;
}

std::vector<std::vector<std::uint8_t>> fuzzSeeds()
{
    std::vector<std::vector<std::uint8_t>> seeds;
    for (const std::string_view text : std::initializer_list<std::string_view> {
             "every a: login -> not c: logout[c.user == a.user], b: payment[b.user == a.user] within 10s",
             "every a: x+ greedy consecutive -> next b: y{2,5} -> not next d: z, e: shop.orders? within 1m30s skip to_last "
             "a",
             "every (a: x[a.n in [1, 2]] and b: \"a b\"[b.n > a.n] and c: z) -> (d: x or e: y)* -> f: y within 1w skip none",
             "a: x[has(previous.n) && a.s == \"]\" && key != '' && now > timestamp(\"2026-01-01T00:00:00Z\")]{3} # three\n"
             "  -> b: y[b.`q r` == a.n ? true : b[\"s\"].t.exists(u, u > 1)] within 250ms skip to_next",
             "every a: x{0,3} -> b: y-1 -> not (c: x or d: y[d.n == b.n]) within 1h skip to_first b severity critical" })
        seeds.emplace_back(text.begin(), text.end());
    return seeds;
}

} // namespace streamgauge
