// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternbenchmark.h"
#include "patternhelp.h"

#include <QTest>

using namespace streamgauge;
using namespace streamgauge::test;

namespace {

void row(const char *name, const char *pattern, const char *events, const char *matches)
{
    QTest::newRow(name) << QString::fromUtf8(pattern) << QString::fromUtf8(events) << QString::fromUtf8(matches);
}

void columns()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("events");
    QTest::addColumn<QString>("matches");
}

constexpr TimeNs far_ns = 1'000'000 * ns_per_s;

} // namespace

class TestPatternMatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void skips_data();
    void skips() { check(false); }
    void repeats_data();
    void repeats() { check(false); }
    void negates_data();
    void negates() { check(false); }
    void groups_data();
    void groups() { check(false); }
    void keepsTime_data();
    void keepsTime() { check(true); }
    void judges_data();
    void judges() { check(false); }
    void keepsKeysApart();
    void tellsSilencesInOrderOfTime();
    void countsOnlyHappenings();
    void takesLateEventsAtTheKeysTime();
    void livesThroughANewShape();
    void countsWhatCannotBeJudged();
    void refusesWhatDoesNotCompile();
    void callsFunctions();
    void isTheSameHoweverCut();
    void findsTheSameWithAndWithoutAnEquality();
    void staysInsideItsBounds_data();
    void staysInsideItsBounds();
    void makesRoomForNewKeys();
    void keepsOnlyWhatIsRead();
    void givesMemoryBack();
    void measuresWhatItSays();

private:
    /// Every way of cutting the events into batches gives the matches of the row.
    void check(bool timed);
};

void TestPatternMatcher::check(bool timed)
{
    QFETCH(QString, pattern);
    QFETCH(QString, events);
    QFETCH(QString, matches);
    const std::vector<EventText> given = eventsFrom(events);
    std::vector<std::size_t> every;
    for (std::size_t i = 1; i < given.size(); ++i)
        every.push_back(i);
    for (const std::vector<std::size_t> &cuts : { std::vector<std::size_t> {}, every, std::vector<std::size_t> { 2 } }) {
        auto matcher = matcherOf(spelledOut(pattern));
        MatchNotes notes;
        feed(*matcher, given, cuts, notes);
        matcher->advance(far_ns, notes);
        QCOMPARE(QString::fromStdString(timed ? notes.timed : notes.text), matches);
        QCOMPARE(matcher->status().matches, std::uint64_t { notes.count });
        QCOMPARE(matcher->status().partial_matches, std::size_t { 0 });
        QCOMPARE(matcher->status().errors, std::uint64_t { 0 });
    }
}

// The rows named after a test are facts of Flink CEP's AfterMatchSkipITCase (Apache Flink 1.18), "docs" those of its
// manual, "After Match Skip Strategy".
void TestPatternMatcher::skips_data()
{
    columns();
    row("testNoSkip", "every a{3} within 1h skip none", "a1 a2 a3 a4 a5 a6", "a1 a2 a3 | a2 a3 a4 | a3 a4 a5 | a4 a5 a6");
    row("testSkipPastLast", "every a{3} within 1h skip past_last", "a1 a2 a3 a4 a5 a6", "a1 a2 a3 | a4 a5 a6");
    row("past_last is the default", "every a{3} within 1h", "a1 a2 a3 a4 a5 a6", "a1 a2 a3 | a4 a5 a6");
    row("testNoSkipWithQuantifierAtTheEnd", "every a -> next b+ within 1h skip none", "a1 b1 b2 b3",
        "a1 b1 | a1 b1 b2 | a1 b1 b2 b3");
    row("testSkipToNextWithQuantifierAtTheEnd", "every a -> next b+ within 1h skip to_next", "a1 b1 b2 b3", "a1 b1");
    row("testSkipToFirst", "every a{2} -> next b{2} within 1h skip to_first b", "ab1 ab2 ab3 ab4 ab5 ab6",
        "ab1 ab2 ab3 ab4 | ab3 ab4 ab5 ab6");
    row("testSkipToLast", "every a{2} -> next b{2} within 1h skip to_last b", "ab1 ab2 ab3 ab4 ab5 ab6 ab7",
        "ab1 ab2 ab3 ab4 | ab4 ab5 ab6 ab7");
    row("testSkipPastLast3", "every a -> next b within 1h", "a1 c a2 b2", "a2 b2");
    row("testSkipToFirstWithOptionalMatch", "every h* -> next b -> next c within 1h skip to_first b", "ab1 c1 ab2 c2",
        "ab1 c1 | ab2 c2");
    row("testSkipToFirstAtStartPosition", "every b -> next c within 1h skip to_first b", "ab1 c1 ab2 c2", "ab1 c1 | ab2 c2");
    row("testSkipToFirstWithOneOrMore", "every a -> next b+ consecutive within 1h skip to_first b", "a1 b1 a2 b2 b3 a3 b4",
        "a1 b1 | a2 b2 | a3 b4");
    row("testSkipToLastWithOneOrMore", "every a -> next b+ consecutive within 1h skip to_last b", "a1 b1 a2 b2 b3 a3 b4",
        "a1 b1 | a2 b2 | a3 b4");
    row("testSkipToFirstNonExistentPositionWithoutException",
        "every a -> next b* consecutive -> next c within 1h skip to_first b", "a c", "a c");
    row("testSkipPastLastWithOneOrMoreAtBeginning", "every a+ greedy consecutive -> next b within 1h", "a1 a2 a3 b1",
        "a1 a2 a3 b1");
    row("testSkipToLastWithOneOrMoreAtBeginning", "every a+ greedy consecutive -> next b within 1h skip to_last a",
        "a1 a2 a3 b1", "a1 a2 a3 b1 | a3 b1");
    row("testSkipToFirstWithOneOrMoreAtBeginning", "every a+ greedy consecutive -> next b within 1h skip to_first a",
        "a1 a2 a3 b1", "a1 a2 a3 b1 | a2 a3 b1 | a3 b1");
    row("testNoSkipWithOneOrMoreAtBeginning", "every a+ greedy consecutive -> next b within 1h skip none", "a1 a2 a3 b1",
        "a1 a2 a3 b1 | a2 a3 b1 | a3 b1");
    row("testSkipToFirstDiscarding",
        "every x: s[x.name.matches(\"[ac].*\")] -> y: s[y.name.matches(\"[bc].*\")] -> c+ greedy -> d within 1h skip "
        "to_first c",
        "a b c1 c2 c3 d", "a b c1 c2 c3 d | c1 c2 c3 d");
    // The second began later but is complete first: it is told at once and does not cost the first its place.
    row("testSkipBeforeOtherAlreadyCompleted",
        "every a -> c -> b: s[b.name.contains(\"b\") && b.v == a.v] within 1h skip to_first c", "a1=0 c1 a2=1 c2 b1=1 b2=0",
        "a2 c2 b1 | a1 c1 b2");
    row("docs, none", "every b+ -> next c within 1h skip none", "b1 b2 b3 c", "b1 b2 b3 c | b2 b3 c | b3 c");
    row("docs, to_next", "every b+ -> next c within 1h skip to_next", "b1 b2 b3 c", "b1 b2 b3 c | b2 b3 c | b3 c");
    row("docs, past_last", "every b+ -> next c within 1h skip past_last", "b1 b2 b3 c", "b1 b2 b3 c");
    row("docs, to_first", "every b+ -> next c within 1h skip to_first b", "b1 b2 b3 c", "b1 b2 b3 c | b2 b3 c | b3 c");
    row("docs, to_last", "every b+ -> next c within 1h skip to_last b", "b1 b2 b3 c", "b1 b2 b3 c | b3 c");
    row("docs, a b+ none", "every a -> b+ within 1h skip none", "a b1 b2 b3", "a b1 | a b1 b2 | a b1 b2 b3");
    row("docs, a b+ to_next", "every a -> b+ within 1h skip to_next", "a b1 b2 b3", "a b1");
    row("the longest of equals", "every a -> b+ -> c within 1h", "a b1 b2 c", "a b1 b2 c");
    row("once", "a -> b within 1h skip none", "a1 a2 b1 a3 b2", "a1 b1");
}

// The rows named after a test are facts of GreedyITCase and TimesRangeITCase, "javadoc" of Pattern.consecutive().
void TestPatternMatcher::repeats_data()
{
    columns();
    row("testGreedyZeroOrMore", "every c -> a* greedy -> d within 1h skip none", "c a1 a2 a3 d", "c a1 a2 a3 d");
    row("testGreedyZeroOrMoreInBetween", "every c -> a* greedy -> d within 1h skip none", "c x a1 x a2 x a3 d",
        "c a1 a2 a3 d");
    row("testGreedyZeroOrMoreWithDummyEventsAfterQuantifier", "every c -> a* greedy -> d within 1h skip none", "c a1 a2 x d",
        "c a1 a2 d");
    row("testGreedyZeroOrMoreWithDummyEventsBeforeQuantifier", "every c -> a* greedy -> d within 1h skip none", "c x d",
        "c d");
    row("testGreedyZeroOrMoreBeforeOptional", "every c -> a* greedy -> d? -> e within 1h skip none", "c a1 a2 x e",
        "c a1 a2 e");
    row("testGreedyZeroOrMoreBeforeOptional2", "every c -> a* greedy -> d? -> e within 1h skip none", "c a1 a2 d e",
        "c a1 a2 d e | c a1 a2 e");
    row("testGreedyOneOrMore", "every c -> a+ greedy -> d within 1h skip none", "c a1 a2 a3 d", "c a1 a2 a3 d");
    row("testGreedyOneOrMoreWithDummyEventsBeforeQuantifier", "every c -> a+ greedy -> d within 1h skip none", "c x d", "");
    row("testTimesRangeStrictOptional1", "every c -> next a{0,3} consecutive -> b within 1h skip none", "c a1 a2 a3 b",
        "c a1 a2 a3 b | c a1 a2 b | c a1 b | c b");
    row("testTimesRangeNonStrictOptional1", "every c -> a{0,3} -> b within 1h skip none", "c f b", "c b");
    row("javadoc, relaxed", "every c -> a+ -> b within 1h skip none", "c d a1 a2 a3 d a4 b",
        "c a1 a2 a3 a4 b | c a1 a2 a3 b | c a1 a2 b | c a1 b");
    row("javadoc, consecutive", "every c -> a+ consecutive -> b within 1h skip none", "c d a1 a2 a3 d a4 b",
        "c a1 a2 a3 b | c a1 a2 b | c a1 b");
    row("greedy, an event that both could take", "every a+ greedy -> b within 1h skip none", "a1 ab2 b3",
        "a1 ab2 b3 | ab2 b3");
    row("greedy, when it may take no more", "every a{1,2} greedy -> b within 1h", "a1 a2 ab3", "a1 a2 ab3");
    row("greedy, once the row is broken", "every a+ greedy consecutive -> b within 1h", "a1 x a2 b1", "a1 b1");
    row("greedy, of none or one", "every c -> a? greedy -> b within 1h skip none", "c ab1 b2", "c ab1 b2");
    row("exactly", "every a{2} -> b within 1h skip none", "a1 a2 a3 b", "a1 a2 b | a2 a3 b");
    row("at least", "every c -> a{2,} -> b within 1h skip none", "c a1 a2 a3 b", "c a1 a2 a3 b | c a1 a2 b");
    row("a range", "every c -> a{1,2} -> b within 1h skip none", "c a1 a2 a3 b", "c a1 a2 b | c a1 b");
    row("optional, there", "every a -> b? -> c within 1h", "a b c", "a b c");
    row("optional, not there", "every a -> b? -> c within 1h", "a x c", "a c");
    row("optional first", "every a? -> b within 1h skip none", "a1 b1", "a1 b1 | b1");
    row("in a row", "every a{3} consecutive within 1h", "a1 a2 x a3 a4 a5", "a3 a4 a5");
    row("strictly next", "every a -> next b within 1h", "a1 x b1 a2 b2", "a2 b2");
    row("followed by", "every a -> b within 1h", "a1 x b1", "a1 b1");
    row("an event is taken once", "every a -> b within 1h skip none", "ab1 ab2 ab3", "ab1 ab2 | ab2 ab3");
    row("repetition and next step fit", "every a -> b+ -> c within 1h skip none", "a b1 bc2", "a b1 bc2");
}

// The rows named after a test are facts of NotPatternITCase (Apache Flink 2.0).
void TestPatternMatcher::negates_data()
{
    columns();
    row("testNotNext", "every a -> not next b, c -> d within 1h skip none", "a1 c1 b1 c2 d", "a1 c1 d");
    row("testNotNextNoMatches", "every a -> not next b, c -> d within 1h skip none", "a1 b1 c1 c2 d", "");
    row("testNotFollowedBy", "every a -> not b, c -> d within 1h skip none", "a1 c1 b1 c2 d", "a1 c1 d");
    row("too early for c", "every a -> not b, c -> d within 1h skip none", "a1 b1 c1 d", "");
    row("testNotFollowedByBeforeOptional", "every a -> not b, c? -> d within 1h skip none", "a1 c1 b1 c2 d", "a1 c1 d");
    row("testTimesWithNotFollowedBy", "every a -> b{2} -> not c, d within 1h skip none", "a1 b1 c b2 d", "");
    row("testTimesWithNotFollowedByAfter", "every a -> b{2} -> not c, d within 1h skip none", "a1 d1 e b1 b2 c1 d2", "");
    row("testNotFollowedByBeforeOptionalAtTheEnd", "every a -> not b, c? within 1h skip none", "a1 c1 b1 c2", "a1 | a1 c1");
    row("testNotFollowedByBeforeOneOrMoreEagerSkipTillNext", "every a -> not c, b+ -> d within 1h skip none",
        "a b1 c b4 b5 b6 d", "a b1 b4 b5 b6 d | a b1 b4 b5 d | a b1 b4 d | a b1 d");
    row("testNotFollowedByBeforeZeroOrMoreEagerSkipTillNext", "every a -> not c, b* -> d within 1h skip none",
        "a b1 c b4 b5 b6 d", "a b1 b4 b5 b6 d | a b1 b4 b5 d | a b1 b4 d | a b1 d");
    row("what must not come wins", "every a -> not b, c within 1h", "a1 bc c", "");
    row("what must not come wins where one step would do", "every a -> not b, c within 1h skip none", "a1 bc2 a3 c4",
        "a3 c4");
    row("not next behind a repetition", "every a+ -> not next b, c within 1h skip none", "a1 b2 a3 x c4",
        "a1 a3 c4 | a3 c4");
    row("not next of what need not come", "every a -> not next b, c? within 1h", "a1 b1", "a1");
    row("two that must not come, one of them next", "every a -> not b, not next d, c within 1h", "a1 b1 c1 a2 d2 c2 a3 x c3",
        "a3 c3");
    row("either of two", "every a -> not (x: s[x.name == \"x\"] or y: s[y.name == \"y\"]), b within 1h", "a1 y b1 a2 b2",
        "a2 b2");
    row("two in a row", "every a -> not c, not d, b within 1h", "a1 d b1 a2 c b2 a3 b3", "a3 b3");
    row("of the same user",
        "every a -> not c: s[c.name == \"c\" && c.v == a.v], b: s[b.name == \"b\" && b.v == a.v] within 1h",
        "a=1 a=2 c=1 b=1 b=2", "a b");
}

void TestPatternMatcher::groups_data()
{
    columns();
    row("and, one way", "every (a and b) within 1h", "a1 b1", "a1 b1");
    row("and, other way", "every (a and b) within 1h", "b1 a1", "b1 a1");
    row("and, one event is not enough", "every (a and b) within 1h skip none", "ab1 x ab2", "ab1 ab2");
    row("and of three behind a step", "every d -> (a and b and c) -> e within 1h", "d c x a e b e2", "d c a b e2");
    row("and, next", "every d -> next (a and b) within 1h", "d1 x a b d2 b x a", "d2 b a");
    row("and, compared when both are there",
        "every (a: s[a.name == \"a\"] and b: s[b.name == \"b\" && b.v == a.v]) within 1h", "b=1 a=2 a=1", "b a");
    row("or", "every (a or b) -> c within 1h", "b1 c1 a1 c2", "b1 c1 | a1 c2");
    row("or, repeated", "every (a or b){3} -> c within 1h", "b1 a1 b2 c1", "b1 a1 b2 c1");
    row("or, the first that fits", "every (a or b) -> c: s[c.name == \"c\" && has(a.v)] within 1h", "ab1 c", "ab1 c");
}

// The rows named after a test are facts of NotPatternITCase, of milliseconds there.
void TestPatternMatcher::keepsTime_data()
{
    columns();
    row("just in time", "every a -> b within 10s", "a@1 b@10.999", "a b @10s999ms");
    row("just too late", "every a -> b within 10s", "a@1 b@11", "");
    row("from the first event", "every a -> b -> c within 10s", "a@1 b@9 c@12", "");
    row("testNotFollowedByWithinAtEnd", "every a -> not b within 3s skip none", "a1@1 b1@2 a2@4 c@5 b2@10 a3@11 b3@13",
        "a2 @7s");
    row("testNotFollowByBeforeTimesWithin", "every a -> not b, c{0,2} within 3s skip none",
        "a1@1 b1@2 a2@10 c1@11 c2@12 a3@20 c3@21 c4@24",
        "a1 @1s | a2 @10s | a2 c1 @11s | a2 c1 c2 @12s | a3 @20s | a3 c3 @21s");
    row("silence ends exactly", "every a -> not b within 10s", "a@1 x@11", "a @11s");
    row("b at the end is too late", "every a -> not b within 10s", "a@1 b@11", "a @11s");
    row("b before the end", "every a -> not b within 10s", "a@1 b@10.999999999", "");
    row("silence behind two steps", "every a -> b -> not c within 10s", "a@1 b@4 x@20", "a b @11s");
    row("each silence", "every a -> not b within 10s", "a1@1 a2@5", "a1 @11s | a2 @15s");
    row("silence behind a repetition", "every a{1,2} consecutive -> not b within 10s skip none", "a1@1 a2@2",
        "a1 a2 @11s | a1 @11s | a2 @12s");
    row("but for the one that was broken", "every a -> not b within 10s skip none", "a1@1 a2@5 b@12", "a1 @11s");
    row("simultaneous silences, the longest", "every a -> b+ -> not c within 10s", "a@1 b1@2 b2@3", "a b1 b2 @11s");
    row("simultaneous and as long, the one longer in the first step",
        "every a{1,2} -> b{1,2} -> not c within 10s skip to_first b", "a1@1 ab2@2 b3@3", "a1 ab2 b3 @11s");
    row("time never runs backwards", "every a -> b within 10s", "a@5 b@3", "a b @5s");
}

void TestPatternMatcher::judges_data()
{
    columns();
    row("an earlier event", "every a -> b: s[b.name == \"b\" && b.v > a.v * 2] within 1h", "a=3 b=5 b=7", "a b");
    row("the latest of a repetition", "every a{2} -> b: s[b.name == \"b\" && b.v == a.v] within 1h", "a1=1 a2=2 b=1 b=2",
        "a1 a2 b");
    row("the event before", "every a: s[a.name.startsWith(\"a\") && (!has(previous.v) || a.v > previous.v)]{3} within 1h",
        "a1=1 a2=3 a3=2 a4=4", "a1 a2 a4");
    row("an event that is not there", "every a -> c? -> b: s[b.name == \"b\" && b.v == c.v] within 1h", "a b=1 c=2 b=2",
        "a c b");
    row("that it is there", "every a -> c? -> b: s[b.name == \"b\" && !has(c.v)] within 1h", "a b=1", "a b");
    row("the key", "every a -> b: s[b.name == \"b\" && key == \"\"] within 1h", "a b", "a b");
    row("the time", "every a -> b: s[b.name == \"b\" && now >= timestamp(\"1970-01-01T00:00:03Z\")] within 1h",
        "a@1 b@2 b@3", "a b");
    row("another equality", "every a -> b: s[b.name == \"b\" && a.v == b.v] -> c: s[c.name == \"c\" && c.v > b.v] within 1h",
        "a=1 b=2 b=1 c=1 c=2", "a b c");
    row("an int equals a double", "every a -> b: s[b.name == \"b\" && b.v == 1.0] within 1h", "a b=2 b=1", "a b");
}

void TestPatternMatcher::keepsKeysApart()
{
    const QString pattern = QStringLiteral("every a -> b within 1h");
    auto by_field = matcherOf(spelledOut(pattern), { "key" });
    MatchNotes notes;
    feed(*by_field, eventsFrom(QStringLiteral("a1/x a2/y b1/y b2/x")), { 1, 3 }, notes);
    QCOMPARE(notes.text, std::string("a2 b1 | a1 b2"));
    QCOMPARE(notes.keys, std::string("y x"));
    QCOMPARE(by_field->status().keys, std::size_t { 0 });

    // What the conditions compare is the key when none is given: one user's match does not cost another's its place.
    auto by_comparison = matcherOf("every a: s[a.name < \"b\"] -> b: s[b.name > \"b\" && b.v == a.v] within 1h");
    MatchNotes compared;
    feed(*by_comparison, eventsFrom(QStringLiteral("a1=7 a2=8 b1=8 b2=7")), {}, compared);
    QCOMPARE(compared.text, std::string("a2 b1 | a1 b2"));
    QCOMPARE(compared.keys, std::string("8 7"));
}

void TestPatternMatcher::tellsSilencesInOrderOfTime()
{
    auto matcher = matcherOf(spelledOut(QStringLiteral("every a -> not b within 10s")), { "key" });
    MatchNotes notes;
    feed(*matcher, eventsFrom(QStringLiteral("a1/z@1 a2/y@2 a3/x@3 a4/w@4 b1/y@5")), {}, notes);
    QCOMPARE(matcher->nextDue(), 11 * ns_per_s);
    matcher->advance(11 * ns_per_s - 1, notes);
    QCOMPARE(notes.timed, std::string());
    matcher->advance(11 * ns_per_s, notes);
    QCOMPARE(notes.timed, std::string("a1 @11s"));
    matcher->advance(60 * ns_per_s, notes);
    QCOMPARE(notes.timed, std::string("a1 @11s | a3 @13s | a4 @14s"));
    QCOMPARE(matcher->nextDue(), INT64_MAX);
}

void TestPatternMatcher::countsOnlyHappenings()
{
    auto matcher = matcherOf("every a: s[a.name == \"a\"] -> b: s[b.name == \"b\"] within 1h", { "key" });
    BatchBuilder builder(eventSchema());
    const auto add = [&](const char *name, const char *key, Op op) {
        builder.after(0).appendText(name);
        builder.after(1).appendInt(0);
        if (key == nullptr)
            builder.after(2).appendMissing(CellState::Null);
        else
            builder.after(2).appendText(key);
        builder.endRow(op);
    };
    add("a", "k", Op::Snapshot);
    add("b", "k", Op::Created);
    add("a", "k", Op::Updated);
    add("b", nullptr, Op::Created);
    add("b", "k", Op::Deleted);
    builder.addMark(Op::Reset);
    add("b", "k", Op::Updated);
    const BatchPtr batch = builder.finish();
    MatchNotes notes;
    matcher->take(batch, allRows(*batch), TimeBasis::Arrival, notes);
    QCOMPARE(notes.text, std::string("a b"));
    QCOMPARE(matcher->status().without_key, std::uint64_t { 1 });
}

void TestPatternMatcher::takesLateEventsAtTheKeysTime()
{
    auto matcher = matcherOf(spelledOut(QStringLiteral("every a -> b -> c within 10s")), { "key" });
    MatchNotes notes;
    // The late b counts as of 9 s; another key keeps its own time.
    feed(*matcher, eventsFrom(QStringLiteral("a1/x@9 b1/x@2 a2/y@2 b2/y@3 c1/x@18 c2/y@11.5")), {}, notes);
    QCOMPARE(notes.timed, std::string("a1 b1 c1 @18s | a2 b2 c2 @11s500ms"));
}

void TestPatternMatcher::livesThroughANewShape()
{
    auto matcher = matcherOf("every a: s[a.name == \"a\"] -> b: s[b.name == \"b\" && b.v == a.v && b.extra] within 1h");
    MatchNotes notes;
    feed(*matcher, eventsFrom(QStringLiteral("a=1 a=2 b=1")), {}, notes);
    QCOMPARE(notes.count, std::size_t { 0 });
    QVERIFY(matcher->status().last_error.find("extra") != std::string::npos);

    const SchemaPtr wider = schemaFrom("s", "extra:bool, v:int, key:string, name:string", 2);
    const BatchPtr batch =
        batchFrom(wider, { "created@9000000000 true | 2 | k | b", "created@9000000001 true | 1 | k | b" });
    matcher->take(batch, allRows(*batch), TimeBasis::Event, notes);
    QCOMPARE(notes.text, std::string("a b | a b"));
    QCOMPARE(notes.keys, std::string("2 1"));
}

void TestPatternMatcher::countsWhatCannotBeJudged()
{
    auto matcher = matcherOf("every a: s[a.name == \"a\"] -> b: s[b.name == \"b\" && 10 / (b.v - a.v) > 1] within 1h");
    MatchNotes notes;
    feed(*matcher, eventsFrom(QStringLiteral("a=1 b=1 b=2")), {}, notes);
    QCOMPARE(notes.text, std::string("a b"));
    QCOMPARE(matcher->status().errors, std::uint64_t { 1 });
    QVERIFY2(matcher->status().last_error.starts_with("b: "), matcher->status().last_error.c_str());
}

void TestPatternMatcher::refusesWhatDoesNotCompile()
{
    for (const char *pattern : { "every a: s -> b: s[b.n == d.n] within 1s", "every a: s[a.n == unknown(1)] within 1s",
                                 "every a: s[\"text\"] within 1s" }) {
        const auto spec = parsePattern(pattern);
        QVERIFY2(spec.ok(), pattern);
        const auto matcher = PatternMatcher::make(*spec, {});
        QVERIFY2(!matcher.ok(), pattern);
        QCOMPARE(matcher.error().kind, ErrorKind::Configuration);
        QVERIFY(matcher.error().place.starts_with("condition of "));
    }
    QVERIFY(!PatternMatcher::make({}, {}).ok());
}

void TestPatternMatcher::callsFunctions()
{
    const CelFunction limit { "limit", 1, 1, CelKind::Int,
                              [](std::span<const CelValue> values) { return CelValue::ofInt(values[0].integer() * 10); } };
    auto matcher = PatternMatcher::make(*parsePattern("every a: s[a.v < limit(1)] -> b: s[b.v > limit(a.v)] within 1h"), {},
                                        {}, { { "a", "name" }, { "b", "name" } }, { limit });
    QVERIFY2(matcher.ok(), matcher.ok() ? "" : matcher.error().text().c_str());
    MatchNotes notes;
    feed(**matcher, eventsFrom(QStringLiteral("a=2 b=20 b=21")), {}, notes);
    QCOMPARE(notes.text, std::string("a b"));
}

void TestPatternMatcher::isTheSameHoweverCut()
{
    const std::vector<QString> patterns {
        QStringLiteral("every a -> b+ -> c within 20s skip none"),
        QStringLiteral("every a -> not c, b within 9s"),
        QStringLiteral("every a+ greedy -> next b within 12s skip to_last a"),
        QStringLiteral("every (a and b) -> c? -> d within 15s skip to_next"),
        QStringLiteral("every a -> b -> not c within 8s"),
        QStringLiteral("every a -> b: s[b.name.contains(\"b\") && b.v == a.v] -> c within 15s skip none"),
    };
    std::mt19937 random(20);
    for (int round = 0; round < 60; ++round) {
        std::vector<EventText> events;
        TimeNs time_ns = 0;
        for (int i = 0; i < 120; ++i) {
            time_ns += static_cast<TimeNs>(random() % 3) * ns_per_s;
            const std::string kind(1, static_cast<char>('a' + random() % 5));
            events.push_back({ kind + std::to_string(i), static_cast<std::int64_t>(random() % 3),
                               std::string(1, static_cast<char>('x' + random() % 3)),
                               time_ns - static_cast<TimeNs>(random() % 2) * ns_per_s });
        }
        const QString &pattern = patterns[static_cast<std::size_t>(round) % patterns.size()];
        QString first;
        for (int way = 0; way < 4; ++way) {
            std::vector<std::size_t> cuts;
            for (std::size_t at = 1; at < events.size(); ++at) {
                if (way > 0 && random() % static_cast<unsigned>(way * way) == 0)
                    cuts.push_back(at);
            }
            auto matcher = matcherOf(spelledOut(pattern), { "key" });
            MatchNotes notes;
            feed(*matcher, events, cuts, notes);
            matcher->advance(far_ns, notes);
            const QString told = QString::fromStdString(notes.timed + " # " + notes.keys);
            if (way == 0)
                first = told;
            QCOMPARE(told, first);
        }
    }
}

void TestPatternMatcher::findsTheSameWithAndWithoutAnEquality()
{
    // Written so that no equality can be read from it, the same condition is judged for every partial match.
    const std::string indexed = "every a: s[a.name < \"b\"] -> not c: s[c.name > \"c\" && c.v == a.v], "
                                "b: s[b.name > \"b\" && b.name < \"c\" && b.v == a.v] within 30s skip none";
    const std::string scanned = "every a: s[a.name < \"b\"] -> not c: s[c.name > \"c\" && !(c.v != a.v)], "
                                "b: s[b.name > \"b\" && b.name < \"c\" && !(b.v != a.v)] within 30s skip none";
    std::mt19937 random(4);
    std::vector<EventText> events;
    for (int i = 0; i < 3'000; ++i)
        events.push_back({ std::string(1, static_cast<char>('a' + random() % 3)) + std::to_string(i),
                           static_cast<std::int64_t>(random() % 25), "k", i * ns_per_s });
    MatchNotes with;
    MatchNotes without;
    feed(*matcherOf(indexed, { "key" }), events, { 100, 1'000 }, with);
    feed(*matcherOf(scanned, { "key" }), events, { 100, 1'000 }, without);
    QVERIFY(with.count > 100);
    QCOMPARE(with.timed, without.timed);
}

void TestPatternMatcher::staysInsideItsBounds_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("one_key");
    QTest::addColumn<quint64>("most_partial");
    QTest::addColumn<quint64>("most_bytes");
    QTest::addColumn<int>("starts");
    constexpr quint64 much = 1ULL << 40U;
    QTest::newRow("in all") << QStringLiteral("every a -> b within 1h") << false << quint64 { 20'000 } << much << 200'000;
    QTest::newRow("of a key") << QStringLiteral("every a -> b: s[b.v == a.v] within 1h") << true << quint64 { 20'000 }
                              << much << 200'000;
    QTest::newRow("scanned") << QStringLiteral("every a -> b within 1h") << true << quint64 { 50 } << much << 50'000;
    QTest::newRow("bytes") << QStringLiteral("every a -> b: s[b.v == a.v] within 1h") << false << much << quint64 { 8 << 20 }
                           << 1'000'000;
    QTest::newRow("branches") << QStringLiteral("every a+ -> b within 1h skip none") << true << quint64 { 50 } << much
                              << 5'000;
}

void TestPatternMatcher::staysInsideItsBounds()
{
    QFETCH(QString, pattern);
    QFETCH(bool, one_key);
    QFETCH(quint64, most_partial);
    QFETCH(quint64, most_bytes);
    QFETCH(int, starts);
    PatternLimits limits;
    limits.most_partial = 20'000;
    limits.most_scanned_per_key = 50;
    limits.most_bytes = most_bytes;
    if (most_bytes < (1ULL << 30U))
        limits.most_partial = 10'000'000;
    auto matcher = matcherOf(spelledOut(pattern), { "key" }, limits);
    MatchNotes notes;
    std::vector<EventText> events(1'000);
    for (int i = 0; i < starts;) {
        for (EventText &event : events) {
            event = { "a", i, one_key ? "k" : "key number " + std::to_string(i), i * ns_per_us };
            ++i;
        }
        const BatchPtr batch = batchOf(events, 0, events.size());
        matcher->take(batch, allRows(*batch), TimeBasis::Event, notes);
        const PatternStatus status = matcher->status();
        QVERIFY2(status.partial_matches <= most_partial, qPrintable(QString::number(status.partial_matches)));
        QVERIFY2(status.memory_bytes <= most_bytes + most_bytes / 10 + (1 << 20),
                 qPrintable(QString::number(status.memory_bytes)));
    }
    const PatternStatus full = matcher->status();
    QVERIFY(full.dropped >= static_cast<quint64>(starts) - std::min<quint64>(most_partial, 100'000));
    QVERIFY(full.partial_matches >= 50);

    // The newest ones are still there.
    feed(*matcher, { { "b", starts - 1, one_key ? "k" : "key number " + std::to_string(starts - 1), starts * ns_per_us } },
         {}, notes);
    QVERIFY(notes.count >= 1);
    matcher->advance(far_ns, notes);
    QCOMPARE(matcher->status().partial_matches, std::size_t { 0 });
    QCOMPARE(matcher->status().keys, std::size_t { 0 });
    QVERIFY2(matcher->status().memory_bytes < (2U << 20U), qPrintable(QString::number(matcher->status().memory_bytes)));
}

void TestPatternMatcher::makesRoomForNewKeys()
{
    PatternLimits limits;
    limits.most_keys = 2;
    auto matcher = matcherOf(spelledOut(QStringLiteral("every a -> b within 1h")), { "key" }, limits);
    MatchNotes notes;
    feed(*matcher, eventsFrom(QStringLiteral("a1/x a2/x a3/y a4/z b1/x b3/y b4/z")), { 2 }, notes);
    QCOMPARE(notes.text, std::string("a3 b3 | a4 b4"));
    QCOMPARE(matcher->status().dropped, std::uint64_t { 2 });

    // Keys that have had their only match are not forgotten for others.
    auto once = matcherOf(spelledOut(QStringLiteral("a -> b within 1h")), { "key" }, limits);
    MatchNotes told;
    feed(*once, eventsFrom(QStringLiteral("a1/x b1/x a2/y b2/y a3/z b3/z a4/x b4/x")), {}, told);
    QCOMPARE(told.text, std::string("a1 b1 | a2 b2"));
    QCOMPARE(once->status().dropped, std::uint64_t { 1 });
}

void TestPatternMatcher::keepsOnlyWhatIsRead()
{
    const SchemaPtr schema = schemaFrom("s", "name:string, unread:string, v:int");
    const std::string unread(2'000, 'u');
    auto matcher = matcherOf("every a: s[a.v > 0] -> b: s[b.v < a.v] within 1h");
    MatchNotes notes;
    for (int i = 0; i < 1'000; ++i) {
        const BatchPtr batch = batchFrom(schema, { "created@" + std::to_string(i) + " a | " + unread + " | 1" });
        matcher->take(batch, allRows(*batch), TimeBasis::Event, notes);
    }
    QCOMPARE(matcher->status().partial_matches, std::size_t { 1'000 });
    QVERIFY2(matcher->memoryBytes() < 1'200'000, qPrintable(QString::number(matcher->memoryBytes())));
}

void TestPatternMatcher::givesMemoryBack()
{
    auto matcher = matcherOf(spelledOut(QStringLiteral("every a -> b within 10s")), { "key" });
    MatchNotes notes;
    std::size_t most = 0;
    for (int i = 0; i < 200; ++i) {
        std::vector<EventText> events;
        for (int key = 0; key < 500; ++key)
            events.push_back({ "a", 0, std::to_string(i * 500 + key), i * ns_per_s });
        feed(*matcher, events, {}, notes);
        matcher->advance(i * ns_per_s, notes);
        QVERIFY(matcher->status().partial_matches <= 5'000);
        most = std::max(most, matcher->memoryBytes());
    }
    QCOMPARE(matcher->status().expired, std::uint64_t { 190 * 500 });
    QVERIFY2(most < (4U << 20U), qPrintable(QString::number(most)));
}

void TestPatternMatcher::measuresWhatItSays()
{
    constexpr std::uint64_t events = 300'000;
    const PatternSpeed speed =
        measurePattern("every a: bench[a.kind == 0] -> b: bench[b.kind == 1 && b.user == a.user] within 10s", {}, events);
    QVERIFY(speed.events_per_second > 0);
    QCOMPARE(speed.matches, std::uint64_t { 45'000 });
    QVERIFY(speed.open > 100'000 && speed.open < 111'200);
    QVERIFY(speed.memory_bytes > speed.open * 100);
    QCOMPARE(measurePattern("no pattern", {}, events).matches, std::uint64_t { 0 });
}

QTEST_GUILESS_MAIN(TestPatternMatcher)
#include "tst_patternmatcher.moc"
