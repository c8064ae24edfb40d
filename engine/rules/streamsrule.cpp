// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/streamsrule.h"

namespace streamgauge {

StreamsRule::StreamsRule(const RuleSpec &spec, const RuleSpec &judged)
    : spec_(spec)
    , keeper_(judged, *this)
    , summary_(spec.summary)
{
    keeper_.describe({}, ruleConditionText(spec), false);
}

void StreamsRule::adopt(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out)
{
    spec_ = spec;
    summary_ = SummaryTemplate(spec.summary);
    keeper_.adopt(judged(spec), now_ns, out);
}

void StreamsRule::keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out)
{
    const Slot slot = keeper_.find(hash, key);
    if (slot != KeyTable::none)
        keeper_.endKey(slot, AlertReason::Deleted, time_ns, out);
}

void StreamsRule::restore(const Alert &alert, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out)
{
    keeper_.restore(alert, keyHash(alert.key), down_since_ns, now_ns, out);
}

RuleProbe StreamsRule::probe(std::string_view key, const RowRef &newest) const
{
    static_cast<void>(newest);
    RuleProbe probe;
    const Slot slot = keeper_.find(keyHash(key), key);
    if (slot == KeyTable::none)
        return probe;
    const KeyAlert &alert = keeper_[slot].main.alert;
    probe.state = alert.state;
    probe.severity = keeper_.machine().severity(alert);
    probe.when = alert.last.when[0];
    probe.time_ns = alert.clock_ns == no_time ? 0 : alert.clock_ns;
    return probe;
}

TimeNs StreamsRule::nextChange(Slot slot) const
{
    static_cast<void>(slot);
    return never;
}

bool StreamsRule::remembers(Slot slot) const
{
    static_cast<void>(slot);
    return false;
}

void StreamsRule::forgotten(Slot slot)
{
    static_cast<void>(slot);
}

bool StreamsRule::appendValue(std::string &out, const KeySlot &key, Slot slot)
{
    static_cast<void>(key);
    static_cast<void>(slot);
    out += value_;
    return !value_.empty();
}

bool StreamsRule::appendSummary(std::string &out, const KeySlot &key, Slot slot)
{
    static_cast<void>(slot);
    summary_.fill(out, [&](std::string &text, std::string_view wanted) {
        const std::size_t dot = wanted.find('.');
        if (wanted == "key")
            text += key.key;
        else if (wanted == "value")
            text += key.value;
        else if (dot != std::string_view::npos)
            appendField(text, wanted.substr(0, dot), wanted.substr(dot + 1));
    });
    return true;
}

std::vector<PatternField> StreamsRule::summaryFields() const
{
    std::vector<PatternField> fields;
    for (const SummaryTemplate::Part &part : summary_.parts()) {
        const std::size_t dot = part.text.find('.');
        if (part.is_name && dot != std::string::npos)
            fields.push_back({ part.text.substr(0, dot), part.text.substr(dot + 1) });
    }
    return fields;
}

} // namespace streamgauge
