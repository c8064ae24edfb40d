// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/eventheader.h"
#include "connectors/mysql/tablecatalog.h"
#include "engine/source/quietsink.h"
#include "tests/connectors/mysql/binlog/binlogrecording.h"
#include "tests/connectors/mysql/binlog/typeworkload.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <zlib.h>

using namespace streamgauge;

namespace {

const std::string database = "damage";

class CountingSink final : public QuietSink
{
public:
    bool push(BatchPtr batch) override
    {
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            std::string line = batch->schema().stream + " " + std::string(name(batch->op(row)));
            for (std::size_t column = 0; column < batch->schema().columns.size(); ++column)
                line += "|" + cellText(batch->schema().columns[column], batch->after(column), row);
            lines.push_back(std::move(line));
        }
        return true;
    }

    std::vector<std::string> lines;
};

/// Every place of an event is damaged, of the few long ones every 61st: the work grows with the square. With
/// STREAMGAUGE_EVERY_BIT in the environment, all of theirs too: 58 million flips, which take half an hour of processor
/// time, so that the test library must be told to wait (QTEST_FUNCTION_TIMEOUT=7200000).
std::size_t strideIn(const std::vector<std::uint8_t> &event)
{
    constexpr std::size_t long_bytes = 512;
    return event.size() <= long_bytes || qEnvironmentVariableIsSet("STREAMGAUGE_EVERY_BIT") ? 1 : 61;
}

} // namespace

/// A recorded stream of a real server, damaged everywhere: an error or the same rows, never a wrong one.
class BinlogDamage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        server_ = std::make_unique<MariaDbServer>();
        server_->start();
        SqlClient client = server_->client();
        const std::string first_file = freshBinlogFile(client);
        TypeWorkload(client, database, true, true).run();
        recordings_ = recordSince(*server_, client, first_file);
        definitions_ = std::make_unique<CachedDefinitions>(MySqlSettings::parse("test", server_->settings()).value());
        CountingSink sink;
        const auto replayed = replayDamaged(recordings_, sink);
        QVERIFY2(replayed.ok(), replayed.ok() ? "" : replayed.error().text().c_str());
        whole_ = sink.lines;
        QVERIFY(whole_.size() > 100);
    }

    void flippedBitsAreDetected()
    {
        std::size_t flips = 0;
        for (BinlogRecording &recording : recordings_) {
            BinlogStream stream(options(), *definitions_);
            CountingSink sink;
            for (std::size_t i = 0; i < recording.events.size(); ++i) {
                std::vector<std::uint8_t> event = recording.events[i];
                for (std::size_t bit = 0; bit < event.size() * 8; bit += strideIn(event)) {
                    const bool in_use_flag = i == 0 && bit == 17 * 8;
                    event[bit / 8] = static_cast<std::uint8_t>(event[bit / 8] ^ (1U << (bit % 8)));
                    stream.begin({ recording.file, 4, {} }, sink);
                    if (i > 0)
                        QVERIFY(stream.feed(recording.events[0], 0).ok());
                    if (!in_use_flag && stream.feed(event, 0).ok())
                        QFAIL(qPrintable(QStringLiteral("event %1 bit %2").arg(i).arg(bit)));
                    event[bit / 8] = static_cast<std::uint8_t>(event[bit / 8] ^ (1U << (bit % 8)));
                    ++flips;
                }
            }
            QVERIFY(sink.lines.empty());
        }
        qInfo("%zu flips", flips);
        QVERIFY(flips > 100'000);
    }

    void cutEventsAreDetected()
    {
        std::size_t cuts = 0;
        for (const BinlogRecording &recording : recordings_) {
            BinlogStream stream(options(), *definitions_);
            CountingSink sink;
            for (const std::vector<std::uint8_t> &event : recording.events) {
                for (std::size_t size = 0; size < event.size(); size += strideIn(event)) {
                    stream.begin({ recording.file, 4, {} }, sink);
                    QVERIFY(stream.feed(recording.events[0], 0).ok());
                    QVERIFY(!stream.feed(std::span(event).first(size), 0).ok());
                    ++cuts;
                }
            }
            QVERIFY(sink.lines.empty());
        }
        qInfo("%zu cuts", cuts);
        QVERIFY(cuts > 10'000);
    }

    /// Without checksums damage can reach the decoder: what it still shows must not crash, and rows before the damage
    /// stay as they were.
    void damageWithoutChecksums()
    {
        std::vector<BinlogRecording> bare = recordings_;
        for (BinlogRecording &recording : bare) {
            for (std::vector<std::uint8_t> &event : recording.events)
                stripChecksum(event);
        }
        CountingSink intact;
        QVERIFY(replayDamaged(bare, intact).ok());
        QCOMPARE(intact.lines, whole_);
        std::size_t number = 0;
        for (BinlogRecording &recording : bare) {
            for (std::size_t i = 1; i < recording.events.size(); i += 17) {
                std::vector<std::uint8_t> &event = recording.events[i];
                const std::vector<std::uint8_t> good = event;
                const std::size_t at = 19 + (++number * 7919) % (event.size() - 19);
                event[at] = static_cast<std::uint8_t>(event[at] ^ (1U << (number % 8)));
                CountingSink sink;
                (void)replayDamaged(bare, sink);
                event = good;
            }
        }
        QVERIFY(number > 30);
    }

    void everyStartBetweenTransactionsGivesTheRest()
    {
        // Positions behind each commit are places to start again from: nothing lost, nothing twice.
        const BinlogRecording &recording = recordings_.back();
        BinlogStream stream(options(), *definitions_);
        CountingSink sink;
        stream.begin({ recording.file, 4, {} }, sink);
        std::size_t restarts = 0;
        std::uint64_t offset = 4;
        std::map<std::uint64_t, std::size_t> event_at;
        for (std::size_t i = 0; i < recording.events.size(); ++i) {
            event_at[offset] = i;
            offset += recording.events[i].size();
        }
        for (std::size_t i = 0; i < recording.events.size();) {
            QVERIFY(stream.feed(recording.events[i], 0).ok());
            ++i;
            if (i % 4 != 0 || i < 8)
                continue;
            // Break here, in a transaction or not.
            const BinlogPosition start = stream.position();
            stream.begin(start, sink);
            std::vector<std::uint8_t> format = recording.events[0];
            // A server that starts in mid-file sends the format without a place; its checksum is made anew.
            for (std::size_t byte = 13; byte < 17; ++byte)
                format[byte] = 0;
            renewChecksum(format);
            QVERIFY(stream.feed(format, 0).ok());
            i = event_at.at(start.offset);
            const std::size_t resume = i;
            // Go on beyond the breaking point, or this would never end.
            for (std::size_t count = 0; count < 12 && i < recording.events.size(); ++count, ++i)
                QVERIFY(stream.feed(recording.events[i], 0).ok());
            QVERIFY(i >= resume);
            ++restarts;
        }
        QVERIFY(stream.flush());
        QVERIFY(restarts > 20);
        QCOMPARE(sink.lines, whole_);
    }

private:
    [[nodiscard]] static BinlogStreamOptions options()
    {
        BinlogStreamOptions options;
        options.tables = { database + ".*" };
        return options;
    }
    Result<void> replayDamaged(const std::vector<BinlogRecording> &recordings, EventSink &sink)
    {
        BinlogStream stream(options(), *definitions_);
        return replay(stream, recordings, sink);
    }
    static void renewChecksum(std::vector<std::uint8_t> &event)
    {
        const std::size_t covered = event.size() - 4;
        std::vector<std::uint8_t> counted(event.begin(), event.begin() + static_cast<std::ptrdiff_t>(covered));
        counted[17] = static_cast<std::uint8_t>(counted[17] & ~EventHeader::in_use_flag);
        const auto sum = crc32_z(0, counted.data(), counted.size());
        for (std::size_t i = 0; i < 4; ++i)
            event[covered + i] = static_cast<std::uint8_t>(sum >> (8 * i));
    }
    static void stripChecksum(std::vector<std::uint8_t> &event)
    {
        if (static_cast<EventType>(event[4]) == EventType::FormatDescription) {
            event[event.size() - 5] = 0;
            renewChecksum(event);
            return;
        }
        event.resize(event.size() - 4);
        for (std::size_t i = 0; i < 4; ++i)
            event[9 + i] = static_cast<std::uint8_t>(event.size() >> (8 * i));
    }

    std::unique_ptr<MariaDbServer> server_;
    std::unique_ptr<CachedDefinitions> definitions_;
    std::vector<BinlogRecording> recordings_;
    std::vector<std::string> whole_;
};

QTEST_GUILESS_MAIN(BinlogDamage)
#include "tst_binlogdamage.moc"
