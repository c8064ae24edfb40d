// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backtest/ruletestrun.h"

#include "engine/backtest/ruletestinput.h"
#include "engine/backtest/shardplayer.h"
#include "engine/lookups/offlinefunctions.h"

#include <algorithm>
#include <map>

namespace streamgauge {

namespace {

/// 2000-01-01: no instant of a test is 0, which means "never" in alerts.
constexpr TimeNs test_begins_ns = 946'684'800 * ns_per_s;

/// The state of each key's latest alert.
class StateOutput final : public AlertOutput
{
public:
    void changed(const Alert &alert, AlertState) override
    {
        const auto latest = latest_.find(alert.key);
        // News of an earlier episode does not concern the present one.
        if (latest != latest_.end() && alert.episode < latest->second.first)
            return;
        latest_[alert.key] = { alert.episode, alert.state };
    }
    std::uint64_t nextEpisode() override { return ++episodes_; }

    [[nodiscard]] AlertState state(const std::string &key) const
    {
        const auto latest = latest_.find(key);
        return latest == latest_.end() ? AlertState::Normal : latest->second.second;
    }

private:
    std::map<std::string, std::pair<std::uint64_t, AlertState>> latest_;
    std::uint64_t episodes_ = 0;
};

/// "ICU · 3" as keys of several fields are joined inside.
std::string innerKey(std::string key)
{
    constexpr std::string_view shown = " · ";
    for (std::size_t at = key.find(shown); at != std::string::npos; at = key.find(shown, at + 1))
        key.replace(at, shown.size(), "\x1f");
    return key;
}

struct TestResult {
    std::vector<RuleTestMismatch> mismatches;
    std::uint64_t errors = 0;
    std::string last_error;
};

Result<TestResult> runOnce(const RuleSpec &rule, const RuleTest &test, const RuleTestInput &input,
                           const RuleFunctions &functions)
{
    TestResult result;
    StateOutput states;
    RuleShard shard;
    shard.setFunctions(functions ? functions : offlineFunctions());
    if (auto set = shard.setRule(rule, test_begins_ns, states); !set)
        return set.error();
    ShardPlayer player(shard, states);
    std::vector<TestExpectation> expected = test.expected;
    std::ranges::stable_sort(expected, {}, &TestExpectation::at_ns);
    std::size_t next = 0;
    // Expectations of the time before `until_ns`.
    const auto compare = [&](TimeNs until_ns) {
        for (; next < expected.size() && expected[next].at_ns < until_ns; ++next) {
            player.advance({}, test_begins_ns + expected[next].at_ns + 1, input.streams());
            const std::string key = rule.key.size() > 1 ? innerKey(expected[next].key) : expected[next].key;
            const AlertState found = states.state(key);
            const bool ended = found == AlertState::Resolved && expected[next].state == AlertState::Normal;
            if (found != expected[next].state && !ended)
                result.mismatches.push_back({ expected[next], found });
        }
    };
    for (std::size_t step = 0; step < input.steps(); ++step) {
        const auto at_ns = static_cast<TimeNs>(step) * test.interval_ns;
        compare(at_ns);
        for (const BatchPtr &batch : input.batches(step, test_begins_ns + at_ns))
            player.play({}, TimeBasis::Arrival, batch, 0, static_cast<std::uint32_t>(batch->rows()), true);
    }
    compare(std::numeric_limits<TimeNs>::max());
    for (const RuleStatus &status : shard.status()) {
        result.errors += status.errors;
        result.last_error = status.last_error;
    }
    return result;
}

} // namespace

Result<std::vector<RuleTestMismatch>> runRuleTest(const RuleSpec &rule, const RuleTest &test, const RuleFunctions &functions)
{
    if (auto sound = checkRuleTest(test); !sound)
        return sound.error();
    std::string last_error;
    for (const WholeNumbers numbers : { WholeNumbers::Doubles, WholeNumbers::Integers }) {
        const auto input = RuleTestInput::make(rule, test, numbers);
        if (!input)
            return input.error();
        auto result = runOnce(rule, test, *input, functions);
        if (!result)
            return result.error();
        // CEL does not mix integers and doubles in arithmetic: where the rule wants integers, send those.
        if (result->errors == 0 || rule.on_error != NoDataPolicy::Keep)
            return std::move(result->mismatches);
        last_error = result->last_error;
    }
    return Error { ErrorKind::Configuration, "the rule cannot be judged: " + last_error, "test " + test.name,
                   "Send the fields that the rule reads" };
}

} // namespace streamgauge
