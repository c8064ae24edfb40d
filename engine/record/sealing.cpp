// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/sealing.h"

#include "engine/data/batch.h"
#include "engine/record/bytes.h"

#include <zstd.h>

namespace streamgauge {

namespace {

/// Fast enough to keep one core below the disk; higher levels gain a few per cent on columns that are transformed already.
constexpr int level = 1;
/// Below this a frame's own header eats the gain.
constexpr std::size_t least_to_compress = 48;

enum class Packing : std::uint8_t { Plain, Zstd };

std::uint64_t checksum(std::string_view content)
{
    return keyHash(content) & 0xffff'ffff;
}

Error damaged()
{
    return { ErrorKind::Input, "the content is damaged", "", "The rest of the recording can be read" };
}

} // namespace

struct Sealer::Context {
    Context()
        : zstd(ZSTD_createCCtx())
    {
    }
    ~Context() { ZSTD_freeCCtx(zstd); }
    Context(const Context &) = delete;
    Context &operator=(const Context &) = delete;
    ZSTD_CCtx *zstd;
    std::string buffer;
};

Sealer::Sealer()
    : context_(std::make_unique<Context>())
{
}

Sealer::~Sealer() = default;

Result<std::string> Sealer::seal(std::string_view content)
{
    if (content.size() > most_part_bytes)
        return Error { ErrorKind::Resource, "a block of rows is larger than a recording can hold", "", "" };
    std::string_view packed = content;
    Packing packing = Packing::Plain;
    if (content.size() >= least_to_compress && context_->zstd != nullptr) {
        std::string &buffer = context_->buffer;
        if (buffer.size() < ZSTD_compressBound(content.size()))
            buffer.resize(ZSTD_compressBound(content.size()));
        const std::size_t size =
            ZSTD_compressCCtx(context_->zstd, buffer.data(), buffer.size(), content.data(), content.size(), level);
        if (!ZSTD_isError(size) && size < content.size()) {
            packed = { buffer.data(), size };
            packing = Packing::Zstd;
        }
    }
    ByteWriter out;
    out.byte(static_cast<std::uint8_t>(packing));
    out.number(content.size());
    out.number(checksum(packed));
    out.raw(packed);
    return out.bytes();
}

struct Unsealer::Context {
    Context()
        : zstd(ZSTD_createDCtx())
    {
    }
    ~Context() { ZSTD_freeDCtx(zstd); }
    Context(const Context &) = delete;
    Context &operator=(const Context &) = delete;
    ZSTD_DCtx *zstd;
    std::string buffer;
};

Unsealer::Unsealer()
    : context_(std::make_unique<Context>())
{
}

Unsealer::~Unsealer() = default;

Result<std::string_view> Unsealer::unseal(std::string_view sealed)
{
    ByteReader in(sealed);
    const auto packing = static_cast<Packing>(in.byte());
    const std::uint64_t size = in.number(most_part_bytes);
    const std::uint64_t expected = in.number();
    if (!in.ok() || (packing != Packing::Plain && packing != Packing::Zstd))
        return damaged();
    const std::string_view packed = in.rest();
    if (checksum(packed) != expected)
        return damaged();
    if (packing == Packing::Plain)
        return packed.size() == size ? Result<std::string_view>(packed) : damaged();
    if (context_->zstd == nullptr || ZSTD_getFrameContentSize(packed.data(), packed.size()) != size)
        return damaged();
    std::string &buffer = context_->buffer;
    if (buffer.size() < size)
        buffer.resize(size);
    const std::size_t got = ZSTD_decompressDCtx(context_->zstd, buffer.data(), size, packed.data(), packed.size());
    if (ZSTD_isError(got) || got != size)
        return damaged();
    return std::string_view(buffer.data(), size);
}

} // namespace streamgauge
