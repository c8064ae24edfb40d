// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/livefunctions.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

std::vector<CelFunction> LiveFunctions::functions(const std::shared_ptr<const LiveFunctions> &live)
{
    std::vector<CelFunction> all { Lookups::function(nullptr), modelFunction({}) };
    for (CelFunction &function : all) {
        function.call = [live, name = function.name](std::span<const CelValue> arguments) {
            return live->call(name, arguments);
        };
        function.check = [live, name = function.name](std::span<const CelValue *const> arguments) {
            return live->check(name, arguments);
        };
    }
    return all;
}

std::optional<CelCallFault> LiveFunctions::check(std::string_view name, std::span<const CelValue *const> arguments) const
{
    const Set now = set_.load();
    if (!now)
        return std::nullopt;
    const auto function = std::ranges::find(now->functions, name, &CelFunction::name);
    return function == now->functions.end() || !function->check ? std::nullopt : function->check(arguments);
}

CelValue LiveFunctions::call(std::string_view name, std::span<const CelValue> arguments) const
{
    const Set now = set_.load();
    if (now) {
        const auto function = std::ranges::find(now->functions, name, &CelFunction::name);
        if (function != now->functions.end())
            return function->call(arguments);
    }
    return CelValue::ofStaticError("there is no lookup and no model");
}

} // namespace streamgauge
