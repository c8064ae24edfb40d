// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lookups/modelfunction.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace streamgauge {

namespace {

std::string countFault(const std::string &name, const ScoringModel &model, std::size_t values)
{
    return "model " + name + " takes " + std::to_string(model.features().size()) + " values, not " + std::to_string(values);
}

CelValue scored(const ScoringModels &models, std::span<const CelValue> arguments)
{
    if (arguments[0].kind() != CelKind::String)
        return CelValue::ofStaticError("model() takes a name first: model(\"risk\", event.age)");
    const auto found = models.find(arguments[0].text());
    if (found == models.end())
        return CelValue::ofError("there is no model named \"" + std::string(arguments[0].text()) + "\"");
    const ScoringModel &model = *found->second;
    if (arguments.size() - 1 != model.features().size())
        return CelValue::ofError(countFault(found->first, model, arguments.size() - 1));
    std::vector<double> values;
    values.reserve(arguments.size() - 1);
    for (const CelValue &argument : arguments.subspan(1)) {
        const auto number = argument.asNumber();
        if (!number && !argument.isNull())
            return CelValue::ofError("a value for model " + found->first + " is no number");
        values.push_back(number.value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    const double score = model.score(values);
    if (std::isnan(score))
        return CelValue::ofError("a value that model " + found->first + " cannot do without is missing", CelFault::NoData);
    return CelValue::ofDouble(score);
}

/// A model may come later; one that is there has to be given as many values as it has features.
std::optional<CelCallFault> checked(const ScoringModels &models, std::span<const CelValue *const> arguments)
{
    constexpr std::size_t most_shown = 12;
    if (arguments.front() == nullptr || arguments.front()->kind() != CelKind::String)
        return std::nullopt;
    const auto found = models.find(arguments.front()->text());
    if (found == models.end() || arguments.size() - 1 == found->second->features().size())
        return std::nullopt;
    std::string expected = "model(\"" + found->first + "\"";
    const auto features = found->second->features();
    for (const std::string &feature : features.first(std::min(features.size(), most_shown)))
        expected += ", " + feature;
    return CelCallFault { countFault(found->first, *found->second, arguments.size() - 1),
                          expected + (features.size() > most_shown ? ", ...)" : ")"), arguments.size() };
}

} // namespace

CelFunction modelFunction(ScoringModels models)
{
    const auto shared = std::make_shared<const ScoringModels>(std::move(models));
    return { "model",
             2,
             1 + ScoringModel::most_features,
             CelKind::Double,
             [shared](std::span<const CelValue> arguments) { return scored(*shared, arguments); },
             { { "name", { CelKind::String } },
               { "value", { CelKind::Bool, CelKind::Int, CelKind::Uint, CelKind::Double } } },
             [shared](std::span<const CelValue *const> arguments) { return checked(*shared, arguments); } };
}

} // namespace streamgauge
