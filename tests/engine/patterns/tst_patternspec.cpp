// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternkeys.h"
#include "engine/patterns/patternspec.h"

#include <QTest>

using namespace streamgauge;

class TestPatternSpec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads();
    void printsTheSame_data();
    void printsTheSame();
    void stopsBehindThePattern_data();
    void stopsBehindThePattern();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void checksWhatWasBuilt_data();
    void checksWhatWasBuilt();
    void findsTheKey_data();
    void findsTheKey();
};

void TestPatternSpec::reads()
{
    const auto spec =
        parsePattern("every a: login -> not c: logout[c.user == a.user],\n"
                     "  next b: \"shop.pay ments\"[b.user == a.user && b.list[0] > 1]{2,5} greedy consecutive # many\n"
                     "  -> (x: shop.orders[x.n > 5] and y: y-1) within 1m30s skip to_last b");
    QVERIFY2(spec.ok(), spec.ok() ? "" : spec.error().text().c_str());
    QVERIFY(spec->every);
    QCOMPARE(spec->within_ns, 90 * ns_per_s);
    QCOMPARE(spec->skip, PatternSkip::ToLast);
    QCOMPARE(spec->skip_alias, std::string("b"));
    QCOMPARE(spec->steps.size(), std::size_t { 4 });
    QCOMPARE(spec->steps[0], (PatternStep { { { "a", "login", "" } } }));
    PatternStep negation { { { "c", "logout", "c.user == a.user" } } };
    negation.negated = true;
    QCOMPARE(spec->steps[1], negation);
    PatternStep payments { { { "b", "shop.pay ments", "b.user == a.user && b.list[0] > 1" } } };
    payments.contiguity = PatternContiguity::Next;
    payments.least = 2;
    payments.most = 5;
    payments.greedy = true;
    payments.consecutive = true;
    QCOMPARE(spec->steps[2], payments);
    PatternStep group { { { "x", "shop.orders", "x.n > 5" }, { "y", "y-1", "" } }, PatternGroup::All };
    QCOMPARE(spec->steps[3], group);
    QCOMPARE(patternStreams(*spec),
             (std::vector<std::string> { "login", "logout", "shop.pay ments", "shop.orders", "y-1" }));
}

void TestPatternSpec::printsTheSame_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text :
         { "every a: login -> not c: logout[c.user == a.user], b: payment[b.user == a.user] within 10s", "a: x within 1s",
           "every a: x -> next b: y -> c: \"a b\" within 1w skip none",
           "every a: x+ greedy consecutive -> next b: y within 10s skip to_last a", "every a: x* -> b: y within 250ms",
           "every a: x -> b: y? -> c: z within 1h skip to_next", "every a: x{3} -> b: y{2,} within 1m",
           "every a: x{0,3} -> b: y within 1m skip to_first b", "every a: x -> (b: y and c: z[c.n > b.n]) within 1m",
           "every (a: x or b: y[b.text == \"]\"]) -> not (c: x or d: y) within 1m",
           "every a: x -> not next c: z, b: y within 1m", "every a: \"x-\" -> b: \"-y\" within 1m",
           "every a: x[a.s in [\"u\", \"v\"] && previous.n < 3] -> b: y[key == \"k\"] within 1m" })
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestPatternSpec::printsTheSame()
{
    QFETCH(QString, text);
    const auto spec = parsePattern(text.toStdString());
    QVERIFY2(spec.ok(), spec.ok() ? "" : spec.error().text().c_str());
    QCOMPARE(QString::fromStdString(patternText(*spec)), text);
    const auto sound = checkPattern(*spec);
    QVERIFY2(sound.ok(), sound.ok() ? "" : sound.error().text().c_str());
}

void TestPatternSpec::stopsBehindThePattern_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("rest");
    QTest::newRow("clause") << QStringLiteral("a: x within 1s severity critical") << QStringLiteral("severity critical");
    QTest::newRow("after skip") << QStringLiteral("a: x within 1s skip none\nlabel b = \"c\"")
                                << QStringLiteral("label b = \"c\"");
    QTest::newRow("nothing") << QStringLiteral("a: x within 1s") << QStringLiteral("");
}

void TestPatternSpec::stopsBehindThePattern()
{
    QFETCH(QString, text);
    QFETCH(QString, rest);
    std::size_t length = 0;
    const std::string whole = text.toStdString();
    QVERIFY(parsePattern(whole, &length).ok());
    QCOMPARE(QString::fromStdString(whole.substr(length)).trimmed(), rest);
    QCOMPARE(parsePattern(whole).ok(), rest.isEmpty());
}

void TestPatternSpec::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("expected");
    QTest::newRow("empty") << QStringLiteral("") << QStringLiteral("line 1, column 1") << QStringLiteral("an event");
    QTest::newRow("no within") << QStringLiteral("a: x -> b: y") << QStringLiteral("line 1, column 13")
                               << QStringLiteral("within");
    QTest::newRow("no stream") << QStringLiteral("a: x ->\n b: -> c: y within 1s") << QStringLiteral("line 2, column 5")
                               << QStringLiteral("a stream");
    QTest::newRow("no colon") << QStringLiteral("a: x -> b y within 1s") << QStringLiteral("line 1, column 11")
                              << QStringLiteral("\":\"");
    QTest::newRow("condition") << QStringLiteral("a: x[a.n >] within 1s") << QStringLiteral("line 1, column 11")
                               << QStringLiteral("");
    QTest::newRow("no bracket") << QStringLiteral("a: x[a.n > 5 within 1s") << QStringLiteral("line 1, column 14")
                                << QStringLiteral("]");
    QTest::newRow("not first") << QStringLiteral("not a: x, b: y within 1s") << QStringLiteral("line 1, column 5")
                               << QStringLiteral("its first event");
    QTest::newRow("next first") << QStringLiteral("next a: x within 1s") << QStringLiteral("line 1, column 6")
                                << QStringLiteral("its first event");
    QTest::newRow("comma") << QStringLiteral("a: x, b: y within 1s") << QStringLiteral("line 1, column 7")
                           << QStringLiteral("->");
    QTest::newRow("arrow in the name") << QStringLiteral("a: x-> b: y within 1s") << QStringLiteral("line 1, column 6")
                                       << QStringLiteral("a space");
    QTest::newRow("mixed group") << QStringLiteral("(a: x and b: y or c: z) within 1s")
                                 << QStringLiteral("line 1, column 16") << QStringLiteral("\"and\" or )");
    QTest::newRow("group of one") << QStringLiteral("(a: x) within 1s") << QStringLiteral("line 1, column 6")
                                  << QStringLiteral("\"and\" or \"or\"");
    QTest::newRow("nested group") << QStringLiteral("(a: x and (b: y or c: z)) within 1s")
                                  << QStringLiteral("line 1, column 11") << QStringLiteral("an event");
    QTest::newRow("braces") << QStringLiteral("a: x{b} within 1s") << QStringLiteral("line 1, column 6")
                            << QStringLiteral("a number");
    QTest::newRow("too often") << QStringLiteral("a: x{1001} within 1s") << QStringLiteral("line 1, column 6")
                               << QStringLiteral("up to 1000");
    QTest::newRow("skip") << QStringLiteral("a: x within 1s skip all") << QStringLiteral("line 1, column 21")
                          << QStringLiteral("past_last");
    QTest::newRow("skip without alias") << QStringLiteral("a: x within 1s skip to_last")
                                        << QStringLiteral("line 1, column 28") << QStringLiteral("the alias");
    QTest::newRow("duration") << QStringLiteral("a: x within soon") << QStringLiteral("line 1, column 13")
                              << QStringLiteral("a duration");
    // What checkPattern() finds has the place of the pattern.
    QTest::newRow("alias twice") << QStringLiteral("a: x -> a: y within 1s") << QStringLiteral("line 1, column 1")
                                 << QStringLiteral("a name of its own");
    QTest::newRow("reserved") << QStringLiteral("a: x -> key: y within 1s") << QStringLiteral("line 1, column 1")
                              << QStringLiteral("another name");
    QTest::newRow("reads a negated one") << QStringLiteral("a: x -> not c: y, b: z[b.n == c.n] within 1s")
                                         << QStringLiteral("line 1, column 1") << QStringLiteral("before it");
    QTest::newRow("reads a later one") << QStringLiteral("a: x[a.n == b.n] -> b: z within 1s")
                                       << QStringLiteral("line 1, column 1") << QStringLiteral("condition of b");
    QTest::newRow("all optional") << QStringLiteral("a: x* -> b: y? within 1s") << QStringLiteral("line 1, column 1")
                                  << QStringLiteral("without * or ?");
    QTest::newRow("greedy end") << QStringLiteral("a: x -> b: y+ greedy within 1s") << QStringLiteral("line 1, column 1")
                                << QStringLiteral("later step");
    QTest::newRow("zero") << QStringLiteral("a: x within 0s") << QStringLiteral("line 1, column 1")
                          << QStringLiteral("within 10s");
    QTest::newRow("least over most") << QStringLiteral("a: x{3,2} within 1s") << QStringLiteral("line 1, column 1")
                                     << QStringLiteral("{least,most}");
    QTest::newRow("repeated negation") << QStringLiteral("a: x -> not b: y+ within 1s") << QStringLiteral("line 1, column 1")
                                       << QStringLiteral("quantifier");
    QTest::newRow("not next at the end") << QStringLiteral("a: x -> not next b: y within 1s")
                                         << QStringLiteral("line 1, column 1") << QStringLiteral("further step");
    QTest::newRow("repeated and") << QStringLiteral("(a: x and b: y)+ within 1s") << QStringLiteral("line 1, column 1")
                                  << QStringLiteral("quantifier");
    QTest::newRow("skip alias") << QStringLiteral("a: x within 1s skip to_last b") << QStringLiteral("line 1, column 1")
                                << QStringLiteral("alias");
}

void TestPatternSpec::saysWhatIsWrong()
{
    QFETCH(QString, text);
    QFETCH(QString, place);
    QFETCH(QString, expected);
    const auto spec = parsePattern(text.toStdString());
    QVERIFY(!spec.ok());
    QCOMPARE(QString::fromStdString(spec.error().place), place);
    QVERIFY2(QString::fromStdString(spec.error().remedy).contains(expected), spec.error().text().c_str());
    QVERIFY(!spec.error().message.empty());
}

void TestPatternSpec::checksWhatWasBuilt_data()
{
    QTest::addColumn<PatternSpec>("spec");
    PatternSpec sound = *parsePattern("every a: x -> b: y[b.n == a.n] within 1s");
    PatternSpec spec = sound;
    spec.steps.clear();
    QTest::newRow("no steps") << spec;
    spec = sound;
    spec.steps.assign(most_pattern_steps + 1, { { { "a", "x", "" } } });
    for (std::size_t i = 0; i < spec.steps.size(); ++i)
        spec.steps[i].events[0].alias = "a" + std::to_string(i);
    QTest::newRow("too many steps") << spec;
    spec = sound;
    spec.steps[1].events.clear();
    QTest::newRow("a step without events") << spec;
    spec = sound;
    spec.steps[1].events[0].alias = "1b";
    QTest::newRow("no name") << spec;
    spec = sound;
    spec.steps[1].events[0].stream.clear();
    QTest::newRow("no stream") << spec;
    spec = sound;
    spec.steps[1].events[0].condition = "b.n == ";
    QTest::newRow("no expression") << spec;
    spec = sound;
    spec.steps[1].events[0].condition = "b.n // the number\n == a.n";
    QTest::newRow("a comment") << spec;
    spec = sound;
    spec.within_ns = -1;
    QTest::newRow("within") << spec;
    spec = sound;
    spec.skip_alias = "a";
    QTest::newRow("an alias without use") << spec;
    spec = sound;
    spec.steps[1].consecutive = true;
    QTest::newRow("consecutive without repetition") << spec;
}

void TestPatternSpec::checksWhatWasBuilt()
{
    QFETCH(PatternSpec, spec);
    const auto sound = checkPattern(spec);
    QVERIFY(!sound.ok());
    QCOMPARE(sound.error().kind, ErrorKind::Configuration);
    QVERIFY(!sound.error().place.empty());
    QVERIFY(!sound.error().remedy.empty());
}

void TestPatternSpec::findsTheKey_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QStringList>("fields");
    const QStringList none { QString(), QString() };
    QTest::newRow("one comparison") << QStringLiteral("a: x -> b: y[b.user == a.user] within 1s")
                                    << QStringList { QStringLiteral("user"), QStringLiteral("user") };
    QTest::newRow("other names") << QStringLiteral("a: x -> b: y[a.n > 1 && a.id == b[\"order\"]] within 1s")
                                 << QStringList { QStringLiteral("id"), QStringLiteral("order") };
    QTest::newRow("by way of another") << QStringLiteral("a: x -> b: y[b.u == a.u] -> c: y[c.u == b.u] within 1s")
                                       << QStringList { QStringLiteral("u"), QStringLiteral("u") };
    QTest::newRow("negation too") << QStringLiteral("a: x -> not c: y[c.u == a.u], b: x[b.u == a.u] within 1s")
                                  << QStringList { QStringLiteral("u"), QStringLiteral("u") };
    QTest::newRow("free negation") << QStringLiteral("a: x -> not c: y, b: x[b.u == a.u] within 1s") << none;
    QTest::newRow("free step") << QStringLiteral("a: x -> b: y within 1s") << none;
    QTest::newRow("only one way of several") << QStringLiteral("a: x -> b: y[b.u == a.u || b.n > 1] within 1s") << none;
    QTest::newRow("another field each time")
        << QStringLiteral("a: x -> b: y[b.u == a.u] -> c: y[c.v == a.u] within 1s") << none;
    QTest::newRow("repeated first") << QStringLiteral("a: x+ -> b: y[b.u == a.u] within 1s") << none;
    QTest::newRow("no equality") << QStringLiteral("a: x -> b: y[b.u > a.u] within 1s") << none;
}

void TestPatternSpec::findsTheKey()
{
    QFETCH(QString, pattern);
    QFETCH(QStringList, fields);
    const auto spec = parsePattern(pattern.toStdString());
    QVERIFY2(spec.ok(), spec.ok() ? "" : spec.error().text().c_str());
    const auto keys = patternKeys(*spec, {});
    QCOMPARE(keys.size(), std::size_t { 2 });
    for (qsizetype stream = 0; stream < fields.size(); ++stream) {
        const auto &key = keys[static_cast<std::size_t>(stream)];
        QCOMPARE(key.empty() ? QString() : QString::fromStdString(key.front()), fields[stream]);
    }
    QCOMPARE(patternKeys(*spec, { "k" }), (std::vector<std::vector<std::string>> { { "k" }, { "k" } }));
}

QTEST_GUILESS_MAIN(TestPatternSpec)
#include "tst_patternspec.moc"
