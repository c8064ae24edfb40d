// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"
#include "engine/data/timetext.h"
#include "engine/patterns/patternmatcher.h"
#include "tests/engine/data/batchtext.h"

#include <QRegularExpression>
#include <QString>
#include <QStringList>

#include <random>
#include <string>
#include <vector>

namespace streamgauge::test {

/// "ab3=7 /k @12": an event of the kinds a and b named ab3, with value 7, of key k, 12 s after the start.
struct EventText {
    std::string name;
    std::int64_t value = 0;
    std::string key = "k";
    TimeNs time_ns = 0;
};

inline EventText eventFrom(const std::string &text, TimeNs time_ns)
{
    EventText event;
    event.time_ns = time_ns;
    const std::size_t end = text.find_first_of("=/@");
    event.name = text.substr(0, end);
    for (std::size_t at = end; at != std::string::npos;) {
        const std::size_t next = text.find_first_of("=/@", at + 1);
        const std::string part = text.substr(at + 1, next == std::string::npos ? next : next - at - 1);
        if (text[at] == '=')
            event.value = std::stoll(part);
        else if (text[at] == '/')
            event.key = part;
        else
            event.time_ns = static_cast<TimeNs>(std::stod(part) * static_cast<double>(ns_per_s));
        at = next;
    }
    return event;
}

/// Events at 1 s, 2 s, ... unless they say otherwise.
inline std::vector<EventText> eventsFrom(const QString &text)
{
    std::vector<EventText> events;
    for (const QString &word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        events.push_back(eventFrom(word.toStdString(), static_cast<TimeNs>(events.size() + 1) * ns_per_s));
    return events;
}

inline SchemaPtr eventSchema()
{
    static const SchemaPtr schema = schemaFrom("s", "name:string, v:int, key:string");
    return schema;
}

inline BatchPtr batchOf(const std::vector<EventText> &events, std::size_t begin, std::size_t end)
{
    BatchBuilder builder(eventSchema());
    for (std::size_t i = begin; i < end; ++i) {
        builder.setTimes(events[i].time_ns, events[i].time_ns);
        builder.after(0).appendText(events[i].name);
        builder.after(1).appendInt(events[i].value);
        builder.after(2).appendText(events[i].key);
        builder.endRow(Op::Created);
    }
    return builder.finish();
}

/// "a -> next b+" as "a: s[a.name.contains("a")] -> next b: s[b.name.contains("b")]+": single letters before a colon,
/// arrow or quantifier stand for events of that kind.
inline std::string spelledOut(const QString &pattern)
{
    static const QRegularExpression letter(QStringLiteral(R"((^|[ (])([a-h])(?=[ ,+*?{)]|$))"));
    const qsizetype skip =
        pattern.contains(QStringLiteral(" skip ")) ? pattern.indexOf(QStringLiteral(" skip ")) : pattern.size();
    const QString steps = pattern.left(skip).replace(letter, QStringLiteral(R"(\1\2: s[\2.name.contains("\2")])"));
    return (steps + pattern.mid(skip)).toStdString();
}

/// Matches as "a1 b1 | a2 b2", and what they were told of.
class MatchNotes : public MatchSink
{
public:
    void matched(std::string_view key, TimeNs time_ns, std::span<const MatchedEvent> events) override
    {
        std::string line;
        for (const MatchedEvent &event : events) {
            const auto column = event.batch->schema().find("name");
            line += (line.empty() ? "" : " ") + std::string(event.batch->after(*column).textAt(event.row));
        }
        text += (text.empty() ? "" : " | ") + line;
        timed += (timed.empty() ? "" : " | ") + line + " @" + durationText(time_ns);
        keys += (keys.empty() ? "" : " ") + std::string(key);
        ++count;
    }

    std::string text;
    std::string timed;
    std::string keys;
    std::size_t count = 0;
};

inline std::unique_ptr<PatternMatcher> matcherOf(const std::string &pattern, std::vector<std::string> key_fields = {},
                                                 PatternLimits limits = {})
{
    auto spec = parsePattern(pattern);
    if (!spec)
        qFatal("%s: %s", pattern.c_str(), spec.error().text().c_str());
    std::vector<PatternField> read;
    for (const PatternStep &step : spec->steps) {
        for (const PatternEvent &event : step.events)
            read.push_back({ event.alias, "name" });
    }
    auto matcher = PatternMatcher::make(std::move(*spec), std::move(key_fields), limits, std::move(read));
    if (!matcher)
        qFatal("%s: %s", pattern.c_str(), matcher.error().text().c_str());
    return std::move(*matcher);
}

/// Feeds the events cut into batches before each place in `cuts`.
inline void feed(PatternMatcher &matcher, const std::vector<EventText> &events, const std::vector<std::size_t> &cuts,
                 MatchSink &sink)
{
    std::size_t begin = 0;
    for (std::size_t end = 1; end <= events.size(); ++end) {
        if (end < events.size() && std::ranges::find(cuts, end) == cuts.end())
            continue;
        const BatchPtr batch = batchOf(events, begin, end);
        matcher.take(batch, allRows(*batch), TimeBasis::Event, sink);
        begin = end;
    }
}

} // namespace streamgauge::test
