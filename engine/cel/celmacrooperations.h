// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celmacro.h"
#include "engine/cel/celoperation.h"

#include <cstddef>
#include <span>
#include <vector>

namespace streamgauge {

/// The macros that go over a list or map.
class CelComprehension final : public CelOperation
{
public:
    struct Parts {
        CelMacroKind macro = CelMacroKind::All;
        CelOperationPtr range;
        CelOperationPtr condition; ///< may be nullptr
        CelOperationPtr body;
        std::vector<std::size_t> locals; ///< one or two
        std::size_t steps = 1;           ///< what one turn costs
    };
    CelComprehension(Parts parts, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    [[nodiscard]] bool bind(CelFrame &frame, const CelValue &range, std::size_t turn) const;
    [[nodiscard]] CelValue quantify(CelFrame &frame, const CelValue &range, std::size_t turns) const;
    [[nodiscard]] CelValue countOne(CelFrame &frame, const CelValue &range, std::size_t turns) const;
    [[nodiscard]] CelValue collect(CelFrame &frame, const CelValue &range, std::size_t turns) const;
    [[nodiscard]] CelValue collectMap(CelFrame &frame, const CelValue &range, std::size_t turns) const;
    /// What the filter says of this turn: a bool or an error.
    [[nodiscard]] CelValue wanted(CelFrame &frame) const;

    Parts parts_;
};

/// cel.bind(name, value, body)
class CelBinding final : public CelOperation
{
public:
    CelBinding(std::size_t local, CelOperationPtr value, CelOperationPtr body, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    std::size_t local_;
    CelOperationPtr value_;
    CelOperationPtr body_;
};

/// optMap and optFlatMap.
class CelOptionalMapping final : public CelOperation
{
public:
    CelOptionalMapping(std::size_t local, CelOperationPtr operand, CelOperationPtr body, bool flat, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    std::size_t local_;
    CelOperationPtr operand_;
    CelOperationPtr body_;
    bool flat_;
};

} // namespace streamgauge
