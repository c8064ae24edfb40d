// SPDX-License-Identifier: GPL-3.0-or-later
// Drives a text fuzz target without libFuzzer: every cut of every seed, then seeded random mutations.
#include "tests/fuzz/mutate.h"

#include <cstdlib>
#include <iostream>
#include <random>

namespace {

constexpr int mutations = 20'000;

void feed(const std::string &text)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(text.data()), text.size());
}

std::string mutated(std::string text, std::mt19937_64 &random, const std::vector<std::string> &seeds)
{
    const auto below = [&](std::size_t bound) { return bound == 0 ? 0 : random() % bound; };
    const std::size_t changes = 1 + below(6);
    for (std::size_t change = 0; change < changes; ++change) {
        const std::size_t at = below(text.size());
        switch (below(6)) {
        case 0:
            if (!text.empty())
                text[at] = static_cast<char>(text[at] ^ static_cast<char>(1U << below(8)));
            break;
        case 1: text.insert(at, 1, static_cast<char>(below(256))); break;
        case 2: text.erase(at, 1 + below(8)); break;
        case 3: text.insert(at, text.substr(below(text.size()), below(32))); break;
        case 4: {
            const std::string &other = seeds[below(seeds.size())];
            text.insert(at, other.substr(below(other.size()), below(64)));
            break;
        }
        default: text.insert(at, 1, "\"{}[]:,@%&=?/\\0"[below(14)]); break;
        }
    }
    return text;
}

} // namespace

int main()
{
    const std::vector<std::string> seeds = fuzzSeeds();
    for (const std::string &seed : seeds) {
        for (std::size_t length = 0; length <= seed.size(); ++length)
            feed(seed.substr(0, length));
    }
    std::mt19937_64 random(20261120);
    for (int count = 0; count < mutations; ++count)
        feed(mutated(seeds[random() % seeds.size()], random, seeds));
    std::cout << mutations << " mutations of " << seeds.size() << " seeds\n";
    return EXIT_SUCCESS;
}
