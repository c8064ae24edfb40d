// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/matcher.h"

#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// While an alert that `source` matches fires, the notices of alerts that `target` matches and that have the same
/// texts under all names in `equal` are withheld. An absent label equals an empty one.
struct InhibitionRule {
    std::string name;
    std::vector<Matcher> source;
    std::vector<Matcher> target;
    std::vector<std::string> equal; ///< names as in a matcher
    friend bool operator==(const InhibitionRule &, const InhibitionRule &) = default;
};

/// Which alerts stand for which others. Immutable but for setRules(); one thread.
class Inhibitor
{
public:
    static constexpr std::size_t most_rules = 100;

    /// All or none. Error Configuration with the rule at fault.
    [[nodiscard]] Result<void> setRules(const std::vector<InhibitionRule> &rules);
    /// For each alert, who withholds its notices, as "Rule for key", at most three. Only firing alerts withhold, only
    /// firing ones are withheld. An alert that matches both sides is not inhibited by another that does (Alertmanager,
    /// inhibit/inhibit.go), hence never by itself.
    [[nodiscard]] std::vector<std::vector<std::string>> inhibitedBy(std::span<const Alert *const> alerts) const;

private:
    struct Rule {
        MatcherSet source;
        MatcherSet target;
        std::vector<std::string> equal;
    };
    std::vector<Rule> rules_;
};

} // namespace streamgauge
