// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/record/bytes.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace streamgauge {

/// What the words mean, which decides what is tried to make them small.
enum class WordMeaning : std::uint8_t { Integers, Times, Doubles };

/// Writes 64-bit words so that a compressor finds little left: doubles that are decimals of at most ten places become
/// integers (exactly, or not at all), others are XORed with their predecessor; integers are stored as offsets, differences
/// or differences of differences, whichever is smallest; then byte by byte in planes. The XOR of neighbours is after
/// Pelkonen et al., "Gorilla: A Fast, Scalable, In-Memory Time Series Database", VLDB 2015; decimals as integers after
/// Afroozeh, Kuffo, Boncz, "ALP: Adaptive Lossless Floating-Point Compression", SIGMOD 2024.
void encodeWords(std::span<const std::uint64_t> words, WordMeaning meaning, ByteWriter &out);
/// Reads `words.size()` words. A fault shows in in.ok().
void decodeWords(ByteReader &in, std::span<std::uint64_t> words);

/// Bytes of few values (states, operations): one for all, or all of them.
void encodeBytes(std::span<const std::uint8_t> bytes, ByteWriter &out);
/// Bytes above `most` are a fault.
void decodeBytes(ByteReader &in, std::span<std::uint8_t> bytes, std::uint8_t most);

/// Texts: a dictionary and indices when they repeat, else their lengths and bytes.
void encodeTexts(std::span<const std::string_view> texts, ByteWriter &out);
/// Reads `count` texts; the views point into what `in` reads from.
void decodeTexts(ByteReader &in, std::size_t count, std::vector<std::string_view> &texts);

} // namespace streamgauge
