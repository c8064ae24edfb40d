// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/wordcodec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>

namespace streamgauge {

namespace {

enum class Form : std::uint8_t { Constant, Offset, Delta, DeltaOfDelta, Xor };

constexpr unsigned most_places = 10;
constexpr std::array<double, most_places + 1> powers_of_ten { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10 };
/// Integers up to here and their quotients by these powers are exact or correctly rounded.
constexpr double most_decimal = 4'503'599'627'370'496.0;
/// "The words are not decimals" in the place of their number of places.
constexpr std::uint8_t not_decimal = 0xff;

std::uint64_t zigzag(std::uint64_t difference)
{
    return (difference << 1) ^ (0 - (difference >> 63));
}

std::uint64_t unzigzag(std::uint64_t value)
{
    return (value >> 1) ^ (0 - (value & 1));
}

bool asDecimal(std::uint64_t word, double power, std::int64_t &integer)
{
    const double scaled = std::bit_cast<double>(word) * power;
    if (!(std::fabs(scaled) < most_decimal))
        return false;
    integer = std::llrint(scaled);
    return std::bit_cast<std::uint64_t>(static_cast<double>(integer) / power) == word;
}

/// The fewest places that hold all words, with the integers; nullopt when there are none.
std::optional<unsigned> toDecimals(std::span<const std::uint64_t> words, std::vector<std::uint64_t> &integers)
{
    unsigned places = 0;
    std::int64_t integer = 0;
    for (const std::uint64_t word : words) {
        while (!asDecimal(word, powers_of_ten[places], integer)) {
            if (++places > most_places)
                return std::nullopt;
        }
    }
    integers.resize(words.size());
    for (std::size_t index = 0; index < words.size(); ++index) {
        if (!asDecimal(words[index], powers_of_ten[places], integer))
            return std::nullopt;
        integers[index] = static_cast<std::uint64_t>(integer);
    }
    return places;
}

template <std::int64_t unit> bool divide(std::span<std::uint64_t> words)
{
    if (!std::ranges::all_of(words, [](std::uint64_t word) { return static_cast<std::int64_t>(word) % unit == 0; }))
        return false;
    for (std::uint64_t &word : words)
        word = static_cast<std::uint64_t>(static_cast<std::int64_t>(word) / unit);
    return true;
}

/// Times are often whole milliseconds behind the first. Returns the unit divided by.
std::uint64_t divideTimes(std::span<std::uint64_t> words)
{
    const std::uint64_t first = words[0];
    for (std::uint64_t &word : words)
        word -= first;
    if (divide<1'000'000'000>(words))
        return 1'000'000'000;
    if (divide<1'000'000>(words))
        return 1'000'000;
    return divide<1'000>(words) ? 1'000 : 1;
}

struct Costs {
    std::uint64_t offset = 0;
    std::uint64_t delta = 0;
    std::uint64_t delta_of_delta = 0;
};

void addCosts(std::span<const std::uint64_t> words, std::uint64_t least, Costs &costs)
{
    std::uint64_t before = words[0];
    std::uint64_t step = 0;
    for (const std::uint64_t word : words) {
        const std::uint64_t difference = word - before;
        costs.offset += static_cast<unsigned>(std::bit_width(word - least));
        costs.delta += static_cast<unsigned>(std::bit_width(zigzag(difference)));
        costs.delta_of_delta += static_cast<unsigned>(std::bit_width(zigzag(difference - step)));
        step = difference;
        before = word;
    }
}

Form cheapest(std::span<const std::uint64_t> words, std::uint64_t least)
{
    constexpr std::size_t sample = 2'048;
    Costs costs;
    addCosts(words.first(std::min(sample, words.size())), least, costs);
    if (words.size() > 2 * sample)
        addCosts(words.subspan(words.size() / 2, sample), least, costs);
    // Differences of noise are noisier than the noise: prefer the simpler form unless the other is clearly smaller.
    if (costs.delta_of_delta * 10 < std::min(costs.delta, costs.offset) * 9)
        return Form::DeltaOfDelta;
    return costs.delta < costs.offset ? Form::Delta : Form::Offset;
}

void difference(std::span<std::uint64_t> words, Form form, std::uint64_t base)
{
    std::uint64_t before = base;
    std::uint64_t step = 0;
    switch (form) {
    case Form::Offset:
        for (std::uint64_t &word : words)
            word -= base;
        return;
    case Form::Delta:
        for (std::uint64_t &word : words) {
            const std::uint64_t now = word;
            word = zigzag(now - before);
            before = now;
        }
        return;
    case Form::DeltaOfDelta:
        for (std::uint64_t &word : words) {
            const std::uint64_t now = word;
            word = zigzag(now - before - step);
            step = now - before;
            before = now;
        }
        return;
    case Form::Xor:
        for (std::uint64_t &word : words) {
            const std::uint64_t now = word;
            word = now ^ before;
            before = now;
        }
        return;
    case Form::Constant: return;
    }
}

void restore(std::span<std::uint64_t> words, Form form, std::uint64_t base)
{
    std::uint64_t before = base;
    std::uint64_t step = 0;
    switch (form) {
    case Form::Offset:
        for (std::uint64_t &word : words)
            word += base;
        return;
    case Form::Delta:
        for (std::uint64_t &word : words)
            word = before += unzigzag(word);
        return;
    case Form::DeltaOfDelta:
        for (std::uint64_t &word : words) {
            step += unzigzag(word);
            word = before += step;
        }
        return;
    case Form::Xor:
        for (std::uint64_t &word : words)
            word = before ^= word;
        return;
    case Form::Constant: std::ranges::fill(words, base); return;
    }
}

void writePlanes(std::span<const std::uint64_t> words, ByteWriter &out)
{
    std::uint64_t all = 0;
    for (const std::uint64_t word : words)
        all |= word;
    const unsigned planes = (static_cast<unsigned>(std::bit_width(all)) + 7) / 8;
    out.byte(static_cast<std::uint8_t>(planes));
    for (unsigned plane = 0; plane < planes; ++plane) {
        std::uint8_t *bytes = out.room(words.size());
        for (std::size_t index = 0; index < words.size(); ++index)
            bytes[index] = static_cast<std::uint8_t>(words[index] >> (8 * plane));
    }
}

void readPlanes(ByteReader &in, std::span<std::uint64_t> words)
{
    const unsigned planes = in.byte();
    if (planes > 8)
        in.fail();
    std::ranges::fill(words, 0);
    for (unsigned plane = 0; plane < planes && in.ok(); ++plane) {
        const std::string_view bytes = in.raw(words.size());
        if (!in.ok())
            return;
        for (std::size_t index = 0; index < words.size(); ++index)
            words[index] |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes[index])) << (8 * plane);
    }
}

std::uint64_t leastOf(std::span<const std::uint64_t> words)
{
    // Signed, so that small numbers around 0 have small offsets.
    return *std::ranges::min_element(
        words, [](std::uint64_t a, std::uint64_t b) { return static_cast<std::int64_t>(a) < static_cast<std::int64_t>(b); });
}

} // namespace

void encodeWords(std::span<const std::uint64_t> words, WordMeaning meaning, ByteWriter &out)
{
    if (words.empty())
        return;
    if (std::ranges::all_of(words, [&](std::uint64_t word) { return word == words[0]; })) {
        out.byte(static_cast<std::uint8_t>(Form::Constant));
        out.word(words[0]);
        return;
    }
    std::vector<std::uint64_t> work;
    std::uint8_t places = not_decimal;
    std::uint64_t unit = 1;
    std::uint64_t first = 0;
    Form form = Form::Xor;
    if (meaning == WordMeaning::Doubles) {
        if (const auto found = toDecimals(words, work))
            places = static_cast<std::uint8_t>(*found);
        else
            work.assign(words.begin(), words.end());
    } else {
        work.assign(words.begin(), words.end());
        first = meaning == WordMeaning::Times ? words[0] : 0;
        unit = meaning == WordMeaning::Times ? divideTimes(work) : 1;
    }
    std::uint64_t base = work[0];
    if (meaning != WordMeaning::Doubles || places != not_decimal) {
        const std::uint64_t least = leastOf(work);
        form = cheapest(work, least);
        base = form == Form::Offset ? least : work[0];
    }
    out.byte(static_cast<std::uint8_t>(form));
    out.word(base);
    out.byte(places);
    out.number(unit);
    out.number(first);
    difference(work, form, base);
    writePlanes(work, out);
}

void decodeWords(ByteReader &in, std::span<std::uint64_t> words)
{
    if (words.empty())
        return;
    const std::uint8_t form_byte = in.byte();
    const std::uint64_t base = in.word();
    if (form_byte > static_cast<std::uint8_t>(Form::Xor))
        in.fail();
    const auto form = static_cast<Form>(form_byte);
    if (form == Form::Constant || !in.ok()) {
        restore(words, Form::Constant, in.ok() ? base : 0);
        return;
    }
    const std::uint8_t places = in.byte();
    const std::uint64_t unit = in.number();
    const std::uint64_t first = in.number();
    if (places != not_decimal && places > most_places)
        in.fail();
    readPlanes(in, words);
    if (!in.ok())
        return;
    restore(words, form, base);
    if (places != not_decimal) {
        const double power = powers_of_ten[places];
        for (std::uint64_t &word : words)
            word = std::bit_cast<std::uint64_t>(static_cast<double>(static_cast<std::int64_t>(word)) / power);
    } else if (unit != 1 || first != 0) {
        for (std::uint64_t &word : words)
            word = word * unit + first;
    }
}

void encodeBytes(std::span<const std::uint8_t> bytes, ByteWriter &out)
{
    if (bytes.empty())
        return;
    const bool same = std::ranges::all_of(bytes, [&](std::uint8_t byte) { return byte == bytes[0]; });
    out.byte(same ? 1 : 0);
    out.raw({ reinterpret_cast<const char *>(bytes.data()), same ? 1 : bytes.size() });
}

void decodeBytes(ByteReader &in, std::span<std::uint8_t> bytes, std::uint8_t most)
{
    if (bytes.empty())
        return;
    if (in.byte() == 1) {
        std::ranges::fill(bytes, in.byte());
    } else {
        const std::string_view raw = in.raw(bytes.size());
        if (!in.ok())
            return;
        std::copy(raw.begin(), raw.end(), reinterpret_cast<char *>(bytes.data()));
    }
    if (std::ranges::any_of(bytes, [most](std::uint8_t byte) { return byte > most; }))
        in.fail();
}

} // namespace streamgauge
