// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celmacro.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace streamgauge {

namespace {

struct Comprehension {
    std::string_view name;
    CelMacroKind kind;
    std::size_t variables;
    std::size_t arguments; ///< with the variables, without the target
};

constexpr std::array<Comprehension, 19> comprehensions { { { "all", CelMacroKind::All, 1, 2 },
                                                           { "all", CelMacroKind::All, 2, 3 },
                                                           { "exists", CelMacroKind::Exists, 1, 2 },
                                                           { "exists", CelMacroKind::Exists, 2, 3 },
                                                           { "exists_one", CelMacroKind::ExistsOne, 1, 2 },
                                                           { "exists_one", CelMacroKind::ExistsOne, 2, 3 },
                                                           { "existsOne", CelMacroKind::ExistsOne, 1, 2 },
                                                           { "existsOne", CelMacroKind::ExistsOne, 2, 3 },
                                                           { "map", CelMacroKind::Map, 1, 2 },
                                                           { "map", CelMacroKind::Map, 1, 3 },
                                                           { "filter", CelMacroKind::Filter, 1, 2 },
                                                           { "transformList", CelMacroKind::TransformList, 2, 3 },
                                                           { "transformList", CelMacroKind::TransformList, 2, 4 },
                                                           { "transformMap", CelMacroKind::TransformMap, 2, 3 },
                                                           { "transformMap", CelMacroKind::TransformMap, 2, 4 },
                                                           { "transformMapEntry", CelMacroKind::TransformMapEntry, 2, 3 },
                                                           { "transformMapEntry", CelMacroKind::TransformMapEntry, 2, 4 },
                                                           { "optMap", CelMacroKind::OptionalMap, 1, 2 },
                                                           { "optFlatMap", CelMacroKind::OptionalFlatMap, 1, 2 } } };

CelMacro comprehension(const CelNode &node, const Comprehension &form)
{
    CelMacro macro;
    macro.kind = form.kind;
    macro.range = node.children[0];
    macro.first_bound = 1;
    macro.first_scoped = 1 + form.variables;
    const auto first = node.children.begin() + 1;
    macro.variables.assign(first, first + static_cast<std::ptrdiff_t>(form.variables));
    if (form.arguments > form.variables + 1)
        macro.condition = node.children[macro.first_scoped];
    macro.body = node.children.back();
    return macro;
}

CelMacro binding(const CelNode &node)
{
    CelMacro macro;
    macro.kind = CelMacroKind::Bind;
    macro.variables = { node.children[1] };
    macro.range = node.children[2];
    macro.body = node.children[3];
    macro.first_bound = 1;
    macro.first_scoped = 3;
    return macro;
}

} // namespace

std::optional<CelMacro> celMacro(const CelNode &node)
{
    if (node.kind != CelNodeKind::Call)
        return std::nullopt;
    if (!node.has_target) {
        if (node.name != "has" || node.children.size() != 1)
            return std::nullopt;
        CelMacro macro;
        macro.range = node.children[0];
        return macro;
    }
    const CelNode &target = *node.children.front();
    if (node.name == "bind" && target.kind == CelNodeKind::Identifier && target.name == "cel" && node.children.size() == 4)
        return binding(node);
    const auto *const form = std::find_if(comprehensions.begin(), comprehensions.end(), [&](const Comprehension &candidate) {
        return candidate.name == node.name && candidate.arguments + 1 == node.children.size();
    });
    return form == comprehensions.end() ? std::nullopt : std::optional(comprehension(node, *form));
}

const char *celMacroFault(const CelMacro &macro)
{
    if (macro.kind == CelMacroKind::Has)
        return macro.range->kind == CelNodeKind::Select && !macro.range->optional ? ""
                                                                                  : "has() takes a field: has(event.name)";
    const bool plain = std::all_of(macro.variables.begin(), macro.variables.end(), [](const CelNodePtr &variable) {
        return variable->kind == CelNodeKind::Identifier && !variable->name.starts_with('.');
    });
    if (!plain)
        return "the variable has to be a plain name";
    return macro.variables.size() == 2 && macro.variables[0]->name == macro.variables[1]->name
        ? "the two variables need different names"
        : "";
}

} // namespace streamgauge
