// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/ruleedit.h"
#include "engine/rules/rulefields.h"
#include "engine/rules/ruletest.h"
#include "engine/rules/threshold.h"
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
    const auto rules = parsePlacedRules(text);
    if (!rules) {
        const Error &error = rules.error();
        if (error.message.empty() || error.remedy.empty() || !offsetOfPlace(text, error.place)) {
            std::cerr << "an error that explains nothing: " << text << '\n';
            std::abort();
        }
        return 0;
    }
    RuleContext context;
    context.all_streams_known = false;
    for (const PlacedRule &rule : *rules) {
        // Its printed form may be longer than what was read, where characters had to be escaped.
        if (!checkRule(rule.spec))
            continue;
        for (const std::string &printed : { ruleText(rule.spec), ruleBlock(rule.spec) }) {
            const auto again = parseRule(printed);
            if (!again || !(*again == rule.spec)) {
                std::cerr << "not the same after printing: " << text << " -> " << printed << '\n';
                std::abort();
            }
        }
        const RuleSpec &other = rules->front().spec;
        const std::string edited = editedRuleText(text.substr(rule.range.begin, rule.range.end - rule.range.begin), other);
        if (const auto again = parseRule(edited); checkRule(other) && (!again || !(*again == other))) {
            std::cerr << "not the rule it was edited to: " << text << " -> " << edited << '\n';
            std::abort();
        }
        static_cast<void>(checkRuleFields(rule.spec, context));
        static_cast<void>(mostRuleBytesPerKey(rule.spec));
    }
    static_cast<void>(testValues(text));
    static_cast<void>(asThreshold(text));
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
             "A: from s when event.flag == true keep_firing 1.5s", "A: from s key id when event.f > 1e300",
             "rule D\n  from vitals key [patient_id, ward]\n  let low = min(event.spo2) over 10s where event.ward == "
             "\"ICU\"\n"
             "  let p99 = quantile(0.99, event.f) over 5m hop 1m let n = count() over 20 events let t = avg(event.x) "
             "tumbling 1m\n"
             "  let s = max(event.x) session 30s let score = anomaly(\"knn_cad\", event.heart_rate, window = 100)\n"
             "  let bmi = event.weight / (event.height * event.height)\n  when low < 90.0 || score > 0.99 clear low >= "
             "92.0\n"
             "  level critical when low < 80.0 clear low >= 85.0 for 10s keep_firing 30s no_data nodata after 1m error ok\n"
             "  time event disorder 2s flapping off label team = \"icu\" notify night_shift, mail summary \"{{low}} of "
             "{{key}}\"",
             "A: pattern every a: login -> not c: logout[c.user == a.user], b: payment[b.user == a.user] within 10s B: "
             "absence of "
             "heartbeat by host for 30s C: from cpu as c, disk as d key host within 10s when c.load > 0.9 && d.busy > 0.9",
             "A: from s when event.a > 1.0 # one\n for 10s // two\n B: from t # three\n key k\n let m = avg(event.a) # "
             "four\n over 10s "
             "when m > 1.0 level critical when m > 2.0 label a = \"#\" C: from s when true severity warning # five",
             "75 85 _ 10x5 1+2x3 'a b'" })
        seeds.emplace_back(text.begin(), text.end());
    return seeds;
}

} // namespace streamgauge
