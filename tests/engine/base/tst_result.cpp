// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/result.h"

#include <QTest>

#include <memory>

using namespace streamgauge;

class TestResult : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsAValueOrAnError();
    void holdsWhatCannotBeCopied();
    void ofNothingHoldsAnErrorOrNone();
    void errorsAreOneLine_data();
    void errorsAreOneLine();
};

void TestResult::holdsAValueOrAnError()
{
    Result<int> good = 7;
    QVERIFY(good.ok());
    QVERIFY(static_cast<bool>(good));
    QCOMPARE(*good, 7);
    *good = 8;
    QCOMPARE(good.value(), 8);

    const Error error { ErrorKind::Gap, "gone", "bin.1:4", "take a snapshot" };
    const Result<int> bad = error;
    QVERIFY(!bad.ok());
    QVERIFY(!bad);
    QVERIFY(bad.error() == error);
}

void TestResult::holdsWhatCannotBeCopied()
{
    Result<std::unique_ptr<int>> result = std::make_unique<int>(3);
    QCOMPARE(**result, 3);
    const std::unique_ptr<int> taken = std::move(result).value();
    QCOMPARE(*taken, 3);
}

void TestResult::ofNothingHoldsAnErrorOrNone()
{
    const Result<void> good;
    QVERIFY(good.ok());
    const Result<void> bad = Error { ErrorKind::Resource, "disk full", {}, {} };
    QVERIFY(!bad);
    QCOMPARE(bad.error().kind, ErrorKind::Resource);
}

void TestResult::errorsAreOneLine_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("remedy");
    QTest::addColumn<QString>("text");
    QTest::newRow("all") << "a.csv:3"
                         << "save it as UTF-8"
                         << "a.csv:3: bad byte (save it as UTF-8)";
    QTest::newRow("no place") << ""
                              << "save it as UTF-8"
                              << "bad byte (save it as UTF-8)";
    QTest::newRow("no remedy") << "a.csv:3"
                               << ""
                               << "a.csv:3: bad byte";
    QTest::newRow("message alone") << ""
                                   << ""
                                   << "bad byte";
}

void TestResult::errorsAreOneLine()
{
    QFETCH(QString, place);
    QFETCH(QString, remedy);
    QFETCH(QString, text);
    const Error error { ErrorKind::Input, "bad byte", place.toStdString(), remedy.toStdString() };
    QCOMPARE(QString::fromStdString(error.text()), text);
}

QTEST_GUILESS_MAIN(TestResult)
#include "tst_result.moc"
