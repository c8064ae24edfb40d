// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
class X_tst_binlogdamage : public QObject
{
    Q_OBJECT
};
QTEST_GUILESS_MAIN(X_tst_binlogdamage)
#include "tst_binlogdamage.moc"
