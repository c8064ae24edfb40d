// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "engine/record/recorder.h"
#include "engine/record/recordingreader.h"
#include "tests/fuzz/fuzzdriver.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace streamgauge {

namespace {

enum class Target : std::uint8_t { File, Words, Texts, Segment, Chunk };
constexpr std::uint8_t targets = 5;
constexpr std::uint32_t chunk_rows = 64;

std::string scratchFile()
{
    return (std::filesystem::temp_directory_path() / ("fuzz_recording-" + std::to_string(::getpid()) + ".sgr")).string();
}

void readWholeFile(std::string_view bytes)
{
    const std::string path = scratchFile();
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (auto recording = Recording::open(path)) {
        RecordingReader reader(**recording, {});
        RecordedStep step;
        for (auto more = reader.next(step); more.ok() && *more; more = reader.next(step)) {
            if (step.batch && (step.rows == 0 || step.first + step.rows > step.batch->rows())) {
                std::cerr << "rows that are not there\n";
                std::abort();
            }
        }
        static_cast<void>((*recording)->alerts().ok());
        static_cast<void>((*recording)->gaps().ok());
        static_cast<void>((*recording)->problems().ok());
        static_cast<void>((*recording)->notes().ok());
    }
    std::error_code failed;
    std::filesystem::remove(path, failed);
}

SchemaPtr schema()
{
    Schema made;
    made.stream = "s";
    made.columns = { { "id", ValueKind::String },
                     { "price", ValueKind::Decimal },
                     { "at", ValueKind::Timestamp },
                     { "value", ValueKind::Double },
                     { "raw", ValueKind::Bytes } };
    made.key_columns = { 0 };
    return std::make_shared<const Schema>(std::move(made));
}

/// The bytes, sealed, as every part of a chunk in turn.
void decodeChunk(std::string_view bytes)
{
    Sealer sealer;
    const auto sealed = sealer.seal(bytes);
    ChunkDecoder decoder;
    const PartSource source = [&](std::uint32_t) -> Result<std::optional<std::string_view>> {
        return std::optional<std::string_view>(*sealed);
    };
    static_cast<void>(decoder.decode(wholePlan(schema()), { chunk_rows, true }, source).ok());
}

BatchPtr someRows()
{
    BatchBuilder builder(schema());
    for (std::uint32_t row = 0; row < chunk_rows; ++row) {
        builder.setTimes(row * ns_per_ms, row * ns_per_ms + 5);
        builder.setPosition("p" + std::to_string(row / 8));
        builder.after(0).appendText("k" + std::to_string(row % 4));
        builder.after(1).appendDecimal("12.50", 12.5);
        builder.after(2).appendTimestamp(row);
        builder.after(3).appendDouble(row / 10.0);
        builder.after(4).appendMissing(CellState::Null);
        builder.endRow(Op::Updated);
    }
    return builder.finish();
}

std::string recordedFile()
{
    const std::string path = scratchFile();
    std::error_code failed;
    std::filesystem::remove(path, failed);
    const SystemClock clock;
    auto recorder = Recorder::start({ path, "{}" }, clock);
    if (!recorder)
        return {};
    ConnectorInfo info;
    (*recorder)->taken("source", info, someRows());
    (*recorder)->advanced("source", info, 77, {});
    (*recorder)->gap("source", { 1, 2, "lost" });
    (*recorder)->alerted({ .episode = 1, .rule = "R" });
    static_cast<void>((*recorder)->finish());
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    std::filesystem::remove(path, failed);
    return bytes.str();
}

std::vector<std::uint8_t> seed(Target target, std::string_view bytes)
{
    std::vector<std::uint8_t> made { static_cast<std::uint8_t>(target) };
    made.insert(made.end(), bytes.begin(), bytes.end());
    return made;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    ByteReader in(bytes);
    std::vector<std::uint64_t> words(chunk_rows);
    std::vector<std::string_view> texts;
    switch (static_cast<Target>(data[0] % targets)) {
    case Target::File: readWholeFile(bytes); break;
    case Target::Words: decodeWords(in, words); break;
    case Target::Texts: decodeTexts(in, chunk_rows, texts); break;
    case Target::Segment: static_cast<void>(decodeSegment(in)); break;
    case Target::Chunk: decodeChunk(bytes); break;
    }
    return 0;
}

std::vector<std::vector<std::uint8_t>> fuzzSeeds()
{
    std::vector<std::vector<std::uint8_t>> seeds { seed(Target::File, recordedFile()) };
    const BatchPtr batch = someRows();
    const BatchPiece piece { batch, 0, chunk_rows };
    ChunkEncoder encoder;
    Unsealer unsealer;
    if (const auto parts = encoder.encode({ &piece, 1 })) {
        for (const EncodedPart &part : *parts)
            seeds.push_back(seed(Target::Chunk, unsealer.unseal(part.content).value()));
    }
    const std::vector<std::uint64_t> words { 1, 5, 9, 1'000'000, 3 };
    const std::vector<std::string_view> texts { "a", "b", "a", "a", "a" };
    ByteWriter out;
    encodeWords(words, WordMeaning::Times, out);
    seeds.push_back(seed(Target::Words, out.bytes()));
    out.clear();
    encodeTexts(texts, out);
    seeds.push_back(seed(Target::Texts, out.bytes()));
    out.clear();
    encodeSegment({ { { 1, 5 } }, { { 1, 10, 0, 0 }, { 0, 0, 1, 99 } } }, out);
    seeds.push_back(seed(Target::Segment, out.bytes()));
    return seeds;
}

} // namespace streamgauge
