// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/fakedesk.h"
#include "ui/dashboard/dashboardview.h"
#include "ui/theme/theme.h"

#include <QScrollBar>
#include <QTest>

namespace streamgauge {

class DashboardViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scrollsToPanelsThatAreAdded()
    {
        Theme theme;
        FakeDesk desk;
        DashboardDocument document;
        const quint64 page = document.addPage(QStringLiteral("Overview"));
        DashboardView view({ &desk, &theme }, document, page);
        connect(&document, &DashboardDocument::pagesChanged, &view, &DashboardView::sync);
        view.resize(800, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QCOMPARE(view.verticalScrollBar()->maximum(), 0);
        PanelEntry entry;
        entry.kind = "chart";
        entry.width = 12;
        entry.height = 4;
        quint64 last = 0;
        for (int i = 0; i < 6; ++i)
            last = document.addPanel(page, entry);
        PanelFrame *frame = view.frame(last);
        QVERIFY(frame != nullptr);
        QVERIFY(frame->visibleRegion().isEmpty());
        view.ensureWidgetVisible(frame);
        QVERIFY(view.verticalScrollBar()->maximum() > 0);
        QCOMPARE(frame->visibleRegion().boundingRect(), frame->rect());
    }
};

} // namespace streamgauge

QTEST_MAIN(streamgauge::DashboardViewTest)
#include "tst_dashboardview.moc"
