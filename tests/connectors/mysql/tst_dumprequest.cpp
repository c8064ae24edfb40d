// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/dumprequest.h"

#include <QTest>

using namespace streamgauge;

class TestDumpRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byFile();
    void byGtid_data();
    void byGtid();
    void refusesMalformedSets_data();
    void refusesMalformedSets();
};

void TestDumpRequest::byFile()
{
    const std::string body = dumpByFile("bin.000007", 0x01020304, 0xA1B2C3D4);
    QCOMPARE(QByteArray::fromStdString(body).toHex(), QByteArray("040302010000d4c3b2a1") + QByteArray("bin.000007").toHex());
}

void TestDumpRequest::byGtid_data()
{
    QTest::addColumn<QString>("set");
    QTest::addColumn<QByteArray>("encoded");
    const QByteArray uuid = "00112233445566778899aabbccddeeff";
    const QString text = QStringLiteral("00112233-4455-6677-8899-aabbccddeeff");
    const QByteArray one = "0100000000000000";
    QTest::newRow("empty") << QString() << QByteArray("0000000000000000");
    QTest::newRow("one interval") << text + QStringLiteral(":1-5") << one + uuid + one + "01000000000000000600000000000000";
    QTest::newRow("single and range") << text + QStringLiteral(":3:7-9")
                                      << one + uuid + "0200000000000000" + "0300000000000000" + "0400000000000000"
            + "0700000000000000" + "0a00000000000000";
    QTest::newRow("two servers") << text + QStringLiteral(":1,") + text + QStringLiteral(":2")
                                 << "0200000000000000" + uuid + one + "0100000000000000" + "0200000000000000" + uuid + one
            + "0200000000000000" + "0300000000000000";
    // Format 1 in the first and last byte, the count between; a tag's length is doubled.
    QTest::newRow("tagged") << text + QStringLiteral(":1-2:blue:4")
                            << "0102000000000001" + uuid + "00" + one + "0100000000000000" + "0300000000000000" + uuid + "08"
            + QByteArray("blue").toHex() + one + "0400000000000000" + "0500000000000000";
}

void TestDumpRequest::byGtid()
{
    QFETCH(QString, set);
    QFETCH(QByteArray, encoded);
    const auto body = dumpByGtid(set.toStdString(), 0x01020304);
    QVERIFY(body.ok());
    const QByteArray size = QByteArray::number(encoded.size() / 2, 16).rightJustified(2, '0') + "000000";
    QCOMPARE(QByteArray::fromStdString(body.value()).toHex(),
             "0400" + QByteArray("04030201") + "00000000" + "0400000000000000" + size + encoded);
}

void TestDumpRequest::refusesMalformedSets_data()
{
    QTest::addColumn<QString>("set");
    for (const char *set : { "x", "00112233-4455-6677-8899-aabbccddeeff",
                             "00112233-4455-6677-8899-aabbccddeeff:", "00112233-4455-6677-8899-aabbccddeeff:0",
                             "00112233-4455-6677-8899-aabbccddeeff:5-3", "00112233-4455-6677-8899-aabbccddeeff:1-",
                             "00112233-4455-6677-8899-aabbccddeefg:1", "00112233-4455-6677-8899-aabbccddeeff:tag", "0-1-5" })
        QTest::newRow(set) << QString::fromLatin1(set);
}

void TestDumpRequest::refusesMalformedSets()
{
    QFETCH(QString, set);
    const auto body = dumpByGtid(set.toStdString(), 1);
    QVERIFY(!body.ok());
    QCOMPARE(body.error().kind, ErrorKind::Input);
}

QTEST_GUILESS_MAIN(TestDumpRequest)
#include "tst_dumprequest.moc"
