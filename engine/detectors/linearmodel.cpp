// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/linearmodel.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace streamgauge {

Result<std::shared_ptr<const ScoringModel>> LinearModel::read(const ModelJson &json)
{
    const auto model = std::make_shared<LinearModel>();
    const std::string kind = json.at("model").text();
    model->logistic_ = kind == "logistic";
    if (!model->logistic_ && kind != "linear")
        json.at("model").fail("There is no model \"" + kind + "\"", "Write linear or logistic");
    if (json.has("intercept"))
        model->intercept_ = json.at("intercept").number();
    const ModelJson features = json.at("features");
    if (features.size() == 0 || features.size() > most_features)
        features.fail("A list of 1 to " + std::to_string(most_features) + " features is expected",
                      "Write [ { \"name\": \"load\", \"weight\": 0.5 } ]");
    for (std::size_t i = 0; i < features.size() && !json.failed(); ++i)
        model->readFeature(features.at(i));
    return std::shared_ptr<const ScoringModel>(model);
}

void LinearModel::readFeature(const ModelJson &json)
{
    Term term { json.at("weight").number(), 0, 1, std::numeric_limits<double>::quiet_NaN() };
    if (json.has("mean"))
        term.mean = json.at("mean").number();
    if (json.has("scale"))
        term.scale = json.at("scale").number();
    if (json.has("missing"))
        term.missing = json.at("missing").number();
    if (term.scale == 0)
        json.at("scale").fail("The scale is 0", "Leave out a feature that never varies");
    std::string name = json.at("name").text();
    if (name.empty() || std::ranges::find(names_, name) != names_.end())
        json.at("name").fail(name.empty() ? "The name is empty" : "\"" + name + "\" stands there twice",
                             "Give every feature a name of its own");
    names_.push_back(std::move(name));
    terms_.push_back(term);
}

double LinearModel::score(std::span<const double> values) const
{
    if (values.size() != terms_.size())
        return std::numeric_limits<double>::quiet_NaN();
    double sum = intercept_;
    for (std::size_t i = 0; i < terms_.size(); ++i) {
        const Term &term = terms_[i];
        const double value = std::isnan(values[i]) ? term.missing : values[i];
        sum += term.weight * (value - term.mean) / term.scale;
    }
    return logistic_ ? 1 / (1 + std::exp(-sum)) : sum;
}

std::string LinearModel::text() const
{
    return std::string(logistic_ ? "logistic" : "linear") + ", " + std::to_string(terms_.size()) + " features";
}

std::size_t LinearModel::memoryBytes() const
{
    std::size_t bytes = sizeof(*this) + terms_.capacity() * sizeof(Term) + names_.capacity() * sizeof(std::string);
    for (const std::string &name : names_)
        bytes += name.capacity();
    return bytes;
}

} // namespace streamgauge
