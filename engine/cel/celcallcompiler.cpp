// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celcallcheck.h"
#include "engine/cel/celcompiler.h"
#include "engine/cel/celmacrooperations.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

const CelBuiltin *findQualified(const CelNames &names, std::string_view name, std::size_t arguments)
{
    for (const std::string &candidate : names.candidates(name)) {
        if (const CelBuiltin *function = findCelBuiltin(candidate, false, arguments))
            return function;
    }
    return nullptr;
}

} // namespace

CelOperationPtr CelCompiler::call(const CelNode &node)
{
    if (scope_.macros) {
        if (const auto known = celMacro(node))
            return macro(node, *known);
    }
    if (node.has_target)
        return memberCall(node);
    if (const CelFunction *function = names_.findFunction(node.name))
        return hostCall(node, *function, 0);
    const CelBuiltin *function = findQualified(names_, node.name, node.children.size());
    if (function == nullptr)
        return unknownFunction(node, node.name);
    CelOperations arguments;
    return buildAll(node, 0, arguments) ? builtinCall(node, *function, std::move(arguments)) : nullptr;
}

CelOperationPtr CelCompiler::memberCall(const CelNode &node)
{
    std::string_view first;
    const auto target = CelNames::dotted(*node.children.front(), &first);
    CelOperations arguments;
    if (target && findLocal(first) == nullptr) {
        const std::string qualified = *target + '.' + node.name;
        if (const CelFunction *function = names_.findFunction(qualified))
            return hostCall(node, *function, 1);
        if (const CelBuiltin *function = findQualified(names_, qualified, node.children.size() - 1))
            return buildAll(node, 1, arguments) ? builtinCall(node, *function, std::move(arguments)) : nullptr;
        if (isCelBuiltin(qualified))
            return unknownFunction(node, qualified);
    }
    const bool or_value = node.name == "orValue";
    if ((or_value || node.name == "or") && node.children.size() == 2) {
        if (!buildAll(node, 0, arguments))
            return nullptr;
        const bool constant = arguments[0]->constant() != nullptr && arguments[1]->constant() != nullptr;
        return folded(std::make_unique<CelOrElse>(std::move(arguments[0]), std::move(arguments[1]), or_value, node.offset),
                      constant);
    }
    const CelBuiltin *function = findCelBuiltin(node.name, true, node.children.size());
    if (function == nullptr)
        return unknownFunction(node, node.name);
    return buildAll(node, 0, arguments) ? builtinCall(node, *function, std::move(arguments)) : nullptr;
}

CelOperationPtr CelCompiler::unknownFunction(const CelNode &node, std::string_view name)
{
    if (isCelBuiltin(name))
        return failLater(node, std::string(name) + "() takes another number of arguments",
                         celArgumentCounts(name) + " of them");
    std::string functions = "a function of the expression language";
    for (const CelFunction &function : scope_.functions)
        functions += ", " + function.name + "()";
    return failLater(node, "there is no function " + std::string(name) + "()", functions);
}

CelOperationPtr CelCompiler::hostCall(const CelNode &node, const CelFunction &function, std::size_t first_argument)
{
    if (auto fault = celCountFault(function, node.children.size() - first_argument))
        return failLater(node, fault->message, std::move(fault->expected));
    CelOperations arguments;
    if (!buildAll(node, first_argument, arguments))
        return nullptr;
    if (auto fault = celCallFault(function, arguments)) {
        const std::size_t child = first_argument + fault->argument;
        return failLater(child < node.children.size() ? *node.children[child] : node, fault->message,
                         std::move(fault->expected));
    }
    return std::make_unique<CelHostCall>(function, std::move(arguments), node.offset);
}

CelOperationPtr CelCompiler::builtinCall(const CelNode &node, const CelBuiltin &function, CelOperations arguments)
{
    if (function.name == "matches" && arguments[1]->constant() != nullptr && arguments[1]->kind() == CelKind::String) {
        CelRegex regex(arguments[1]->constant()->text());
        if (const std::string fault = regex.fault(); !fault.empty())
            return failLater(*node.children.back(), "no regular expression: " + fault, "a pattern in RE2's syntax");
        const bool constant = arguments[0]->constant() != nullptr;
        return folded(std::make_unique<CelMatch>(std::move(arguments[0]), std::move(regex), node.offset), constant);
    }
    // dyn() is written to hide a type.
    const bool constant = function.name != "dyn"
        && std::all_of(arguments.begin(), arguments.end(),
                       [](const CelOperationPtr &argument) { return argument->constant() != nullptr; });
    return folded(std::make_unique<CelCall>(function, std::move(arguments), node.offset), constant);
}

CelOperationPtr CelCompiler::macro(const CelNode &node, const CelMacro &macro)
{
    if (const std::string_view fault = celMacroFault(macro); !fault.empty())
        return fail(node.offset, std::string(fault), macro.kind == CelMacroKind::Has ? "a field" : "another name");
    switch (macro.kind) {
    case CelMacroKind::Has: return select(*macro.range, CelAccess::Test);
    case CelMacroKind::Bind:
    case CelMacroKind::OptionalMap:
    case CelMacroKind::OptionalFlatMap: break;
    default: return comprehension(node, macro);
    }
    CelOperationPtr value = build(*macro.range);
    if (!value)
        return nullptr;
    const std::size_t slot = bindLocal(macro.variables.front()->name);
    CelOperationPtr body = build(*macro.body);
    bound_.pop_back();
    if (!body)
        return nullptr;
    if (macro.kind == CelMacroKind::Bind)
        return std::make_unique<CelBinding>(slot, std::move(value), std::move(body), node.offset);
    const bool flat = macro.kind == CelMacroKind::OptionalFlatMap;
    return std::make_unique<CelOptionalMapping>(slot, std::move(value), std::move(body), flat, node.offset);
}

CelOperationPtr CelCompiler::comprehension(const CelNode &node, const CelMacro &macro)
{
    CelComprehension::Parts parts;
    parts.macro = macro.kind;
    parts.range = build(*macro.range);
    if (!parts.range)
        return nullptr;
    const std::size_t before = built_;
    const std::size_t outside = bound_.size();
    for (const CelNodePtr &variable : macro.variables)
        parts.locals.push_back(bindLocal(variable->name));
    if (macro.condition)
        parts.condition = build(*macro.condition);
    parts.body = build(*macro.body);
    bound_.resize(outside);
    if (!parts.body || (macro.condition && !parts.condition))
        return nullptr;
    parts.steps = 1 + built_ - before;
    return std::make_unique<CelComprehension>(std::move(parts), node.offset);
}

} // namespace streamgauge
