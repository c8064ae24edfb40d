// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/wordcodec.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>

namespace streamgauge {

namespace {

enum class Form : std::uint8_t { Plain, Dictionary };

void writePlain(std::span<const std::string_view> texts, ByteWriter &out)
{
    std::vector<std::uint64_t> lengths(texts.size());
    std::ranges::transform(texts, lengths.begin(), [](std::string_view text) { return text.size(); });
    encodeWords(lengths, WordMeaning::Integers, out);
    for (const std::string_view text : texts)
        out.raw(text);
}

void readPlain(ByteReader &in, std::size_t count, std::vector<std::string_view> &texts)
{
    std::vector<std::uint64_t> lengths(count);
    decodeWords(in, lengths);
    texts.resize(count);
    for (std::size_t index = 0; index < count && in.ok(); ++index)
        texts[index] = in.raw(lengths[index]);
}

/// False: too many are different for a dictionary to pay.
bool findDistinct(std::span<const std::string_view> texts, std::vector<std::string_view> &distinct,
                  std::vector<std::uint64_t> &indices)
{
    const std::size_t most = std::max<std::size_t>(texts.size() / 4, 1);
    absl::flat_hash_map<std::string_view, std::uint64_t> known;
    indices.resize(texts.size());
    for (std::size_t index = 0; index < texts.size(); ++index) {
        if (index > 0 && texts[index] == texts[index - 1]) {
            indices[index] = indices[index - 1];
            continue;
        }
        const auto [place, added] = known.try_emplace(texts[index], distinct.size());
        if (added) {
            if (distinct.size() == most)
                return false;
            distinct.push_back(texts[index]);
        }
        indices[index] = place->second;
    }
    return true;
}

} // namespace

void encodeTexts(std::span<const std::string_view> texts, ByteWriter &out)
{
    if (texts.empty())
        return;
    std::vector<std::string_view> distinct;
    std::vector<std::uint64_t> indices;
    if (!findDistinct(texts, distinct, indices)) {
        out.byte(static_cast<std::uint8_t>(Form::Plain));
        writePlain(texts, out);
        return;
    }
    out.byte(static_cast<std::uint8_t>(Form::Dictionary));
    out.number(distinct.size());
    writePlain(distinct, out);
    encodeWords(indices, WordMeaning::Integers, out);
}

void decodeTexts(ByteReader &in, std::size_t count, std::vector<std::string_view> &texts)
{
    texts.assign(count, {});
    if (count == 0)
        return;
    const std::uint8_t form = in.byte();
    if (form == static_cast<std::uint8_t>(Form::Plain)) {
        readPlain(in, count, texts);
        return;
    }
    if (form != static_cast<std::uint8_t>(Form::Dictionary))
        in.fail();
    std::vector<std::string_view> distinct;
    readPlain(in, in.number(count), distinct);
    std::vector<std::uint64_t> indices(count);
    decodeWords(in, indices);
    for (std::size_t index = 0; index < count && in.ok(); ++index) {
        if (indices[index] >= distinct.size())
            in.fail();
        else
            texts[index] = distinct[indices[index]];
    }
}

} // namespace streamgauge
