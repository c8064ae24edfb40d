// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/program.h"

#include <QDir>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

namespace streamgauge {

class ScreenshotsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawEachDashboardOfTheDemo()
    {
        const TestProgram program;
        const ProgramResult result =
            program.run({ QStringLiteral("--headless"), QStringLiteral("--demo"), QStringLiteral("vitals"),
                          QStringLiteral("--for"), QStringLiteral("1s"), QStringLiteral("--screenshot"),
                          QStringLiteral("out"), QStringLiteral("--summary"), QStringLiteral("-") });
        QVERIFY2(result.status == 0, result.err.constData());
        QCOMPARE(result.summary().size(), 6);
        const QDir out(program.home() + QStringLiteral("/out"));
        const QStringList pictures = out.entryList({ QStringLiteral("*.png") });
        const QString file =
            qEnvironmentVariable("STREAMGAUGE_SOURCE_DIR") + QStringLiteral("/resources/dashboards/vitals.sgw");
        const auto dashboards =
            QJsonDocument::fromJson(readFile(file)).object().value(QStringLiteral("dashboards")).toArray();
        QVERIFY(!dashboards.isEmpty());
        QCOMPARE(pictures.size(), dashboards.size() + 1);
        QVERIFY(pictures.contains(QStringLiteral("main-window.png")));
        for (const QString &name : pictures) {
            const QImage picture(out.filePath(name));
            QVERIFY2(picture.width() > 600 && picture.height() > 400, qPrintable(name));
            QVERIFY2(colours(picture) > 20, qPrintable(name));
        }
    }

    void saysWhereTheyCannotBe()
    {
        const TestProgram program;
        const ProgramResult result =
            program.run({ QStringLiteral("--headless"), QStringLiteral("sim:plant?events=5&speed=max"),
                          QStringLiteral("--screenshot"), QStringLiteral("/dev/null/out") });
        QCOMPARE(result.status, 1);
        QVERIFY2(result.err.contains("/dev/null/out"), result.err.constData());
        QVERIFY(result.out.contains("Source plant"));
    }

private:
    static qsizetype colours(const QImage &picture)
    {
        QSet<QRgb> seen;
        for (int y = 0; y < picture.height(); y += 3) {
            for (int x = 0; x < picture.width(); x += 3)
                seen.insert(picture.pixel(x, y));
        }
        return seen.size();
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::ScreenshotsTest)
#include "tst_screenshots.moc"
