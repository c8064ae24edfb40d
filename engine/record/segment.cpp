// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/segment.h"

#include "engine/record/chunkparts.h"
#include "engine/record/wordcodec.h"

#include <limits>

namespace streamgauge {

namespace {

constexpr std::uint64_t most_shapes = 1U << 20;

} // namespace

void encodeSegment(const OrderSegment &segment, ByteWriter &out)
{
    out.number(segment.first_rows.size());
    for (const auto &[shape, row] : segment.first_rows) {
        out.number(shape);
        out.number(row);
    }
    std::vector<std::uint64_t> codes;
    std::vector<std::uint64_t> rows;
    std::vector<std::uint64_t> times;
    for (const OrderStep &step : segment.steps) {
        codes.push_back(step.shape != 0 ? 2ULL * step.shape : 2ULL * step.clock + 1);
        if (step.shape != 0)
            rows.push_back(step.rows);
        else
            times.push_back(static_cast<std::uint64_t>(step.time_ns));
    }
    out.number(codes.size());
    out.number(rows.size());
    encodeWords(codes, WordMeaning::Integers, out);
    encodeWords(rows, WordMeaning::Integers, out);
    encodeWords(times, WordMeaning::Times, out);
}

OrderSegment decodeSegment(ByteReader &in)
{
    OrderSegment segment;
    for (std::uint64_t shapes = in.number(most_shapes); shapes > 0 && in.ok(); --shapes) {
        const auto shape = static_cast<std::uint32_t>(in.number(most_shapes));
        segment.first_rows[shape] = in.number(std::numeric_limits<std::int64_t>::max());
    }
    std::vector<std::uint64_t> codes(in.number(most_segment_steps));
    std::vector<std::uint64_t> rows(in.number(codes.size()));
    std::vector<std::uint64_t> times(codes.size() - rows.size());
    decodeWords(in, codes);
    decodeWords(in, rows);
    decodeWords(in, times);
    std::size_t next_rows = 0;
    std::size_t next_time = 0;
    for (const std::uint64_t code : codes) {
        const bool clock = (code & 1) != 0;
        if (!in.ok() || code / 2 == 0 || code / 2 > most_shapes
            || (clock ? next_time == times.size() : next_rows == rows.size())
            || (!clock && (rows[next_rows] == 0 || rows[next_rows] > std::numeric_limits<std::uint32_t>::max()))) {
            in.fail();
            return {};
        }
        const auto number = static_cast<std::uint32_t>(code / 2);
        if (clock)
            segment.steps.push_back({ 0, 0, number, static_cast<TimeNs>(times[next_time++]) });
        else
            segment.steps.push_back({ number, static_cast<std::uint32_t>(rows[next_rows++]), 0, 0 });
    }
    return segment;
}

} // namespace streamgauge
