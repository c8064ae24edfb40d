// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/columndata.h"

#include <cstdint>
#include <optional>

namespace streamgauge {

/// Cells of this kind can be found again by hash. A Json cell can hold a value of any kind.
[[nodiscard]] constexpr bool joinsByHash(ValueKind kind)
{
    return kind != ValueKind::Json;
}

/// Equal for cells that an expression finds equal, of whatever kinds they are; nullopt for one that equals none (it is
/// absent). Precondition: joinsByHash(cells.kind()).
[[nodiscard]] std::optional<std::uint64_t> joinHash(const ColumnData &cells, std::uint32_t row);

[[nodiscard]] constexpr std::uint64_t mixedHash(std::uint64_t a, std::uint64_t b)
{
    // The finalizer of MurmurHash3 (Austin Appleby, public domain) over both.
    std::uint64_t hash = a * 0x9E3779B97F4A7C15ULL ^ b;
    hash = (hash ^ (hash >> 33U)) * 0xff51afd7ed558ccdULL;
    hash = (hash ^ (hash >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
    return hash ^ (hash >> 33U);
}

} // namespace streamgauge
