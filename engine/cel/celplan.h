// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celoperation.h"
#include "engine/cel/celprogram.h"

#include <cstddef>
#include <set>
#include <vector>

namespace streamgauge {

/// What a program is made of. Immutable after CelProgram::compile().
class CelProgram::Plan
{
public:
    CelNodePtr root;
    CelOperationPtr operation;
    CelKernelPtr condition; ///< over columns, as outcomes; nullptr: row by row
    CelKernelPtr values;    ///< over columns, as numbers; nullptr: row by row
    std::size_t locals = 0;
    std::vector<std::set<std::size_t>> columns;
    std::set<std::size_t> variables;
    std::vector<CelKind> variable_kinds; ///< of the scope
    bool reads_clock = false;

    [[nodiscard]] CelValue evaluate(const CelInput &input) const;
};

} // namespace streamgauge
