// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/notifycheck.h"

#include "engine/rules/nearname.h"

#include <algorithm>
#include <set>
#include <string>

namespace streamgauge {

namespace {

using Names = std::vector<std::string>;

bool holds(const Names &names, const std::string &name)
{
    return std::ranges::find(names, name) != names.end();
}

class NotificationCheck
{
public:
    explicit NotificationCheck(const Workspace &workspace)
        : workspace_(workspace)
    {
        std::set<std::string> labels;
        for (const RuleSpec &rule : workspace.rules) {
            rules_.push_back(rule.name);
            for (const auto &[label, value] : rule.labels)
                labels.insert(label);
        }
        attributes_.insert(attributes_.end(), labels.begin(), labels.end());
        for (const SourceEntry &source : workspace.sources)
            sources_.push_back(source.name);
    }

    [[nodiscard]] std::vector<Error> check();

private:
    void checkReceiver(const Receiver &receiver, const std::string &place);
    void checkMatchers(const std::vector<Matcher> &matchers, const std::string &place);
    void checkAttribute(const std::string &name, const std::string &place);
    void fault(const std::string &place, std::string message, std::string remedy)
    {
        errors_.push_back({ ErrorKind::Configuration, std::move(message), place, std::move(remedy) });
    }

    const Workspace &workspace_;
    Names attributes_ { "rule", "stream", "key", "field", "severity" };
    Names rules_;
    Names sources_;
    std::vector<Error> errors_;
};

std::vector<Error> NotificationCheck::check()
{
    const NotifySettings &settings = workspace_.notifications;
    const std::string root = "/notifications";
    const auto at = [&](const char *list, std::size_t index) { return root + list + std::to_string(index); };
    for (std::size_t i = 0; i < settings.receivers.size(); ++i)
        checkReceiver(settings.receivers[i], at("/receivers/", i));
    for (std::size_t i = 0; i < settings.grouping.by.size(); ++i)
        checkAttribute(settings.grouping.by[i], at("/grouping/by/", i));
    for (std::size_t i = 0; i < settings.inhibitions.size(); ++i) {
        const InhibitionRule &inhibition = settings.inhibitions[i];
        checkMatchers(inhibition.source, at("/inhibitions/", i) + "/source");
        checkMatchers(inhibition.target, at("/inhibitions/", i) + "/target");
        for (std::size_t name = 0; name < inhibition.equal.size(); ++name)
            checkAttribute(inhibition.equal[name], at("/inhibitions/", i) + "/equal/" + std::to_string(name));
    }
    for (std::size_t i = 0; i < settings.mute_times.size(); ++i)
        checkMatchers(settings.mute_times[i].matchers, at("/mute_times/", i) + "/matchers");
    return std::move(errors_);
}

void NotificationCheck::checkReceiver(const Receiver &receiver, const std::string &place)
{
    checkMatchers(receiver.matchers, place + "/matchers");
    const auto source = receiver.settings.find("source");
    if (receiver.kind == "sql" && source != receiver.settings.end() && !holds(sources_, source->second))
        fault(place + "/settings/source", "there is no source \"" + source->second + "\"",
              nameRemedy(source->second, sources_));
}

void NotificationCheck::checkMatchers(const std::vector<Matcher> &matchers, const std::string &place)
{
    static const Names severities { "info", "warning", "critical" };
    for (const Matcher &matcher : matchers) {
        checkAttribute(matcher.name, place);
        const bool compares = matcher.match == MatchOperator::Equal || matcher.match == MatchOperator::NotEqual;
        if (!compares)
            continue;
        if (matcher.name == "rule" && !holds(rules_, matcher.value))
            fault(place, "there is no rule \"" + matcher.value + "\"", nameRemedy(matcher.value, rules_));
        if (matcher.name == "severity" && !holds(severities, matcher.value))
            fault(place, "there is no severity \"" + matcher.value + "\"", nameRemedy(matcher.value, severities));
    }
}

void NotificationCheck::checkAttribute(const std::string &name, const std::string &place)
{
    if (!holds(attributes_, name))
        fault(place, "no rule has a label \"" + name + "\"", nameRemedy(name, attributes_));
}

} // namespace

std::vector<Error> checkNotifications(const Workspace &workspace)
{
    return NotificationCheck(workspace).check();
}

} // namespace streamgauge
