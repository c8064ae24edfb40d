// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celast.h"

#include <QTest>

#include <string>

using namespace streamgauge;

namespace {

/// The tree as text with all brackets.
std::string shape(const CelNode &node)
{
    std::string text;
    const auto children = [&](std::size_t first) {
        for (std::size_t child = first; child < node.children.size(); ++child)
            text += (child == first ? "" : " ") + shape(*node.children[child]);
    };
    switch (node.kind) {
    case CelNodeKind::Literal: return celDisplayText(node.literal);
    case CelNodeKind::Identifier: return node.name;
    case CelNodeKind::Select: return shape(*node.children[0]) + (node.optional ? ".?" : ".") + node.name;
    case CelNodeKind::Index: return shape(*node.children[0]) + (node.optional ? "[?" : "[") + shape(*node.children[1]) + "]";
    case CelNodeKind::Call:
        text = (node.has_target ? shape(*node.children[0]) + "." : "") + node.name + "(";
        children(node.has_target ? 1 : 0);
        return text + ")";
    case CelNodeKind::Operator:
        text = "(" + node.name + " ";
        children(0);
        return text + ")";
    case CelNodeKind::List:
        text = "[";
        children(0);
        return text + "]";
    case CelNodeKind::Map:
        text = "{";
        children(0);
        return text + "}";
    case CelNodeKind::Message:
        text = node.name + "{";
        children(0);
        return text + "}";
    }
    return text;
}

std::string repeated(const std::string &text, int times)
{
    std::string result;
    for (int time = 0; time < times; ++time)
        result += text;
    return result;
}

} // namespace

class tst_CelParser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void trees_data();
    void trees();
    void prefixes_data();
    void prefixes();
    void faults_data();
    void faults();
    void limits_data();
    void limits();
    void fieldReferences();
    void names_data();
    void names();
    void spans();
};

void tst_CelParser::trees_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("tree");
    QTest::newRow("precedence") << "a + b * c < d && e || f"
                                << "(|| (&& (< (+ a (* b c)) d) e) f)";
    QTest::newRow("left to right") << "a - b - c"
                                   << "(- (- a b) c)";
    QTest::newRow("chains are one node") << "a && b && c && d"
                                         << "(&& a b c d)";
    QTest::newRow("choice") << "a ? b : c ? d : e"
                            << "(?: a b (?: c d e))";
    QTest::newRow("least int") << "-9223372036854775808"
                               << "-9223372036854775808";
    QTest::newRow("minus of a name") << "--a"
                                     << "(- (- a))";
    QTest::newRow("double minus of a number") << "--5"
                                              << "(- -5)";
    QTest::newRow("minus between") << "a -5"
                                   << "(- a 5)";
    QTest::newRow("not") << "!!a.b"
                         << "(! (! a.b))";
    QTest::newRow("members") << "a.b(c)[d].e"
                             << "a.b(c)[d].e";
    QTest::newRow("optional syntax") << "a.?b[?c].d"
                                     << "a.?b[?c].d";
    QTest::newRow("trailing commas") << "[1, 2,] == {1: 2,}"
                                     << "(== [1 2] {1 2})";
    QTest::newRow("optional entries") << "[?a, b] + {?c: d}"
                                      << "(+ [a b] {c d})";
    QTest::newRow("backquotes") << "a.`b-c.d`"
                                << "a.b-c.d";
    QTest::newRow("reserved selector") << "a.package.for"
                                       << "a.package.for";
    QTest::newRow("comment") << "a // not b\n + c"
                             << "(+ a c)";
    QTest::newRow("number member") << "42.f()"
                                   << "42.f()";
    QTest::newRow("leading point") << ".5 + 1e2"
                                   << "(+ 0.5 100)";
    QTest::newRow("rooted name") << ".a.b"
                                 << ".a.b";
    QTest::newRow("message") << "a.B{c: 1}"
                             << "a.B{1}";
    QTest::newRow("in") << "a in [b]"
                        << "(in a [b])";
}

void tst_CelParser::trees()
{
    QFETCH(QString, text);
    QFETCH(QString, tree);
    const auto root = parseCel(text.toStdString());
    QVERIFY2(root.ok(), root ? "" : root.error().text().c_str());
    QCOMPARE(QString::fromStdString(shape(**root)), tree);
}

void tst_CelParser::prefixes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("prefix");
    QTest::newRow("clause behind") << "low < 90.0 || score > 0.99   clear low >= 92.0"
                                   << "low < 90.0 || score > 0.99";
    QTest::newRow("reserved word behind") << "event.a > 3 for 10s"
                                          << "event.a > 3";
    QTest::newRow("bracket behind") << "c.user == a.user], b: payment"
                                    << "c.user == a.user";
    QTest::newRow("hash behind") << "event.a > 3 # note"
                                 << "event.a > 3";
    QTest::newRow("nonsense behind") << "a == 'x' \x01\x02"
                                     << "a == 'x'";
    QTest::newRow("open quote behind") << "a == 'x' \"open"
                                       << "a == 'x'";
    QTest::newRow("whole") << " a "
                           << " a";
    QTest::newRow("lines") << "a &&\n  b\nseverity critical"
                           << "a &&\n  b";
}

void tst_CelParser::prefixes()
{
    QFETCH(QString, text);
    QFETCH(QString, prefix);
    const std::string source = text.toStdString();
    const auto parsed = parseCelPrefix(source);
    QVERIFY2(parsed.ok(), parsed ? "" : parsed.error().text().c_str());
    QCOMPARE(QString::fromStdString(source.substr(0, parsed->length)), prefix);
}

void tst_CelParser::faults_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << ""
                             << "line 1, column 1"
                             << "a value";
    QTest::newRow("operand missing") << "event.a <"
                                     << "line 1, column 10"
                                     << "a value";
    QTest::newRow("second line") << "a &&\n  )"
                                 << "line 2, column 3"
                                 << "a value";
    QTest::newRow("columns in code points") << "'größe' = 3"
                                            << "line 1, column 9"
                                            << "==";
    QTest::newRow("bracket open") << "(a + b"
                                  << "line 1, column 7"
                                  << "an operator or `)`";
    QTest::newRow("choice without else") << "a ? b"
                                         << "line 1, column 6"
                                         << "`:`";
    QTest::newRow("reserved word") << "a + for"
                                   << "line 1, column 5"
                                   << "a value";
    QTest::newRow("escape") << "'a\\z'"
                            << "line 1, column 3"
                            << "one of \\a";
    QTest::newRow("surrogate") << "'\\ud800'"
                               << "line 1, column 2"
                               << "one of \\a";
    QTest::newRow("quote open") << "'abc"
                                << "line 1, column 5"
                                << "the closing '";
    QTest::newRow("line end in quotes") << "'abc\n'"
                                        << "line 1, column 5"
                                        << "the closing '";
    QTest::newRow("number too large") << "9223372036854775808"
                                      << "line 1, column 1"
                                      << "at most 9223372036854775807";
    QTest::newRow("number too small") << "-9223372036854775809"
                                      << "line 1, column 2"
                                      << "at least -9223372036854775808";
    QTest::newRow("double too large") << "1.5 + 1e400"
                                      << "line 1, column 7"
                                      << "at most 1.7976931348623157e308";
    QTest::newRow("raw before bytes") << "rb'a'"
                                      << "line 1, column 3"
                                      << "an operator";
    QTest::newRow("large X in hexadecimal") << "0X1F"
                                            << "line 1, column 2"
                                            << "an operator";
    QTest::newRow("half a character") << "'\\ud83d\\u0041'"
                                      << "line 1, column 2"
                                      << "one of \\a";
    QTest::newRow("two values") << "a b"
                                << "line 1, column 3"
                                << "an operator";
    QTest::newRow("single and") << "a & b"
                                << "line 1, column 3"
                                << "&&";
    QTest::newRow("selector") << "a.1"
                              << "line 1, column 2"
                              << "an operator";
    QTest::newRow("map without value") << "{a}"
                                       << "line 1, column 3"
                                       << "`:`";
}

void tst_CelParser::faults()
{
    QFETCH(QString, text);
    QFETCH(QString, place);
    QFETCH(QString, expected);
    const auto root = parseCel(text.toStdString());
    QVERIFY(!root.ok());
    QCOMPARE(QString::fromStdString(root.error().place), place);
    QVERIFY2(root.error().remedy.starts_with("expected " + expected.toStdString()), root.error().remedy.c_str());
    QVERIFY(!root.error().message.empty());
    QCOMPARE(root.error().kind, ErrorKind::Input);
}

void tst_CelParser::limits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char *title, const std::string &text, bool fits) {
        QTest::newRow(title) << QString::fromStdString(text) << fits;
    };
    row("2000 conditions", "a" + repeated(" || a", 2'000), true);
    row("200 choices", repeated("a ? b : ", 200) + "c", true);
    row("200 brackets", repeated("(", 200) + "a" + repeated(")", 200), true);
    row("200 lists", repeated("[", 200) + repeated("]", 200), true);
    row("200 sums", "a" + repeated(" + a", 200), true);
    row("200 calls", repeated("f(", 200) + repeated(")", 200), true);
    row("1000 elements", "[" + repeated("1, ", 1'000) + "]", true);
    row("a million brackets", repeated("(", 60'000), false);
    row("too many choices", repeated("a ? b : ", 300) + "c", false);
    row("too many sums", "a" + repeated(" + a", 300), false);
    row("too many minus", repeated("-", 60'000) + "a", false);
    row("too many members", "a" + repeated(".b", 300), false);
    row("too long", "'" + repeated("x", 70'000) + "'", false);
}

void tst_CelParser::limits()
{
    QFETCH(QString, text);
    QFETCH(bool, fits);
    const auto root = parseCel(text.toStdString());
    QCOMPARE(root.ok(), fits);
    if (!fits)
        QVERIFY(root.error().remedy.starts_with("expected "));
}

void tst_CelParser::fieldReferences()
{
    const auto dotted = parseCel("c.user == a[\"user\"]");
    QVERIFY(dotted.ok());
    const CelNode &root = **dotted;
    QCOMPARE(root.name, std::string("=="));
    QVERIFY(celFieldReference(*root.children[0]) == (CelFieldReference { "c", "user" }));
    QVERIFY(celFieldReference(*root.children[1]) == (CelFieldReference { "a", "user" }));
    QVERIFY(!celFieldReference(root));
    QVERIFY(!celFieldReference(**parseCel("a.?user")));
    QVERIFY(!celFieldReference(**parseCel("f(a).user")));
}

void tst_CelParser::names_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("names");
    QTest::newRow("each once") << "b.x + a + b"
                               << "b a";
    QTest::newRow("bound by a macro") << "l.all(x, x > y)"
                                      << "l y";
    QTest::newRow("also outside") << "l.map(x, x) + x"
                                  << "l x";
    QTest::newRow("bind") << "cel.bind(v, a, v + b)"
                          << "cel a b";
    QTest::newRow("two variables") << "m.exists(k, v, k == v)"
                                   << "m";
}

void tst_CelParser::names()
{
    QFETCH(QString, text);
    QFETCH(QString, names);
    std::string found;
    for (const std::string &name : celNames(**parseCel(text.toStdString())))
        found += (found.empty() ? "" : " ") + name;
    QCOMPARE(QString::fromStdString(found), names);
}

void tst_CelParser::spans()
{
    const std::string text = "  (a + bc) < lookup('t', 1).max ";
    const auto root = parseCel(text);
    QVERIFY(root.ok());
    const auto spanned = [&](const CelNode &node) { return text.substr(node.begin, node.end - node.begin); };
    QCOMPARE(spanned(*(*root)->children[0]->children[1]), std::string("bc"));
    QCOMPARE(spanned(*(*root)->children[1]), std::string("lookup('t', 1).max"));
    QCOMPARE(text.substr((*root)->offset, 1), std::string("<"));
}

QTEST_GUILESS_MAIN(tst_CelParser)
#include "tst_celparser.moc"
