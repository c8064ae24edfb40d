// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzzdriver.h"

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

constexpr std::size_t most_input_bytes = 1U << 16;

/// One small damage, of the kinds that parsers meet.
void mutate(Input &input, const std::vector<Input> &seeds, std::mt19937_64 &random)
{
    const auto pick = [&random](std::size_t bound) { return bound == 0 ? 0 : static_cast<std::size_t>(random() % bound); };
    if (input.empty())
        input.push_back(0);
    const std::size_t at = pick(input.size());
    const auto offset = static_cast<std::ptrdiff_t>(at);
    switch (random() % 8) {
    case 0: input[at] = static_cast<std::uint8_t>(input[at] ^ (1U << pick(8))); break;
    case 1: input[at] = static_cast<std::uint8_t>(random()); break;
    case 2: {
        constexpr std::uint8_t edges[] = { 0x00, 0xFF, 0x7F, 0x80, 0xFB, 0xFC, 0xFD, 0xFE };
        input[at] = edges[pick(sizeof edges)];
        break;
    }
    case 3:
        input.erase(input.begin() + offset,
                    input.begin() + offset + static_cast<std::ptrdiff_t>(1 + pick(input.size() - at)));
        break;
    case 4: input.insert(input.begin() + offset, 1 + pick(8), static_cast<std::uint8_t>(random())); break;
    case 5: input.resize(at); break;
    case 6: {
        const Input &other = seeds[pick(seeds.size())];
        const std::size_t from = pick(other.size());
        const std::size_t count = pick(other.size() - from);
        input.insert(input.begin() + offset, other.begin() + static_cast<std::ptrdiff_t>(from),
                     other.begin() + static_cast<std::ptrdiff_t>(from + count));
        break;
    }
    default:
        for (std::size_t i = at; i < input.size() && i < at + 4; ++i)
            input[i] = static_cast<std::uint8_t>(random());
    }
    if (input.size() > most_input_bytes)
        input.resize(most_input_bytes);
}

} // namespace

/// fuzz_name [runs] [seed]: the same numbers give the same inputs.
int main(int argc, char **argv)
{
    const std::uint64_t runs = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 20'000;
    const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
    const std::vector<Input> seeds = streamgauge::fuzzSeeds();
    for (const Input &input : seeds)
        LLVMFuzzerTestOneInput(input.data(), input.size());
    std::mt19937_64 random(seed);
    for (std::uint64_t run = 0; run < runs; ++run) {
        Input input = seeds[random() % seeds.size()];
        for (std::uint64_t i = 1 + random() % 6; i > 0; --i)
            mutate(input, seeds, random);
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::printf("%llu mutated inputs of %zu seeds, seed %llu\n", static_cast<unsigned long long>(runs), seeds.size(),
                static_cast<unsigned long long>(seed));
    return 0;
}
