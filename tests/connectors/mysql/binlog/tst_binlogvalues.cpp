// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/binaryjson.h"
#include "connectors/mysql/binlog/binlogposition.h"
#include "connectors/mysql/binlog/charset.h"
#include "connectors/mysql/binlog/compressed.h"
#include "connectors/mysql/binlog/decimaltext.h"
#include "connectors/mysql/binlog/gtid.h"
#include "connectors/mysql/binlog/gtidevent.h"
#include "connectors/mysql/binlog/jsondiff.h"
#include "connectors/mysql/binlog/jsontext.h"
#include "connectors/mysql/binlog/tablemap.h"
#include "connectors/mysql/binlog/temporal.h"
#include "tests/connectors/mysql/binlog/eventbuilder.h"

#include <QTest>

using namespace streamgauge;

namespace {

EventBytes bytesOf(const QByteArray &hex)
{
    const QByteArray bytes = QByteArray::fromHex(hex);
    return EventBytes(bytes.begin(), bytes.end());
}

QByteArray decoded(const char *charset, const QByteArray &hex, std::uint64_t *replaced = nullptr)
{
    const QByteArray bytes = QByteArray::fromHex(hex);
    TextDecoder decoder(charset);
    std::string scratch;
    const QByteArray text = QByteArray::fromStdString(
        std::string(decoder.decode({ bytes.data(), static_cast<std::size_t>(bytes.size()) }, scratch)));
    if (replaced != nullptr)
        *replaced = decoder.replaced();
    return text;
}

} // namespace

/// Single values from their bytes. Most bytes were read off real servers' binlogs.
class BinlogValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decimals_data()
    {
        QTest::addColumn<int>("precision");
        QTest::addColumn<int>("scale");
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<QByteArray>("text");
        // The manual's example.
        QTest::newRow("manual") << 14 << 4 << QByteArray("810DFB38D204D2") << QByteArray("1234567890.1234");
        QTest::newRow("manual negative") << 14 << 4 << QByteArray("7EF204C72DFB2D") << QByteArray("-1234567890.1234");
        QTest::newRow("leading zero") << 3 << 3 << QByteArray("8001") << QByteArray("0.001");
        QTest::newRow("zero") << 10 << 2 << QByteArray("8000000000") << QByteArray("0.00");
        QTest::newRow("minus zero") << 10 << 2 << QByteArray("7FFFFFFFFF") << QByteArray("0.00");
        QTest::newRow("minus a cent") << 10 << 2 << QByteArray("7FFFFFFFFE") << QByteArray("-0.01");
        QTest::newRow("whole") << 5 << 0 << QByteArray("80000C") << QByteArray("12");
    }
    void decimals()
    {
        QFETCH(int, precision);
        QFETCH(int, scale);
        QFETCH(QByteArray, hex);
        QFETCH(QByteArray, text);
        DecimalText decimal(static_cast<unsigned>(precision), static_cast<unsigned>(scale));
        const EventBytes bytes = bytesOf(hex);
        QCOMPARE(bytes.size(), decimal.bytes());
        QVERIFY(decimal.read(bytes.data()));
        QCOMPARE(QByteArray::fromStdString(std::string(decimal.text())), text);
        QCOMPARE(decimal.nearest(), text.toDouble());
    }
    void decimalsOfImpossibleDigits()
    {
        DecimalText decimal(10, 2);
        QVERIFY(!decimal.read(bytesOf("80000000FE").data()));
    }
    void longAndShortDecimalsAgree()
    {
        // The same digits in DECIMAL(18,2) and DECIMAL(20,2), which take different ways.
        for (const std::uint64_t cents : { 0ULL, 1ULL, 99ULL, 100ULL, 123'456'789'012'345ULL }) {
            const std::uint64_t whole = cents / 100;
            ByteWriter narrow;
            narrow.big(whole / 1'000'000'000 % 10'000'000, 4).big(whole % 1'000'000'000, 4).big(cents % 100, 1);
            ByteWriter wide;
            wide.big(whole / 1'000'000'000, 4).big(whole % 1'000'000'000, 4).big(cents % 100, 1);
            EventBytes narrow_bytes = narrow.bytes();
            EventBytes wide_bytes = wide.bytes();
            narrow_bytes[0] ^= 0x80;
            wide_bytes[0] ^= 0x80;
            DecimalText first(18, 2);
            DecimalText second(20, 2);
            QCOMPARE(first.bytes(), narrow_bytes.size());
            QCOMPARE(second.bytes(), wide_bytes.size());
            QVERIFY(first.read(narrow_bytes.data()));
            QVERIFY(second.read(wide_bytes.data()));
            QCOMPARE(first.text(), second.text());
            QCOMPARE(first.nearest(), second.nearest());
        }
    }

    void times_data()
    {
        QTest::addColumn<int>("digits");
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("zero") << 0 << QByteArray("800000") << QByteArray("00:00:00");
        QTest::newRow("plain") << 0 << QByteArray("80C8B8") << QByteArray("12:34:56");
        QTest::newRow("most") << 0 << QByteArray("B46EFB") << QByteArray("838:59:59");
        QTest::newRow("least") << 0 << QByteArray("4B9105") << QByteArray("-838:59:59");
        QTest::newRow("minus a tenth") << 1 << QByteArray("7FFFFFF6") << QByteArray("-00:00:00.1");
        QTest::newRow("minus a microsecond") << 6 << QByteArray("7FFFFFFFFFFF") << QByteArray("-00:00:00.000001");
        QTest::newRow("milliseconds") << 3 << QByteArray("80C8B804E2") << QByteArray("12:34:56.125");
    }
    void times()
    {
        QFETCH(int, digits);
        QFETCH(QByteArray, hex);
        QFETCH(QByteArray, text);
        std::string out;
        appendTime(out, readTime2(bytesOf(hex).data(), static_cast<unsigned>(digits)), static_cast<unsigned>(digits));
        QCOMPARE(QByteArray::fromStdString(out), text);
    }

    void oldTemporals()
    {
        std::string out;
        appendDateTime(out, readOldDateTime(ByteWriter().little(20'261'120'210'503ULL, 8).bytes().data(), 0), 0);
        QCOMPARE(out, std::string("2026-11-20 21:05:03"));
        out.clear();
        appendTime(out, readOldTime(ByteWriter().little(0x1000000 - 123'456, 3).bytes().data(), 0), 0);
        QCOMPARE(out, std::string("-12:34:56"));
        QCOMPARE(readOldTimestamp(ByteWriter().little(1'700'000'000, 4).bytes().data(), 0).seconds,
                 std::int64_t(1'700'000'000));
    }

    void impossibleDatesHaveNoInstant()
    {
        QVERIFY(!instantOf({ 0, 0, 0 }));
        QVERIFY(!instantOf({ 2024, 6, 0 }));
        QVERIFY(!instantOf({ 2023, 2, 29 }));
        QVERIFY(!instantOf({ 9999, 12, 31 }));
        QVERIFY(!instantOf({ 2024, 2, 29, 24 }));
        QCOMPARE(*instantOf({ 1970, 1, 1, 0, 0, 1 }), ns_per_s);
        QVERIFY(instantOf({ 2024, 2, 29 }).has_value());
    }

    void charsets_data()
    {
        QTest::addColumn<QByteArray>("charset");
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("replaced");
        QTest::newRow("utf8mb4") << QByteArray("utf8mb4") << QByteArray("F09F9880") << QByteArray("😀") << 0;
        QTest::newRow("cut utf8mb4") << QByteArray("utf8mb4") << QByteArray("61C3") << QByteArray("a\xEF\xBF\xBD") << 1;
        QTest::newRow("overlong") << QByteArray("utf8mb4") << QByteArray("C080") << QByteArray("\xEF\xBF\xBD\xEF\xBF\xBD")
                                  << 2;
        QTest::newRow("surrogate") << QByteArray("utf8mb4") << QByteArray("EDA080")
                                   << QByteArray("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") << 3;
        QTest::newRow("latin1 is cp1252") << QByteArray("latin1") << QByteArray("80E9") << QByteArray("€é") << 0;
        QTest::newRow("gbk") << QByteArray("gbk") << QByteArray("BABAD7D6") << QByteArray("汉字") << 0;
        QTest::newRow("cut gbk") << QByteArray("gbk") << QByteArray("61BA") << QByteArray("a\xEF\xBF\xBD") << 1;
        QTest::newRow("utf16") << QByteArray("utf16") << QByteArray("0061D83DDE00") << QByteArray("a😀") << 0;
        QTest::newRow("utf16le") << QByteArray("utf16le") << QByteArray("6100") << QByteArray("a") << 0;
        QTest::newRow("swe7") << QByteArray("swe7") << QByteArray("5B61") << QByteArray("Äa") << 0;
        QTest::newRow("hebrew hole") << QByteArray("hebrew") << QByteArray("A1") << QByteArray("\xEF\xBF\xBD") << 1;
        QTest::newRow("unknown") << QByteArray("klingon") << QByteArray("61FF") << QByteArray("a\xEF\xBF\xBD") << 1;
    }
    void charsets()
    {
        QFETCH(QByteArray, charset);
        QFETCH(QByteArray, hex);
        QFETCH(QByteArray, text);
        QFETCH(int, replaced);
        std::uint64_t count = 0;
        QCOMPARE(decoded(charset.constData(), hex, &count), text);
        QCOMPARE(count, static_cast<std::uint64_t>(replaced));
    }
    void collations()
    {
        QCOMPARE(charsetOfCollation(45), std::string_view("utf8mb4"));
        QCOMPARE(charsetOfCollation(8), std::string_view("latin1"));
        QCOMPARE(charsetOfCollation(63), std::string_view("binary"));
        QCOMPARE(charsetOfCollation(255), std::string_view("utf8mb4"));
        QCOMPARE(charsetOfCollation(2304), std::string_view("utf8mb4"));
        QCOMPARE(charsetOfCollation(248), std::string_view("gb18030"));
        QVERIFY(charsetOfCollation(0).empty());
        QVERIFY(charsetOfCollation(17).empty());
        QVERIFY(charsetOfCollation(1'000'000).empty());
    }

    void jsonDoubles_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QByteArray>("text");
        // As MySQL 9.7 prints them.
        QTest::newRow("1e20") << 1e20 << QByteArray("1e20");
        QTest::newRow("1e15") << 1e15 << QByteArray("1e15");
        QTest::newRow("1e14") << 1e14 << QByteArray("100000000000000.0");
        QTest::newRow("1") << 1.0 << QByteArray("1.0");
        QTest::newRow("1.5e-5") << 1.5e-5 << QByteArray("0.000015");
        QTest::newRow("1e-10") << 1e-10 << QByteArray("0.0000000001");
        QTest::newRow("-0") << -0.0 << QByteArray("-0.0");
        QTest::newRow("3.14e17") << 3.14e17 << QByteArray("3.14e17");
        QTest::newRow("123456789.5") << 123456789.5 << QByteArray("123456789.5");
    }
    void jsonDoubles()
    {
        QFETCH(double, value);
        QFETCH(QByteArray, text);
        std::string out;
        appendJsonDouble(out, value);
        QCOMPARE(QByteArray::fromStdString(out), text);
    }

    void binaryJson()
    {
        std::string out;
        // {"a": 1, "b": [true, "x"]}
        const EventBytes object = ByteWriter()
                                      .byte(0)
                                      .little(2, 2)
                                      .little(32, 2)
                                      .little(18, 2)
                                      .little(1, 2)
                                      .little(19, 2)
                                      .little(1, 2)
                                      .byte(5)
                                      .little(1, 2)
                                      .byte(2)
                                      .little(20, 2)
                                      .text("ab")
                                      .little(2, 2)
                                      .little(12, 2)
                                      .byte(4)
                                      .little(1, 2)
                                      .byte(12)
                                      .little(10, 2)
                                      .byte(1)
                                      .text("x")
                                      .bytes();
        QVERIFY(appendBinaryJson(out, object));
        QCOMPARE(out, std::string("{\"a\": 1, \"b\": [true, \"x\"]}"));
        out.clear();
        QVERIFY(appendBinaryJson(out, {}));
        QCOMPARE(out, std::string("null"));
        // Every cut is noticed.
        for (std::size_t size = 1; size < object.size(); ++size) {
            out.clear();
            QVERIFY(!appendBinaryJson(out, ByteSpan(object).first(size)));
        }
    }
    void jsonThatHoldsItselfEnds()
    {
        // An array whose element's offset leads back to the array.
        const EventBytes loop = ByteWriter().byte(2).little(1, 2).little(7, 2).byte(2).little(0, 2).bytes();
        std::string out;
        QVERIFY(!appendBinaryJson(out, loop));
    }
    void jsonDifferences()
    {
        // {"a": 1}
        const EventBytes before = ByteWriter()
                                      .byte(0)
                                      .little(1, 2)
                                      .little(12, 2)
                                      .little(11, 2)
                                      .little(1, 2)
                                      .byte(5)
                                      .little(1, 2)
                                      .text("a")
                                      .bytes();
        const EventBytes two = ByteWriter().byte(5).little(2, 2).bytes();
        const auto diff = [&two](int operation, std::string_view path) {
            ByteWriter writer;
            writer.byte(static_cast<std::uint64_t>(operation)).counted(path);
            if (operation != 2)
                writer.counted(asText(two));
            return writer.bytes();
        };
        QCOMPARE(applyJsonDiffs(before, diff(0, "$.a")), std::optional<std::string>("{\"a\": 2}"));
        QCOMPARE(applyJsonDiffs(before, diff(1, "$.\"b c\"")), std::optional<std::string>("{\"a\": 1, \"b c\": 2}"));
        QCOMPARE(applyJsonDiffs(before, diff(2, "$.a")), std::optional<std::string>("{}"));
        QVERIFY(!applyJsonDiffs(before, diff(0, "$.z")));
        QVERIFY(!applyJsonDiffs(before, diff(2, "$[5]")));
        QVERIFY(!applyJsonDiffs(before, diff(7, "$.a")));
    }

    void mariaDbGtids()
    {
        auto state = MariaDbGtidState::parse("7-2-9,0-1-5");
        QVERIFY(state.has_value());
        QCOMPARE(state->text(), std::string("0-1-5,7-2-9"));
        // After a failover another server writes the same domain.
        state->add({ 0, 3, 6 });
        QCOMPARE(state->text(), std::string("0-3-6,7-2-9"));
        QVERIFY(!MariaDbGtidState::parse("0-1"));
        QVERIFY(!MariaDbGtidState::parse("x-1-2"));
        QVERIFY(MariaDbGtidState::parse("")->text().empty());
    }
    void mySqlGtids_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("normal");
        const QByteArray uuid = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
        QTest::newRow("one") << uuid + ":5" << uuid + ":5";
        QTest::newRow("joined") << uuid + ":1-5:6-9" << uuid + ":1-9";
        QTest::newRow("overlapping") << uuid + ":3-8:1-5:20" << uuid + ":1-8:20";
        QTest::newRow("tagged") << uuid + ":1-3:tag:1:5" << uuid + ":1-3:tag:1:5";
        QTest::newRow("upper case") << uuid.toUpper() + ":1" << uuid + ":1";
        QTest::newRow("two") << uuid + ":1,\n" + QByteArray(36, '0') + ":2" << QByteArray(36, '0') + ":2," + uuid + ":1";
        QTest::newRow("empty") << QByteArray() << QByteArray();
        QTest::newRow("backwards") << uuid + ":5-1" << QByteArray("error");
        QTest::newRow("no uuid") << QByteArray("abc:1") << QByteArray("error");
    }
    void mySqlGtids()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, normal);
        const auto set = MySqlGtidSet::parse(text.toStdString());
        QCOMPARE(set ? QByteArray::fromStdString(set->text()) : QByteArray("error"), normal);
    }
    void taggedGtidEvents()
    {
        // Read off MySQL 9.7: SET gtid_next = 'AUTOMATIC:abc'.
        ByteWriter writer;
        writer.byte(2).byte(100).byte(0).byte(0).byte(2).byte(2);
        for (int i = 0; i < 16; ++i)
            writer.byte(i == 0 ? 0x05 : 2).raw(i == 0 ? EventBytes { 0x03 } : EventBytes {});
        writer.byte(4).byte(3 << 2).byte(6).byte(6).text("abc").byte(12).byte(200 >> 1 << 1);
        const auto event = MySqlGtidEvent::readTagged(writer.bytes());
        QVERIFY(event.has_value());
        QCOMPARE(event->gtid->tag, std::string("abc"));
        QCOMPARE(event->gtid->number, std::uint64_t(3));
        QCOMPARE(int(event->gtid->uuid[0]), 0xC1);
        QCOMPARE(event->immediate_commit_us, std::uint64_t(100));
    }
    void previousGtids()
    {
        ByteWriter writer;
        writer.little(1, 8).text("0123456789abcdef").little(2, 8).little(1, 8).little(6, 8).little(8, 8).little(9, 8);
        const auto set = MySqlGtidSet::read(writer.bytes());
        QVERIFY(set.has_value());
        QCOMPARE(set->text(), std::string("30313233-3435-3637-3839-616263646566:1-5:8"));
        ByteWriter tagged;
        tagged.byte(1)
            .byte(1)
            .little(0, 5)
            .byte(1)
            .text("0123456789abcdef")
            .byte(6)
            .text("tag")
            .little(1, 8)
            .little(1, 8)
            .little(2, 8);
        const auto tagged_set = MySqlGtidSet::read(tagged.bytes());
        QVERIFY(tagged_set.has_value());
        QCOMPARE(tagged_set->text(), std::string("30313233-3435-3637-3839-616263646566:tag:1"));
    }

    void positions()
    {
        const BinlogPosition position { "bin.000010", 5'000'000'000, "0-1-5" };
        QCOMPARE(BinlogPosition::parse(position.text()).value(), position);
        QVERIFY(BinlogPosition({ "bin.999999", 9, {} }) < BinlogPosition({ "bin.1000000", 4, {} }));
        QVERIFY(BinlogPosition({ "bin.000010", 4, {} }) < position);
        QVERIFY(!BinlogPosition::parse("bin.000010").ok());
        QVERIFY(!BinlogPosition::parse("bin.000010:x").ok());
        QCOMPARE(BinlogPosition::parse(":0;0-1-5").value().gtid, std::string("0-1-5"));
    }

    void optionalMetadataOfYears()
    {
        // YEAR counts among the numbers that have a sign: INT, YEAR, INT UNSIGNED.
        ByteWriter writer;
        writer.counted("d").byte(0).counted("t").byte(0).byte(3).byte(3).byte(13).byte(3).byte(0).byte(0);
        writer.byte(1).byte(1).byte(0x20);
        const auto map = parseTableMap(writer.bytes(), true);
        QVERIFY(map.ok());
        QCOMPARE(map->columns[0].is_unsigned, std::optional<bool>(false));
        QCOMPARE(map->columns[2].is_unsigned, std::optional<bool>(true));
    }
    void charLengthsHideInTheType()
    {
        // CHAR(255) utf8mb4: 1020 bytes.
        ByteWriter writer;
        writer.counted("d").byte(0).counted("t").byte(0).byte(1).byte(254).counted("\xCE\xFC").byte(0);
        const auto map = parseTableMap(writer.bytes(), true);
        QVERIFY(map.ok());
        QVERIFY(map->columns[0].type == WireType::String);
        QCOMPARE(map->columns[0].length, std::uint16_t(1020));
    }

    void compressedColumns()
    {
        std::vector<std::uint8_t> out;
        QVERIFY(inflateColumn(bytesOf("0061"), out));
        QCOMPARE(asText(out), std::string_view("a"));
        QVERIFY(inflateColumn({}, out));
        QVERIFY(out.empty());
        // A claim of 4 GB in a few bytes costs nothing.
        QVERIFY(!inflateColumn(bytesOf("84FFFFFFFF789C"), out));
        QVERIFY(!inflateColumn(bytesOf("41"), out));
    }
};

QTEST_GUILESS_MAIN(BinlogValues)
#include "tst_binlogvalues.moc"
