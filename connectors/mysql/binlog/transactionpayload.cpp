// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/transactionpayload.h"

#include "connectors/mysql/binlog/compressed.h"
#include "connectors/mysql/binlog/eventheader.h"

#include <memory>
#include <vector>
#include <zstd.h>

namespace streamgauge {

namespace {

enum class Field : std::uint8_t { End = 0, Size = 1, Compression = 2, UncompressedSize = 3 };
constexpr std::uint64_t compression_zstd = 0;
constexpr std::uint64_t compression_none = 255;

Error damaged(const char *what)
{
    return { ErrorKind::Input, std::string("a compressed transaction is damaged: ") + what, {}, {} };
}

/// Collects bytes and cuts them into events.
class EventCutter
{
public:
    explicit EventCutter(const std::function<Result<void>(ByteSpan)> &handle)
        : handle_(handle)
    {
    }

    [[nodiscard]] Result<void> add(ByteSpan bytes)
    {
        pending_.insert(pending_.end(), bytes.begin(), bytes.end());
        std::size_t at = 0;
        while (pending_.size() - at >= EventHeader::size_bytes) {
            const std::uint64_t size = loadLittle<4>(pending_.data() + at + 9);
            if (size < EventHeader::size_bytes || size > most_event_bytes)
                return damaged("impossible event size");
            if (pending_.size() - at < size)
                break;
            if (auto done = handle_(ByteSpan(pending_).subspan(at, static_cast<std::size_t>(size))); !done)
                return done;
            at += static_cast<std::size_t>(size);
        }
        pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(at));
        return {};
    }
    [[nodiscard]] bool complete() const { return pending_.empty(); }

private:
    const std::function<Result<void>(ByteSpan)> &handle_;
    std::vector<std::uint8_t> pending_;
};

Result<void> decompress(ByteSpan compressed, EventCutter &cutter)
{
    const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    std::vector<std::uint8_t> chunk(ZSTD_DStreamOutSize());
    ZSTD_inBuffer input { compressed.data(), compressed.size(), 0 };
    std::size_t wanted = 1;
    bool more = true;
    while (more) {
        ZSTD_outBuffer output { chunk.data(), chunk.size(), 0 };
        wanted = ZSTD_decompressStream(context.get(), &output, &input);
        if (ZSTD_isError(wanted) != 0)
            return damaged(ZSTD_getErrorName(wanted));
        if (auto done = cutter.add(ByteSpan(chunk).first(output.pos)); !done)
            return done;
        more = input.pos < input.size || output.pos == output.size;
    }
    if (wanted != 0)
        return damaged("cut off");
    return {};
}

} // namespace

Result<void> readTransactionPayload(ByteSpan body, const std::function<Result<void>(ByteSpan)> &handle)
{
    ByteReader reader(body);
    std::uint64_t size = 0;
    std::uint64_t compression = compression_none;
    for (;;) {
        const std::uint64_t field = reader.packedNumber();
        if (reader.failed())
            return damaged("no end of its header");
        if (field == static_cast<std::uint64_t>(Field::End))
            break;
        ByteReader value(reader.take(reader.packedNumber()));
        if (field == static_cast<std::uint64_t>(Field::Size))
            size = value.packedNumber();
        else if (field == static_cast<std::uint64_t>(Field::Compression))
            compression = value.packedNumber();
        if (value.failed() || reader.failed())
            return damaged("header");
    }
    const ByteSpan payload = reader.take(size);
    if (reader.failed() || !reader.atEnd())
        return damaged("size");
    EventCutter cutter(handle);
    Result<void> done;
    if (compression == compression_none)
        done = cutter.add(payload);
    else if (compression == compression_zstd)
        done = decompress(payload, cutter);
    else
        return Error { ErrorKind::Unsupported,
                       "unknown compression " + std::to_string(compression) + " of a transaction",
                       {},
                       "SET GLOBAL binlog_transaction_compression = OFF" };
    if (done && !cutter.complete())
        return damaged("its last event is cut off");
    return done;
}

} // namespace streamgauge
