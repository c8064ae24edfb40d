// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celoperators.h"

#include <bit>
#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace streamgauge {

/// Comparisons of doubles, one byte (0 or 1) a lane. Compilers leave loops alone that read eight bytes and write one, so
/// where the processor has SSE2 (every x86-64) sixteen lanes at a time are packed by hand.

template <CelBinary op> [[nodiscard]] inline bool compareDouble(double left, double right)
{
    switch (op) {
    case CelBinary::Less: return left < right;
    case CelBinary::LessOrEqual: return left <= right;
    case CelBinary::Greater: return left > right;
    case CelBinary::GreaterOrEqual: return left >= right;
    case CelBinary::Equal: return left == right;
    default: return left != right;
    }
}

#ifdef __SSE2__
template <CelBinary op> [[nodiscard]] inline __m128d compareDoubles(__m128d left, __m128d right)
{
    switch (op) {
    case CelBinary::Less: return _mm_cmplt_pd(left, right);
    case CelBinary::LessOrEqual: return _mm_cmple_pd(left, right);
    case CelBinary::Greater: return _mm_cmpgt_pd(left, right);
    case CelBinary::GreaterOrEqual: return _mm_cmpge_pd(left, right);
    case CelBinary::Equal: return _mm_cmpeq_pd(left, right);
    default: return _mm_cmpneq_pd(left, right);
    }
}

[[nodiscard]] inline __m128d loadDoubles(const std::uint64_t *words)
{
    return _mm_castsi128_pd(_mm_loadu_si128(reinterpret_cast<const __m128i *>(words)));
}

/// The low halves of two pairs of masks.
[[nodiscard]] inline __m128i packMasks(__m128d first, __m128d second)
{
    return _mm_castps_si128(_mm_shuffle_ps(_mm_castpd_ps(first), _mm_castpd_ps(second), _MM_SHUFFLE(2, 0, 2, 0)));
}

/// Sixteen lanes; `right(lane)` gives the two values from `lane` on.
template <CelBinary op, typename Right> inline void compareSixteen(const std::uint64_t *left, Right right, std::uint8_t *out)
{
    const auto masks = [&](std::size_t lane) {
        return packMasks(compareDoubles<op>(loadDoubles(left + lane), right(lane)),
                         compareDoubles<op>(loadDoubles(left + lane + 2), right(lane + 2)));
    };
    const __m128i low = _mm_packs_epi32(masks(0), masks(4));
    const __m128i high = _mm_packs_epi32(masks(8), masks(12));
    const __m128i bytes = _mm_and_si128(_mm_packs_epi16(low, high), _mm_set1_epi8(1));
    _mm_storeu_si128(reinterpret_cast<__m128i *>(out), bytes);
}
#endif

template <CelBinary op>
inline void compareDoubleLanes(const std::uint64_t *left, double right, std::uint8_t *out, std::size_t size)
{
    std::size_t lane = 0;
#ifdef __SSE2__
    const __m128d both = _mm_set1_pd(right);
    for (; lane + 16 <= size; lane += 16)
        compareSixteen<op>(
            left + lane, [&](std::size_t) { return both; }, out + lane);
#endif
    for (; lane < size; ++lane)
        out[lane] = compareDouble<op>(std::bit_cast<double>(left[lane]), right) ? 1 : 0;
}

template <CelBinary op>
inline void compareDoubleLanes(const std::uint64_t *left, const std::uint64_t *right, std::uint8_t *out, std::size_t size)
{
    std::size_t lane = 0;
#ifdef __SSE2__
    for (; lane + 16 <= size; lane += 16)
        compareSixteen<op>(
            left + lane, [&](std::size_t pair) { return loadDoubles(right + lane + pair); }, out + lane);
#endif
    for (; lane < size; ++lane)
        out[lane] = compareDouble<op>(std::bit_cast<double>(left[lane]), std::bit_cast<double>(right[lane])) ? 1 : 0;
}

} // namespace streamgauge
