// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/source/problemlist.h"

#include <QTest>

using namespace streamgauge;

class TestProblemList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergesRepeatedTexts();
    void keepsTheNewest();
};

void TestProblemList::mergesRepeatedTexts()
{
    ProblemList list;
    list.add({ Problem::Severity::Notice, "late rows", "row 1", "sort them" });
    list.add({ Problem::Severity::Warning, "odd charset", "column a", "" });
    list.add({ Problem::Severity::Warning, "late rows", "row 9", "sort them" });
    list.add({ Problem::Severity::Serious, "late rows", "row 11", "sort them first" });
    const auto all = list.all();
    QCOMPARE(all.size(), std::size_t { 2 });
    QVERIFY(all[0] == (Problem { Problem::Severity::Warning, "odd charset", "column a", "" }));
    QVERIFY(all[1] == (Problem { Problem::Severity::Serious, "late rows (3 times)", "row 11", "sort them first" }));
}

void TestProblemList::keepsTheNewest()
{
    ProblemList list;
    for (int i = 0; i < 250; ++i)
        list.add({ Problem::Severity::Warning, "problem " + std::to_string(i), {}, {} });
    const auto all = list.all();
    QCOMPARE(all.size(), ProblemList::most_problems);
    QVERIFY(all.front().text == "problem 150");
    QVERIFY(all.back().text == "problem 249");
}

QTEST_GUILESS_MAIN(TestProblemList)
#include "tst_problemlist.moc"
