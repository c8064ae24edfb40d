// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celast.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace streamgauge {

enum class CelMacroKind : std::uint8_t {
    Has,
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
    TransformList,
    TransformMap,
    TransformMapEntry,
    Bind,
    OptionalMap,
    OptionalFlatMap
};

/// A call that CEL does not evaluate as a function: its arguments may name
/// variables that it binds.
struct CelMacro {
    CelMacroKind kind = CelMacroKind::Has;
    std::vector<CelNodePtr> variables; ///< identifiers bound in `condition` and `body`
    CelNodePtr range;                  ///< what is iterated, bound or unwrapped; of has() the select
    CelNodePtr condition;              ///< the filter of map, transformList and transformMap;
                                       ///< may be nullptr
    CelNodePtr body;

    std::size_t first_bound = 0; ///< child index of the first variable
    std::size_t first_scoped = 0;

    /// The child of the call is the name of a variable.
    [[nodiscard]] bool binds(std::size_t child) const
    {
        return child >= first_bound && child < first_bound + variables.size();
    }
    /// The variables are visible in that child.
    [[nodiscard]] bool scopes(std::size_t child) const { return !variables.empty() && child >= first_scoped; }
};

/// nullopt: the node is no call of a macro (a name with another number of
/// arguments is a plain call).
[[nodiscard]] std::optional<CelMacro> celMacro(const CelNode &node);
/// What is wrong with the macro's arguments ("the variable has to be a plain
/// name"); empty when nothing is.
[[nodiscard]] const char *celMacroFault(const CelMacro &macro);

} // namespace streamgauge
