// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/dashboarddocument.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

namespace streamgauge {

class TestDashboardDocument : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatItLoads();
    void movesOverlappingPanelsApart();
    void undoesEachEdit_data();
    void undoesEachEdit();
    void mergesSettingsOfOnePanel();
    void undoesRandomEditsToTheFirstState();
};

namespace {

std::vector<DashboardEntry> twoPages()
{
    return { { "One", { { "chart", "A", 0, 0, 6, 4, "{}" }, { "table", "B", 6, 0, 6, 4, "{}" } } },
             { "Two", { { "gauge", "C", 0, 0, 3, 3, "{}" } } } };
}

void verifySound(const DashboardDocument &document)
{
    for (const DashboardPage &page : document.pages()) {
        for (std::size_t i = 0; i < page.panels.size(); ++i) {
            const GridRect rect = gridRect(page.panels[i].entry);
            QVERIFY(rect == insideGrid(rect));
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(!overlap(rect, gridRect(page.panels[j].entry)));
        }
    }
}

void editAtRandom(DashboardDocument &document, QRandomGenerator &random)
{
    const auto pages = document.pages();
    const DashboardPage page =
        pages.empty() ? DashboardPage() : pages[static_cast<std::size_t>(random.bounded(static_cast<int>(pages.size())))];
    const quint64 panel = page.panels.empty()
        ? 0
        : page.panels[static_cast<std::size_t>(random.bounded(static_cast<int>(page.panels.size())))].id;
    const QString name = QStringLiteral("name %1").arg(random.bounded(5));
    switch (random.bounded(10)) {
    case 0: document.addPage(name); break;
    case 1:
        if (pages.size() > 3)
            document.removePage(page.id);
        break;
    case 2: document.renamePage(page.id, name); break;
    case 3: document.movePage(random.bounded(4), random.bounded(4)); break;
    case 4: document.addPanel(page.id, { "chart", "", 0, 0, random.bounded(2, 13), random.bounded(2, 8), "{}" }); break;
    case 5:
        document.addPanel(page.id, { "chart", "", 0, 0, 6, 4, "{}" },
                          GridRect { random.bounded(12), random.bounded(12), 6, 4 });
        break;
    case 6:
        if (panel != 0)
            document.placePanel(
                panel, { random.bounded(-2, 14), random.bounded(-2, 20), random.bounded(0, 14), random.bounded(0, 9) });
        break;
    case 7: document.removePanel(panel); break;
    case 8: document.renamePanel(panel, name); break;
    case 9: document.setPanelSettings(panel, "{\"span_s\":" + std::to_string(random.bounded(9)) + "}"); break;
    default: break;
    }
}

} // namespace

void TestDashboardDocument::keepsWhatItLoads()
{
    DashboardDocument document;
    QSignalSpy changes(&document, &DashboardDocument::pagesChanged);
    document.load(twoPages());
    QCOMPARE(changes.count(), 1);
    QCOMPARE(document.entries(), twoPages());
    QVERIFY(document.undoStack().isClean());
    QVERIFY(!document.undoStack().canUndo());
}

void TestDashboardDocument::movesOverlappingPanelsApart()
{
    DashboardDocument document;
    document.load({ { "One", { { "chart", "A", 0, 0, 6, 4, "{}" }, { "chart", "B", 3, 2, 20, 4, "{}" } } } });
    verifySound(document);
    QCOMPARE(document.entries()[0].panels[0].column, 0);
}

void TestDashboardDocument::undoesEachEdit_data()
{
    QTest::addColumn<int>("edit");
    int edit = 0;
    for (const char *name : { "add page", "remove page", "rename page", "move page", "add panel", "place panel",
                              "remove panel", "duplicate panel", "rename panel", "set settings" })
        QTest::newRow(name) << edit++;
}

void TestDashboardDocument::undoesEachEdit()
{
    QFETCH(int, edit);
    DashboardDocument document;
    document.load(twoPages());
    const auto before = document.pages();
    const quint64 page = before[0].id;
    const quint64 panel = before[0].panels[0].id;
    switch (edit) {
    case 0: document.addPage(QStringLiteral("Three")); break;
    case 1: document.removePage(page); break;
    case 2: document.renamePage(page, QStringLiteral("Uno")); break;
    case 3: document.movePage(0, 1); break;
    case 4: document.addPanel(page, { "chart", "", 0, 0, 4, 4, "{}" }); break;
    case 5: document.placePanel(panel, { 6, 0, 6, 4 }); break;
    case 6: document.removePanel(panel); break;
    case 7: document.duplicatePanel(panel); break;
    case 8: document.renamePanel(panel, QStringLiteral("Alpha")); break;
    case 9: document.setPanelSettings(panel, "{\"a\":1}"); break;
    default: QFAIL("unknown edit");
    }
    const auto after = document.pages();
    QVERIFY(after != before);
    QCOMPARE(document.undoStack().count(), 1);
    document.undoStack().undo();
    QVERIFY(document.pages() == before);
    document.undoStack().redo();
    QVERIFY(document.pages() == after);
}

void TestDashboardDocument::mergesSettingsOfOnePanel()
{
    DashboardDocument document;
    document.load(twoPages());
    const auto before = document.pages();
    const quint64 first = before[0].panels[0].id;
    const quint64 second = before[0].panels[1].id;
    document.setPanelSettings(first, "{\"a\":1}");
    document.setPanelSettings(first, "{\"a\":2}");
    QCOMPARE(document.undoStack().count(), 1);
    document.setPanelSettings(second, "{\"a\":3}");
    QCOMPARE(document.undoStack().count(), 2);
    document.undoStack().undo();
    document.undoStack().undo();
    QVERIFY(document.pages() == before);
}

void TestDashboardDocument::undoesRandomEditsToTheFirstState()
{
    for (quint32 seed = 1; seed <= 40; ++seed) {
        QRandomGenerator random(seed);
        DashboardDocument document;
        document.load(twoPages());
        const auto first = document.pages();
        for (int i = 0; i < 100; ++i) {
            editAtRandom(document, random);
            verifySound(document);
            if (QTest::currentTestFailed())
                return;
        }
        const auto last = document.pages();
        while (document.undoStack().canUndo())
            document.undoStack().undo();
        QVERIFY(document.pages() == first);
        while (document.undoStack().canRedo())
            document.undoStack().redo();
        QVERIFY(document.pages() == last);
    }
}

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::TestDashboardDocument)
#include "tst_dashboarddocument.moc"
