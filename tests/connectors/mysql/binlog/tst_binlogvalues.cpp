// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
class X_tst_binlogvalues : public QObject
{
    Q_OBJECT
};
QTEST_GUILESS_MAIN(X_tst_binlogvalues)
#include "tst_binlogvalues.moc"
