// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/inhibition.h"

#include <algorithm>
#include <unordered_map>

namespace streamgauge {

namespace {

constexpr std::size_t most_names = 3;

struct Sources {
    std::vector<std::string> only; ///< match the source side alone
    std::vector<std::string> both;
};

void note(std::vector<std::string> &names, const Alert &alert)
{
    if (names.size() < most_names)
        names.push_back(alert.rule + " for " + alert.key);
}

std::string equalText(const Alert &alert, const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names) {
        const std::string value = attribute(alert, name);
        // The length keeps "a", "bc" apart from "ab", "c".
        text += std::to_string(value.size()) + ':' + value;
    }
    return text;
}

} // namespace

Result<void> Inhibitor::setRules(const std::vector<InhibitionRule> &rules)
{
    if (rules.size() > most_rules)
        return Error { ErrorKind::Configuration, "there are more than " + std::to_string(most_rules) + " inhibition rules",
                       "inhibitions", "" };
    std::vector<Rule> made;
    for (const InhibitionRule &rule : rules) {
        auto source = MatcherSet::compile(rule.source);
        auto target = MatcherSet::compile(rule.target);
        if (!source || !target) {
            Error error = source ? target.error() : source.error();
            error.place = "inhibition " + rule.name + ", " + error.place;
            return error;
        }
        if (rule.source.empty() || rule.target.empty())
            return Error { ErrorKind::Configuration, "needs matchers on both sides", "inhibition " + rule.name,
                           "Name what fires and what is withheld then" };
        made.push_back({ std::move(source.value()), std::move(target.value()), rule.equal });
    }
    rules_ = std::move(made);
    return {};
}

std::vector<std::vector<std::string>> Inhibitor::inhibitedBy(std::span<const Alert *const> alerts) const
{
    std::vector<std::vector<std::string>> found(alerts.size());
    for (const Rule &rule : rules_) {
        std::unordered_map<std::string, Sources> sources;
        for (const Alert *alert : alerts) {
            if (!alert->firing() || !rule.source.matches(*alert))
                continue;
            Sources &same = sources[equalText(*alert, rule.equal)];
            note(rule.target.matches(*alert) ? same.both : same.only, *alert);
        }
        if (sources.empty())
            continue;
        for (std::size_t index = 0; index < alerts.size(); ++index) {
            const Alert &alert = *alerts[index];
            if (!alert.firing() || !rule.target.matches(alert))
                continue;
            const auto same = sources.find(equalText(alert, rule.equal));
            if (same == sources.end())
                continue;
            std::vector<std::string> names = same->second.only;
            if (!rule.source.matches(alert))
                names.insert(names.end(), same->second.both.begin(), same->second.both.end());
            for (const std::string &name : names) {
                if (found[index].size() < most_names && std::ranges::find(found[index], name) == found[index].end())
                    found[index].push_back(name);
            }
        }
    }
    return found;
}

} // namespace streamgauge
