// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lookups/modelfunction.h"

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace streamgauge {

namespace {

CelValue scored(const ScoringModels &models, std::span<const CelValue> arguments)
{
    if (arguments[0].kind() != CelKind::String)
        return CelValue::ofStaticError("model() takes a name first: model(\"risk\", event.age)");
    const auto found = models.find(arguments[0].text());
    if (found == models.end())
        return CelValue::ofError("there is no model named \"" + std::string(arguments[0].text()) + "\"");
    const ScoringModel &model = *found->second;
    if (arguments.size() - 1 != model.features().size())
        return CelValue::ofError("model " + found->first + " takes " + std::to_string(model.features().size())
                                 + " values, not " + std::to_string(arguments.size() - 1));
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

} // namespace

CelFunction modelFunction(ScoringModels models)
{
    return { "model", 2, 1 + ScoringModel::most_features, CelKind::Double,
             [models = std::move(models)](std::span<const CelValue> arguments) { return scored(models, arguments); } };
}

} // namespace streamgauge
