// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/chunkdecoder.h"
#include "engine/record/chunkencoder.h"
#include "engine/record/segment.h"
#include "tests/engine/record/randombatches.h"

#include <QTest>

#include <bit>
#include <map>

using namespace streamgauge;

class TestRecordCodecs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data();
    void words();
    void texts_data();
    void texts();
    void decimals_data();
    void decimals();
    void sealing();
    void segments();
    void chunks_data();
    void chunks();
    void wantedColumnsOnly();
    void damagedParts();
};

using Words = std::vector<std::uint64_t>;
Q_DECLARE_METATYPE(Words)
using Texts = std::vector<std::string>;
Q_DECLARE_METATYPE(Texts)
Q_DECLARE_METATYPE(streamgauge::WordMeaning)

static Words doubles(const std::vector<double> &values)
{
    Words words;
    for (const double value : values)
        words.push_back(std::bit_cast<std::uint64_t>(value));
    return words;
}

void TestRecordCodecs::words_data()
{
    QTest::addColumn<Words>("words");
    QTest::addColumn<WordMeaning>("meaning");
    QTest::addColumn<int>("most_bytes");
    Words counting;
    Words steps;
    Words noise;
    std::mt19937_64 random(7);
    std::vector<double> tenths;
    for (std::uint64_t index = 0; index < 10'000; ++index) {
        counting.push_back(1'000'000 + index);
        steps.push_back(1'700'000'000'000'000'000 + index * 8'000'000 + (index % 3) * 1'000'000);
        noise.push_back(random());
        tenths.push_back(static_cast<double>(random() % 200) / 10);
    }
    QTest::newRow("none") << Words() << WordMeaning::Integers << 0;
    QTest::newRow("one") << Words { 5 } << WordMeaning::Integers << 9;
    QTest::newRow("one for all") << Words(10'000, 42) << WordMeaning::Integers << 9;
    QTest::newRow("counting up") << counting << WordMeaning::Integers << 10'020;
    QTest::newRow("milliseconds") << steps << WordMeaning::Times << 10'030;
    QTest::newRow("noise") << noise << WordMeaning::Integers << 80'020;
    QTest::newRow("extremes") << Words { 0, ~0ULL, 1ULL << 63, (1ULL << 63) - 1, 0 } << WordMeaning::Integers << 60;
    QTest::newRow("extreme times") << Words { 1ULL << 63, (1ULL << 63) - 1, 0 } << WordMeaning::Times << 60;
    QTest::newRow("tenths") << doubles(tenths) << WordMeaning::Doubles << 10'020;
    QTest::newRow("odd doubles") << doubles({ -0.0, 0.1, 1e300, -1e-300, 0.0 }) << WordMeaning::Doubles << 60;
    QTest::newRow("not a number") << Words { 0x7ff8'0000'0000'0001, 0xfff8'0000'0000'0002 } << WordMeaning::Doubles << 40;
}

void TestRecordCodecs::words()
{
    QFETCH(const Words, words);
    QFETCH(const WordMeaning, meaning);
    QFETCH(const int, most_bytes);
    ByteWriter out;
    encodeWords(words, meaning, out);
    QVERIFY2(out.bytes().size() <= static_cast<std::size_t>(most_bytes), std::to_string(out.bytes().size()).c_str());
    ByteReader in(out.bytes());
    Words read(words.size());
    decodeWords(in, read);
    QVERIFY(in.ok() && in.atEnd());
    QVERIFY(read == words);
}

void TestRecordCodecs::texts_data()
{
    QTest::addColumn<Texts>("texts");
    Texts few;
    Texts many;
    for (int index = 0; index < 1'000; ++index) {
        few.push_back("ward " + std::to_string(index % 3));
        many.push_back(std::to_string(index));
    }
    QTest::newRow("none") << Texts();
    QTest::newRow("empty") << Texts { "", "", "" };
    QTest::newRow("repeating") << few;
    QTest::newRow("all different") << many;
    QTest::newRow("with zeros") << Texts { std::string("a\0b", 3), std::string(1, '\0'), "" };
}

void TestRecordCodecs::texts()
{
    QFETCH(const Texts, texts);
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    ByteWriter out;
    encodeTexts(views, out);
    ByteReader in(out.bytes());
    std::vector<std::string_view> read;
    decodeTexts(in, views.size(), read);
    QVERIFY(in.ok() && in.atEnd());
    QVERIFY(read == views);
}

void TestRecordCodecs::decimals_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("places");
    QTest::addColumn<bool>("plain");
    QTest::newRow("two places") << QByteArray("12.50") << 2 << true;
    QTest::newRow("negative") << QByteArray("-0.05") << 2 << true;
    QTest::newRow("whole") << QByteArray("1700") << 0 << true;
    QTest::newRow("nothing") << QByteArray("0.00") << 2 << true;
    QTest::newRow("minus nothing") << QByteArray("-0.00") << 2 << false;
    QTest::newRow("leading zero") << QByteArray("007.10") << 2 << false;
    QTest::newRow("other places") << QByteArray("1.5") << 2 << false;
    QTest::newRow("no digits") << QByteArray(".50") << 2 << false;
    QTest::newRow("two points") << QByteArray("1.5.0") << 1 << false;
    QTest::newRow("exponent") << QByteArray("1e10") << 0 << false;
    QTest::newRow("too many digits") << QByteArray("9007199254740993") << 0 << false;
}

void TestRecordCodecs::decimals()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, places);
    QFETCH(const bool, plain);
    const auto digits = decimalDigits(text.toStdString(), static_cast<unsigned>(places));
    QCOMPARE(digits.has_value(), plain);
    if (!digits)
        return;
    std::string again;
    appendDecimal(again, *digits, static_cast<unsigned>(places));
    QCOMPARE(QByteArray::fromStdString(again), text);
    QCOMPARE(decimalValue(*digits, static_cast<unsigned>(places)), text.toDouble());
}

void TestRecordCodecs::sealing()
{
    Sealer sealer;
    Unsealer unsealer;
    for (const std::string &content : { std::string(), std::string("short"), std::string(100'000, 'x') }) {
        const auto sealed = sealer.seal(content);
        QVERIFY(sealed.ok());
        const auto again = unsealer.unseal(*sealed);
        QVERIFY(again.ok() && *again == content);
        for (std::size_t at = 0; at < sealed->size(); ++at) {
            std::string damaged = *sealed;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
            QVERIFY(!unsealer.unseal(damaged).ok());
        }
        QVERIFY(!unsealer.unseal(std::string_view(*sealed).substr(0, sealed->size() - 1)).ok());
    }
}

void TestRecordCodecs::segments()
{
    OrderSegment segment;
    segment.first_rows = { { 1, 100 }, { 7, 1ULL << 40 } };
    segment.steps = { { 1, 4'096, 0, 0 }, { 0, 0, 2, 1'700'000'000'000'000'000 }, { 7, 1, 0, 0 }, { 0, 0, 2, -5 } };
    ByteWriter out;
    encodeSegment(segment, out);
    ByteReader in(out.bytes());
    QVERIFY(decodeSegment(in) == segment);
    QVERIFY(in.ok());
    for (std::size_t size = 0; size < out.bytes().size(); ++size) {
        ByteReader cut(std::string_view(out.bytes()).substr(0, size));
        static_cast<void>(decodeSegment(cut));
        QVERIFY(!cut.ok());
    }
}

void TestRecordCodecs::chunks_data()
{
    QTest::addColumn<bool>("with_before");
    QTest::addColumn<int>("keys");
    QTest::addColumn<bool>("keyed");
    QTest::newRow("few keys") << false << 5 << true;
    QTest::newRow("few keys, before-images") << true << 5 << true;
    QTest::newRow("many keys") << false << 1'000'000 << true;
    QTest::newRow("many keys, before-images") << true << 1'000'000 << true;
    QTest::newRow("no key") << true << 5 << false;
}

using Parts = std::map<std::uint32_t, std::string>;

static PartSource sourceOf(const Parts &parts)
{
    return [&parts](std::uint32_t part) -> Result<std::optional<std::string_view>> {
        const auto found = parts.find(part);
        return found == parts.end() ? std::nullopt : std::optional<std::string_view>(found->second);
    };
}

static Parts encoded(const std::vector<BatchPiece> &pieces)
{
    ChunkEncoder encoder;
    const auto made = encoder.encode(pieces);
    Parts parts;
    for (const EncodedPart &part : made.ok() ? *made : std::vector<EncodedPart>())
        parts[part.number] = part.content;
    return parts;
}

void TestRecordCodecs::chunks()
{
    QFETCH(const bool, with_before);
    QFETCH(const int, keys);
    QFETCH(const bool, keyed);
    const SchemaPtr schema = everyKind("orders", keyed);
    ChunkDecoder decoder;
    for (unsigned seed = 0; seed < 20; ++seed) {
        RandomBatches random(seed);
        std::vector<BatchPiece> pieces;
        std::uint32_t rows = 0;
        for (int batch = 0; batch < 4; ++batch) {
            const BatchPtr made = random.make(schema, 1 + random.below(200), with_before, static_cast<std::size_t>(keys));
            const auto first = static_cast<std::uint32_t>(random.below(made->rows()));
            pieces.push_back({ made, first, static_cast<std::uint32_t>(made->rows()) - first });
            rows += pieces.back().rows;
        }
        const Parts parts = encoded(pieces);
        const auto batch = decoder.decode(wholePlan(schema), { rows, with_before }, sourceOf(parts));
        QVERIFY2(batch.ok(), batch.ok() ? "" : batch.error().text().c_str());
        std::size_t at = 0;
        for (const BatchPiece &piece : pieces) {
            for (std::uint32_t row = 0; row < piece.rows; ++row, ++at) {
                const std::string difference = rowDifference(*piece.batch, piece.first + row, **batch, at);
                QVERIFY2(difference.empty(), (difference + " in row " + std::to_string(at)).c_str());
            }
        }
        QCOMPARE(at, (*batch)->rows());
    }
}

void TestRecordCodecs::wantedColumnsOnly()
{
    const SchemaPtr schema = everyKind("orders");
    RandomBatches random(1);
    const BatchPtr made = random.make(schema, 500, true, 5);
    Parts parts = encoded({ { made, 0, 500 } });
    parts.erase(columnPart(6, false));
    const ColumnPlan plan = planColumns(schema, { "value", "nothing of the kind" }, true);
    ChunkDecoder decoder;
    const auto batch = decoder.decode(plan, { 500, true }, sourceOf(parts));
    QVERIFY(batch.ok());
    QCOMPARE((*batch)->schema().columns.size(), std::size_t { 2 });
    QCOMPARE((*batch)->schema().columns[1].name, std::string("value"));
    for (std::size_t row = 0; row < 500; ++row) {
        QCOMPARE((*batch)->key(row), made->key(row));
        QCOMPARE((*batch)->eventTime(row), made->eventTime(row));
        QVERIFY(cellDifference(made->after(4), (*batch)->after(1), row, row).empty());
    }
}

void TestRecordCodecs::damagedParts()
{
    const SchemaPtr schema = everyKind("orders");
    RandomBatches random(2);
    const BatchPtr made = random.make(schema, 300, false, 5);
    const Parts parts = encoded({ { made, 0, 300 } });
    ChunkDecoder decoder;
    for (const auto &[number, content] : parts) {
        Parts damaged = parts;
        damaged[number].back() = static_cast<char>(damaged[number].back() ^ 1);
        QVERIFY(!decoder.decode(wholePlan(schema), { 300, false }, sourceOf(damaged)).ok());
        // A part that is sound in itself but of other rows.
        const Parts shorter = encoded({ { made, 0, 200 } });
        const auto other = shorter.find(number);
        if (other == shorter.end() || other->second.size() < 64)
            continue;
        damaged[number] = other->second;
        QVERIFY(!decoder.decode(wholePlan(schema), { 300, false }, sourceOf(damaged)).ok());
    }
}

QTEST_GUILESS_MAIN(TestRecordCodecs)
#include "tst_recordcodecs.moc"
