// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celblock.h"
#include "engine/cel/celvalue.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace streamgauge {

struct CelTextBlock final : CelBlock {
    explicit CelTextBlock(std::string value)
        : text(std::move(value))
    {
    }
    const std::string text;
};

struct CelListBlock final : CelBlock {
    explicit CelListBlock(std::vector<CelValue> values)
        : elements(std::move(values))
    {
    }
    const std::vector<CelValue> elements;
};

struct CelOptionalBlock final : CelBlock {
    explicit CelOptionalBlock(CelValue held)
        : value(std::move(held))
    {
    }
    const CelValue value;
};

/// Entries in their order, with a hash index when there are many.
class CelMapBlock final : public CelBlock
{
public:
    explicit CelMapBlock(std::vector<CelValue::Entry> entries);

    [[nodiscard]] const std::vector<CelValue::Entry> &entries() const { return entries_; }
    [[nodiscard]] const CelValue *find(const CelValue &key) const;

private:
    std::vector<CelValue::Entry> entries_;
    std::vector<std::uint32_t> slots_; ///< entry + 1 by hash, open addressing; empty for few entries
};

/// Equal map keys have equal hashes, 1, 1u and 1.0 too.
[[nodiscard]] std::size_t celKeyHash(const CelValue &key);
[[nodiscard]] bool celKeyEqual(const CelValue &left, const CelValue &right);

} // namespace streamgauge
