// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celfunctions.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace streamgauge {

namespace {

std::array<std::span<const CelBuiltin>, 7> tables()
{
    return { celConversionFunctions(), celTimeFunctions(),     celTextFunctions(),    celStringFunctions(),
             celMathFunctions(),       celEncodingFunctions(), celOptionalFunctions() };
}

} // namespace

const CelBuiltin *findCelBuiltin(std::string_view name, bool member, std::size_t arguments)
{
    for (const std::span<const CelBuiltin> table : tables()) {
        const auto found = std::find_if(table.begin(), table.end(), [&](const CelBuiltin &candidate) {
            return candidate.name == name && arguments >= candidate.least_arguments
                && (arguments <= candidate.most_arguments || candidate.most_arguments == many_cel_arguments)
                && (candidate.style == CelStyle::Both || (candidate.style == CelStyle::Member) == member);
        });
        if (found != table.end())
            return &*found;
    }
    return nullptr;
}

bool isCelBuiltin(std::string_view name)
{
    const auto all = tables();
    return std::any_of(all.begin(), all.end(), [&](std::span<const CelBuiltin> table) {
        return std::any_of(table.begin(), table.end(), [&](const CelBuiltin &candidate) { return candidate.name == name; });
    });
}

std::string celArgumentCounts(std::string_view name)
{
    std::set<int> counts;
    bool unbounded = false;
    for (const std::span<const CelBuiltin> table : tables()) {
        for (const CelBuiltin &entry : table) {
            if (entry.name != name)
                continue;
            const int target = entry.style == CelStyle::Member ? 1 : 0;
            unbounded = unbounded || entry.most_arguments == many_cel_arguments;
            for (int count = entry.least_arguments; count <= (unbounded ? entry.least_arguments : entry.most_arguments);
                 ++count)
                counts.insert(count - target);
        }
    }
    std::string text;
    for (const int count : counts)
        text += (text.empty() ? "" : " or ") + std::to_string(count);
    return unbounded ? text + " or more" : text;
}

} // namespace streamgauge
