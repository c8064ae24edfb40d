// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/stylesheet.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStyle>
#include <QTest>

using namespace streamgauge;

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contrasts_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("dark") << true;
        QTest::newRow("light") << false;
    }
    void contrasts()
    {
        QFETCH(bool, dark);
        const Palette &palette = dark ? darkPalette() : lightPalette();
        QCOMPARE(palette.dark, dark);
        for (const QColor &text : { palette.text, palette.text_muted, palette.accent, palette.info, palette.warning,
                                    palette.critical, palette.good }) {
            for (const QColor &behind : { palette.surface, palette.window, palette.raised, selectionColor(palette) })
                QVERIFY2(contrastRatio(text, behind) >= 4.5, qPrintable(text.name() + u' ' + behind.name()));
        }
        QVERIFY(palette.series.size() >= 8);
        for (const QColor &series : palette.series)
            QVERIFY2(contrastRatio(series, palette.surface) >= 3, qPrintable(series.name()));
        QVERIFY(contrastRatio(palette.stale, palette.surface) >= 3);
        QVERIFY(contrastRatio(palette.grid, palette.surface) < 1.5);
    }

    void knowsContrast()
    {
        QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white) * 10), 210);
        QCOMPARE(blended(Qt::white, Qt::black, 0.5), QColor(128, 128, 128));
    }

    void styleSheetIsComplete_data() { contrasts_data(); }
    void styleSheetIsComplete()
    {
        QFETCH(bool, dark);
        const QString sheet = styleSheet(dark ? darkPalette() : lightPalette());
        const auto left = QRegularExpression(QStringLiteral("%[a-z]+")).match(sheet);
        QVERIFY2(!left.hasMatch(), qPrintable(left.captured()));
        auto images = QRegularExpression(QStringLiteral("url\\(([^)]+)\\)")).globalMatch(sheet);
        QVERIFY(images.hasNext());
        while (images.hasNext()) {
            const QString file = images.next().captured(1);
            QVERIFY2(QFile::exists(file), qPrintable(file));
        }
    }

    void fieldsCanBeRead_data() { contrasts_data(); }
    void fieldsCanBeRead()
    {
        QFETCH(bool, dark);
        Theme theme;
        theme.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
        theme.applyTo(*qApp);
        QLineEdit edit;
        edit.ensurePolished();
        const QColor field = dark ? theme.palette().window : theme.palette().surface;
        QCOMPARE(edit.palette().color(QPalette::Active, QPalette::Text), theme.palette().text);
        QCOMPARE(edit.palette().color(QPalette::Disabled, QPalette::Text), theme.palette().stale);
        const QColor placeholder = edit.palette().color(QPalette::Active, QPalette::PlaceholderText);
        QCOMPARE(placeholder.alpha(), 255);
        QVERIFY2(contrastRatio(placeholder, field) >= 4.5, qPrintable(placeholder.name()));
    }

    void switches()
    {
        Theme theme;
        theme.applyTo(*qApp);
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setMode(ThemeMode::Dark);
        QCOMPARE(changed.count(), 0);
        theme.setMode(ThemeMode::Light);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(theme.palette(), lightPalette());
        QCOMPARE(QApplication::palette().color(QPalette::Base), lightPalette().surface);
    }

    void figuresAreTabular() { QVERIFY(hasTabularFigures(applicationFont())); }

    void iconsTakeTheColour()
    {
        const QStringList names = iconNames();
        QVERIFY(names.size() >= 40);
        for (const QString &name : names) {
            const QImage image = themedIcon(name, QColor(1, 200, 2), Qt::gray).pixmap(QSize(32, 32)).toImage();
            int colored = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    colored += image.pixelColor(x, y).alpha() > 128 && image.pixelColor(x, y).green() > 150;
            }
            QVERIFY2(colored > 4, qPrintable(name));
        }
        QVERIFY(themedIcon(QStringLiteral("no such icon"), darkPalette()).isNull());
    }

    void iconsOfWidgetsFollowTheTheme_data()
    {
        QTest::addColumn<QStyle::StandardPixmap>("kind");
        QTest::newRow("clear a field") << QStyle::SP_LineEditClearButton;
        QTest::newRow("more of a tool bar") << QStyle::SP_ToolBarHorizontalExtensionButton;
        QTest::newRow("more of a menu bar") << QStyle::SP_ToolBarVerticalExtensionButton;
    }
    void iconsOfWidgetsFollowTheTheme()
    {
        QFETCH(QStyle::StandardPixmap, kind);
        Theme theme;
        theme.applyTo(*qApp);
        const QIcon icon = QApplication::style()->standardIcon(kind);
        const auto strongest = [&] {
            const QImage image = icon.pixmap(QSize(64, 64)).toImage();
            QColor found(0, 0, 0, 0);
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    if (image.pixelColor(x, y).alpha() > found.alpha())
                        found = image.pixelColor(x, y);
                }
            }
            return found;
        };
        QCOMPARE(strongest(), darkPalette().text_muted);
        theme.setMode(ThemeMode::Light);
        QCOMPARE(strongest(), lightPalette().text_muted);
    }
};

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
