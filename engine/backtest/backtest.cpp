// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backtest/backtest.h"

#include "engine/backtest/shardplayer.h"
#include "engine/lookups/offlinefunctions.h"

#include <algorithm>
#include <unordered_map>

namespace streamgauge {

namespace {

constexpr double day_ns = 86'400e9;

/// Keeps what becomes of every alert.
class EpisodeBook final : public AlertOutput
{
public:
    EpisodeBook(BacktestReport &report, std::size_t most_episodes)
        : report_(report)
        , most_episodes_(most_episodes)
    {
        for (std::size_t rule = 0; rule < report.rules.size(); ++rule)
            rules_.emplace(report.rules[rule].spec.name, rule);
    }

    void changed(const Alert &alert, AlertState previous) override
    {
        const auto rule = rules_.find(alert.rule);
        if (rule == rules_.end())
            return;
        RuleReport &report = report_.rules[rule->second];
        const auto [place, added] = open_.try_emplace(alert.episode, Open { rule->second, no_episode });
        if (added && previous != AlertState::Normal) {
            // It ended already; only its flapping changed.
            open_.erase(place);
            return;
        }
        if (added && report.episodes.size() < most_episodes_) {
            place->second.episode = report.episodes.size();
            report.episodes.push_back({ alert.key, alert.severity, alert.state, alert.active_at_ns, 0, 0, {}, {} });
        }
        Open &open = place->second;
        if (open.fired_at_ns == 0 && alert.fired_at_ns != 0 && alert.firing()) {
            ++report.fired;
            open.fired_at_ns = alert.fired_at_ns;
            if (open.episode != no_episode)
                report.episodes[open.episode].value = alert.value;
        } else if (open.fired_at_ns != 0 && alert.fired_at_ns == 0 && alert.state == AlertState::Pending) {
            // A longer `for` took it back.
            open.fired_at_ns = 0;
            --report.fired;
        }
        if (open.episode != no_episode)
            update(report.episodes[open.episode], alert);
        if (alert.state == AlertState::Resolved || alert.state == AlertState::Normal) {
            report.never_fired += alert.state == AlertState::Normal ? 1 : 0;
            if (alert.state == AlertState::Resolved)
                report.firing_ns += alert.resolved_at_ns - alert.fired_at_ns;
            open_.erase(place);
        }
    }
    std::uint64_t nextEpisode() override { return ++episodes_; }

    /// What fires still, fires up to `end_ns`.
    void close(TimeNs end_ns)
    {
        for (const auto &[number, open] : open_) {
            if (open.fired_at_ns == 0)
                continue;
            ++report_.rules[open.rule].open;
            report_.rules[open.rule].firing_ns += std::max<DurationNs>(end_ns - open.fired_at_ns, 0);
        }
    }

private:
    static constexpr std::size_t no_episode = SIZE_MAX;
    struct Open {
        std::size_t rule = 0;
        std::size_t episode = no_episode;
        TimeNs fired_at_ns = 0;
    };
    static void update(BacktestEpisode &episode, const Alert &alert)
    {
        episode.severity = std::max(episode.severity, alert.severity);
        episode.state = alert.state;
        episode.active_at_ns = alert.active_at_ns;
        episode.fired_at_ns = alert.fired_at_ns;
        episode.resolved_at_ns = alert.resolved_at_ns;
        episode.reason = alert.reason;
    }

    BacktestReport &report_;
    const std::size_t most_episodes_;
    std::unordered_map<std::string, std::size_t> rules_;
    std::unordered_map<std::uint64_t, Open> open_;
    std::uint64_t episodes_ = 0;
};

void judgeIncidents(RuleReport &report, const BacktestOptions &options, TimeNs end_ns)
{
    std::vector<bool> hits(report.episodes.size(), false);
    for (const RecordingNote &incident : options.incidents) {
        IncidentResult result { incident, false, 0 };
        for (std::size_t index = 0; index < report.episodes.size(); ++index) {
            const BacktestEpisode &episode = report.episodes[index];
            if (episode.fired_at_ns == 0 || (!incident.key.empty() && incident.key != episode.key))
                continue;
            const TimeNs until_ns = episode.resolved_at_ns == 0 ? end_ns : episode.resolved_at_ns;
            if (episode.fired_at_ns > incident.to_ns || until_ns < incident.from_ns - options.early_ns)
                continue;
            hits[index] = true;
            // The first alert is the one that warned.
            if (!result.hit || incident.from_ns - episode.fired_at_ns > result.lead_ns)
                result.lead_ns = incident.from_ns - episode.fired_at_ns;
            result.hit = true;
        }
        report.hits += result.hit ? 1 : 0;
        report.missed += result.hit ? 0 : 1;
        report.incidents.push_back(std::move(result));
    }
    for (std::size_t index = 0; !options.incidents.empty() && index < hits.size(); ++index)
        report.false_alarms += !hits[index] && report.episodes[index].fired_at_ns != 0 ? 1 : 0;
}

} // namespace

Result<BacktestReport> backtest(std::span<const RuleSpec> rules, BatchSource &source, const BacktestOptions &options)
{
    BacktestReport report;
    for (const RuleSpec &rule : rules)
        report.rules.push_back({ .spec = rule });
    EpisodeBook book(report, options.most_episodes);
    RuleShard shard;
    shard.setFunctions(options.functions ? options.functions : offlineFunctions());
    for (const RuleSpec &rule : rules) {
        if (auto set = shard.setRule(rule, 0, book); !set)
            return set.error();
    }
    ShardPlayer player(shard, book);
    if (auto played = source.play(rules, player, options.stop); !played)
        return played.error();
    player.finish();
    report.events = player.events();
    report.from_ns = player.firstTime() == no_time ? 0 : player.firstTime();
    report.to_ns = player.lastTime() == no_time ? 0 : player.lastTime();
    report.faults = source.faults();
    report.lost_rows = source.lostRows();
    book.close(report.to_ns);
    const double days = (static_cast<double>(report.to_ns) - static_cast<double>(report.from_ns)) / day_ns;
    const std::vector<RuleStatus> statuses = shard.status();
    for (RuleReport &rule : report.rules) {
        const auto status =
            std::ranges::find_if(statuses, [&](const RuleStatus &one) { return one.spec.name == rule.spec.name; });
        if (status != statuses.end()) {
            rule.evaluations = status->evaluations;
            rule.errors = status->errors;
            rule.last_error = status->last_error;
        }
        rule.alerts_per_day = days * 86'400 < 1 ? 0 : static_cast<double>(rule.fired) / days;
        judgeIncidents(rule, options, report.to_ns);
    }
    return report;
}

} // namespace streamgauge
