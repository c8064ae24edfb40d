// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/gridplan.h"

#include <QRandomGenerator>
#include <QTest>

namespace streamgauge {

class TestGridPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsPanelsInside_data();
    void keepsPanelsInside();
    void findsTheFirstFreePlace();
    void pushesDownWhatIsInTheWay();
    void leavesAloneWhatIsNot();
    void untanglesAnything();
    void neverOverlapsWhateverIsMoved();
};

namespace {

void verifyApart(const std::vector<GridRect> &rects)
{
    for (std::size_t i = 0; i < rects.size(); ++i) {
        QVERIFY2(rects[i] == insideGrid(rects[i]), "outside the grid");
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY2(!overlap(rects[i], rects[j]), "two panels overlap");
    }
}

GridRect randomRect(QRandomGenerator &random)
{
    return { random.bounded(-3, 15), random.bounded(-3, 20), random.bounded(-1, 16), random.bounded(-1, 9) };
}

} // namespace

void TestGridPlan::keepsPanelsInside_data()
{
    QTest::addColumn<QList<int>>("given");
    QTest::addColumn<QList<int>>("kept");
    QTest::newRow("fits") << QList<int> { 3, 2, 6, 4 } << QList<int> { 3, 2, 6, 4 };
    QTest::newRow("too far right") << QList<int> { 10, 0, 6, 4 } << QList<int> { 6, 0, 6, 4 };
    QTest::newRow("left of it") << QList<int> { -2, 0, 6, 4 } << QList<int> { 0, 0, 6, 4 };
    QTest::newRow("above it") << QList<int> { 0, -4, 6, 4 } << QList<int> { 0, 0, 6, 4 };
    QTest::newRow("too wide") << QList<int> { 0, 0, 40, 4 } << QList<int> { 0, 0, 12, 4 };
    QTest::newRow("too small") << QList<int> { 0, 0, 0, 0 } << QList<int> { 0, 0, least_panel_width, least_panel_height };
}

void TestGridPlan::keepsPanelsInside()
{
    QFETCH(QList<int>, given);
    QFETCH(QList<int>, kept);
    const GridRect rect = insideGrid({ given[0], given[1], given[2], given[3] });
    QCOMPARE((QList<int> { rect.column, rect.row, rect.width, rect.height }), kept);
}

void TestGridPlan::findsTheFirstFreePlace()
{
    QCOMPARE(firstFree({}, 6, 4), (GridRect { 0, 0, 6, 4 }));
    QCOMPARE(firstFree({ { 0, 0, 6, 4 } }, 6, 4), (GridRect { 6, 0, 6, 4 }));
    QCOMPARE(firstFree({ { 0, 0, 6, 4 }, { 6, 0, 6, 4 } }, 6, 4), (GridRect { 0, 4, 6, 4 }));
    QCOMPARE(firstFree({ { 0, 0, 6, 4 }, { 8, 0, 4, 4 } }, 6, 4), (GridRect { 0, 4, 6, 4 }));
}

void TestGridPlan::pushesDownWhatIsInTheWay()
{
    const auto after = placed({ { 0, 0, 6, 4 }, { 6, 0, 6, 4 }, { 6, 4, 6, 4 } }, 0, { 6, 0, 6, 4 });
    QCOMPARE(after, (std::vector<GridRect> { { 6, 0, 6, 4 }, { 6, 4, 6, 4 }, { 6, 8, 6, 4 } }));
}

void TestGridPlan::leavesAloneWhatIsNot()
{
    const auto after = placed({ { 0, 0, 4, 4 }, { 4, 0, 4, 4 }, { 8, 0, 4, 4 } }, 0, { 0, 6, 4, 4 });
    QCOMPARE(after, (std::vector<GridRect> { { 0, 6, 4, 4 }, { 4, 0, 4, 4 }, { 8, 0, 4, 4 } }));
}

void TestGridPlan::untanglesAnything()
{
    QRandomGenerator random(7);
    for (int run = 0; run < 300; ++run) {
        std::vector<GridRect> rects;
        for (int i = random.bounded(1, 14); i > 0; --i)
            rects.push_back(randomRect(random));
        verifyApart(untangled(rects));
        if (QTest::currentTestFailed())
            return;
    }
}

void TestGridPlan::neverOverlapsWhateverIsMoved()
{
    QRandomGenerator random(11);
    std::vector<GridRect> rects;
    for (int i = 0; i < 12; ++i)
        rects.push_back(firstFree(rects, random.bounded(2, 8), random.bounded(2, 6)));
    for (int run = 0; run < 500; ++run) {
        const auto index = static_cast<std::size_t>(random.bounded(12));
        const GridRect target = randomRect(random);
        rects = placed(rects, index, target);
        QCOMPARE(rects[index], insideGrid(target));
        verifyApart(rects);
        if (QTest::currentTestFailed())
            return;
    }
}

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::TestGridPlan)
#include "tst_gridplan.moc"
