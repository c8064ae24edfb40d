// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertdelegate.h"
#include "ui/theme/fonts.h"

#include <QRegularExpression>
#include <QTest>

namespace streamgauge {

class AlertDelegateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void titles_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("width_px");
        QTest::addColumn<QString>("title");
        const QString long_rule = QStringLiteral("SaturationBelowTheLimitOfTheWard");
        const QString long_key = QStringLiteral("Recovery room 012, Müller-Lüdenscheidt, Anna Katharina");
        QTest::newRow("both fit") << QStringLiteral("Fever") << QStringLiteral("Bed 5") << 240
                                  << QStringLiteral("Fever · Bed 5");
        QTest::newRow("no key") << QStringLiteral("Fever") << QStringLiteral("") << 240 << QStringLiteral("Fever");
        QTest::newRow("a long rule gives way")
            << long_rule << QStringLiteral("Bed 5") << 240 << QStringLiteral("Sat*… · Bed 5");
        QTest::newRow("a long key keeps both ends")
            << QStringLiteral("Fever") << long_key << 240 << QStringLiteral("Fever · Rec*…*na");
        QTest::newRow("both long") << long_rule << long_key << 240 << QStringLiteral("Sat*… · Rec*…*na");
        QTest::newRow("no room") << long_rule << long_key << 0 << QStringLiteral("* · *");
    }
    void titles()
    {
        QFETCH(QString, rule);
        QFETCH(QString, key);
        QFETCH(int, width_px);
        QFETCH(QString, title);
        const QFontMetrics metrics(applicationFont());
        const QString text = AlertDelegate::titleText(rule, key, metrics, width_px);
        const QRegularExpression expected(QRegularExpression::wildcardToRegularExpression(title));
        QVERIFY2(expected.match(text).hasMatch(), qPrintable(text));
        if (width_px > 0)
            QVERIFY2(metrics.horizontalAdvance(text) <= width_px, qPrintable(text));
    }
};

} // namespace streamgauge

QTEST_MAIN(streamgauge::AlertDelegateTest)
#include "tst_alertdelegate.moc"
