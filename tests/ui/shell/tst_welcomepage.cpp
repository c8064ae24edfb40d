// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/fakedesk.h"
#include "ui/shell/welcomepage.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>

namespace streamgauge {

class WelcomePageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fits_data()
    {
        QTest::addColumn<int>("width_px");
        QTest::newRow("between both side panels of a small screen") << 740;
        QTest::newRow("beside one side panel") << 1'000;
        QTest::newRow("a wide screen") << 1'900;
    }
    void fits()
    {
        QFETCH(int, width_px);
        Theme theme;
        theme.applyTo(*qApp);
        FakeDesk desk;
        WelcomePage page({ &desk, &theme });
        page.resize(1'200, 700);
        page.show();
        page.resize(width_px, 700);
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QTRY_COMPARE(page.horizontalScrollBar()->maximum(), 0);
        const auto top = [&](const char *name) {
            auto *button = page.findChild<QPushButton *>(QLatin1String(name));
            return button->mapTo(page.widget(), QPoint(0, 0)).y();
        };
        QTRY_COMPARE(top("demo-ward"), top("welcomeConnect"));
        QTRY_COMPARE(top("welcomeOpen"), top("welcomeConnect"));
        for (const QLabel *label : page.findChildren<QLabel *>()) {
            if (label->wordWrap())
                QTRY_VERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        }
    }
};

} // namespace streamgauge

QTEST_MAIN(streamgauge::WelcomePageTest)
#include "tst_welcomepage.moc"
