// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/chartmarks.h"

#include "engine/rules/threshold.h"
#include "models/numbertext.h"

#include <algorithm>
#include <set>

namespace streamgauge {

namespace {

constexpr std::size_t most_alert_marks = 500;

QString sign(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Less: return QStringLiteral("<");
    case Comparison::LessOrEqual: return QStringLiteral("≤");
    case Comparison::Greater: return QStringLiteral(">");
    case Comparison::GreaterOrEqual: return QStringLiteral("≥");
    case Comparison::Equal: return QStringLiteral("=");
    case Comparison::NotEqual: return QStringLiteral("≠");
    }
    return {};
}

std::optional<ThresholdMark> markOf(const RuleSpec &rule, const Threshold &threshold, bool clears, ChartAxis axis)
{
    const auto value = numberOf(threshold.value);
    if (!value || threshold.comparison == Comparison::NotEqual)
        return std::nullopt;
    ThresholdMark mark;
    mark.value = *value;
    mark.upper = threshold.comparison == Comparison::Greater || threshold.comparison == Comparison::GreaterOrEqual;
    mark.clears = clears;
    mark.severity = rule.severity;
    mark.axis = axis;
    mark.text = QStringLiteral("%1 %2 %3").arg(toQString(rule.name), sign(threshold.comparison), numberText(*value));
    return mark;
}

bool specsEqual(const std::vector<RuleStatus> &rules, const std::vector<RuleSpec> &specs)
{
    return std::equal(rules.begin(), rules.end(), specs.begin(), specs.end(),
                      [](const RuleStatus &rule, const RuleSpec &spec) { return rule.spec == spec; });
}

} // namespace

bool ChartMarks::update(const Snapshot &snapshot, const Series &series)
{
    const bool other_series = series.size() != series_count_;
    series_count_ = series.size();
    bool changed = false;
    if (other_series || !specsEqual(snapshot.rules, rule_specs_))
        changed = updateThresholds(snapshot, series);
    if (other_series || snapshot.alerts != alerts_)
        changed = updateAlerts(snapshot, series) || changed;
    return updateGaps(snapshot, series) || changed;
}

bool ChartMarks::updateThresholds(const Snapshot &snapshot, const Series &series)
{
    rule_specs_.clear();
    std::vector<ThresholdMark> marks;
    for (const RuleStatus &rule : snapshot.rules) {
        rule_specs_.push_back(rule.spec);
        const auto concerned = [&](const std::string &field) {
            return std::find_if(series.begin(), series.end(), [&](const auto &line) {
                return line->isDrawn() && line->ref.stream == rule.spec.stream && line->ref.field == field;
            });
        };
        for (const bool clears : { false, true }) {
            const auto threshold = asThreshold(clears ? rule.spec.clear : rule.spec.when);
            const auto line = threshold ? concerned(threshold->field) : series.end();
            if (line == series.end())
                continue;
            if (auto mark = markOf(rule.spec, *threshold, clears, (*line)->axis))
                marks.push_back(std::move(*mark));
        }
    }
    std::swap(thresholds_, marks);
    return thresholds_ != marks;
}

bool ChartMarks::updateAlerts(const Snapshot &snapshot, const Series &series)
{
    alerts_ = snapshot.alerts;
    std::set<std::pair<std::string, std::string>> keys_by_field; // "stream\nfield", key
    for (const auto &line : series) {
        if (line->isDrawn())
            keys_by_field.emplace(line->ref.stream + "\n" + line->ref.field, line->ref.key);
    }
    std::vector<AlertMark> marks;
    if (alerts_) {
        for (const Alert &alert : *alerts_) {
            if (alert.fired_at_ns == 0 || !keys_by_field.contains({ alert.stream + "\n" + alert.field, alert.key }))
                continue;
            QString text = toQString(alert.rule);
            if (!alert.key.empty())
                text += QStringLiteral(" · ") + keyText(alert.key);
            marks.push_back({ alert.fired_at_ns, alert.resolved_at_ns, alert.severity, text });
            if (marks.size() == most_alert_marks)
                break;
        }
    }
    std::swap(alert_marks_, marks);
    return alert_marks_ != marks;
}

bool ChartMarks::updateGaps(const Snapshot &snapshot, const Series &series)
{
    std::set<std::string> sources;
    for (const auto &line : series) {
        if (const StreamStatus *stream = line->isDrawn() ? findStream(snapshot, line->ref.stream) : nullptr)
            sources.insert(stream->source);
    }
    std::size_t count = 0;
    for (const SourceStatus &source : snapshot.sources)
        count += sources.contains(source.name) ? source.gaps.size() : 0;
    if (count == gaps_.size())
        return false;
    gaps_.clear();
    for (const SourceStatus &source : snapshot.sources) {
        if (!sources.contains(source.name))
            continue;
        for (const Gap &gap : source.gaps)
            gaps_.push_back({ gap.from_ns, gap.to_ns, toQString(gap.reason) });
    }
    return true;
}

} // namespace streamgauge
