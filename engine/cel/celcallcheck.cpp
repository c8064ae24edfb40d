// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celcallcheck.h"

#include <algorithm>
#include <string>
#include <vector>

namespace streamgauge {

namespace {

std::string countText(const CelFunction &function)
{
    std::string text = std::to_string(function.least_arguments);
    if (function.most_arguments == any_number_of_arguments)
        return text + " or more arguments";
    if (function.most_arguments != function.least_arguments)
        text += (function.most_arguments == function.least_arguments + 1 ? " or " : " to ")
            + std::to_string(function.most_arguments);
    return text + (function.most_arguments == 1 ? " argument" : " arguments");
}

/// "name(first, second)", further ones in brackets.
std::string callText(const CelFunction &function)
{
    std::string text = function.name + "(";
    for (std::size_t at = 0; at < function.parameters.size(); ++at)
        text += (at == function.least_arguments ? "[, " : at == 0 ? "" : ", ") + function.parameters[at].name;
    if (function.parameters.size() > function.least_arguments)
        text += "]";
    return text + (function.most_arguments > function.parameters.size() ? ", ...)" : ")");
}

std::string kindsText(const std::vector<CelKind> &kinds)
{
    std::string text;
    for (const CelKind kind : kinds) {
        if (!text.empty())
            text += kind == kinds.back() ? " or " : ", ";
        text += name(kind);
    }
    return text;
}

/// Null is a value of any type that is not known yet.
bool takes(const CelParameter &parameter, CelKind kind)
{
    return parameter.kinds.empty() || kind == CelKind::Dyn || kind == CelKind::Null
        || std::ranges::find(parameter.kinds, kind) != parameter.kinds.end();
}

} // namespace

std::optional<CelCallFault> celCountFault(const CelFunction &function, std::size_t arguments)
{
    if (arguments >= function.least_arguments && arguments <= function.most_arguments)
        return std::nullopt;
    return CelCallFault { function.name + "() takes " + countText(function) + ", not " + std::to_string(arguments),
                          function.parameters.empty() ? countText(function) : callText(function), arguments };
}

std::optional<CelCallFault> celCallFault(const CelFunction &function, const CelOperations &arguments)
{
    for (std::size_t at = 0; at < arguments.size() && !function.parameters.empty(); ++at) {
        const CelParameter &parameter = function.parameters[std::min(at, function.parameters.size() - 1)];
        const CelKind kind = arguments[at]->kind();
        if (!takes(parameter, kind))
            return CelCallFault { function.name + "() takes no " + std::string(name(kind)) + " as its " + parameter.name,
                                  kindsText(parameter.kinds), at };
    }
    if (!function.check)
        return std::nullopt;
    std::vector<const CelValue *> constants;
    constants.reserve(arguments.size());
    for (const CelOperationPtr &argument : arguments)
        constants.push_back(argument->constant());
    return function.check(constants);
}

} // namespace streamgauge
