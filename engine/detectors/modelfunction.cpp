// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/modelfunction.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace streamgauge {

namespace {

constexpr std::size_t most_models = 1'000;

std::string namesOf(const ScoringModels &models)
{
    std::string names;
    for (const auto &[name, model] : models)
        names += (names.empty() ? "" : ", ") + name;
    return names.empty() ? "there are no models" : "there are " + names;
}

CelValue callModel(const ScoringModels &models, std::span<const CelValue> arguments)
{
    if (arguments.front().kind() != CelKind::String)
        return CelValue::ofStaticError("model() wants the name of a model first");
    const std::string name(arguments.front().text());
    const auto found = models.find(name);
    if (found == models.end())
        return CelValue::ofError("there is no model \"" + name + "\"; " + namesOf(models));
    const ScoringModel &model = *found->second;
    const auto given = arguments.subspan(1);
    if (given.size() != model.features().size())
        return CelValue::ofError("model \"" + name + "\" wants " + std::to_string(model.features().size()) + " values, not "
                                 + std::to_string(given.size()));
    std::vector<double> values;
    values.reserve(given.size());
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto number = given[i].asNumber();
        if (!number && !given[i].isNull())
            return CelValue::ofError("model \"" + name + "\" wants a number as " + model.features()[i]);
        values.push_back(number.value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    const double score = model.score(values);
    if (std::isnan(score))
        return CelValue::ofStaticError("a value the model needs is missing", CelFault::NoData);
    return CelValue::ofDouble(score);
}

} // namespace

Result<ScoringModels> loadModels(const std::filesystem::path &folder)
{
    ScoringModels models;
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        if (at->path().extension() == ".json")
            files.push_back(at->path());
    }
    if (error && error != std::errc::no_such_file_or_directory)
        return Error { ErrorKind::Configuration, "The folder of models cannot be read: " + error.message(), folder.string(),
                       "Check its rights" };
    if (files.size() > most_models)
        return Error { ErrorKind::Configuration, "The folder holds more than " + std::to_string(most_models) + " models",
                       folder.string(), "Keep in it what rules use" };
    std::ranges::sort(files);
    for (const std::filesystem::path &file : files) {
        auto model = ScoringModel::load(file);
        if (!model)
            return model.error();
        models[file.stem().string()] = *model;
    }
    return models;
}

CelFunction modelFunction(ScoringModels models)
{
    const auto shared = std::make_shared<const ScoringModels>(std::move(models));
    return { "model", 2, any_number_of_arguments, CelKind::Double,
             [shared](std::span<const CelValue> arguments) { return callModel(*shared, arguments); } };
}

} // namespace streamgauge
