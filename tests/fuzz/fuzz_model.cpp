// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/scoringmodel.h"
#include "tests/fuzz/fuzzdriver.h"

#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <limits>

namespace streamgauge {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    const auto model = ScoringModel::parse(text);
    if (!model) {
        if (model.error().place.empty() || model.error().message.empty() || model.error().remedy.empty()) {
            std::cerr << "an error that explains nothing: " << text << '\n';
            std::abort();
        }
        return 0;
    }
    // A model that was read answers, whatever it is asked.
    const std::size_t features = (*model)->features().size();
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double value : { 0.0, -1.5, 1e300, infinity, std::numeric_limits<double>::quiet_NaN() })
        static_cast<void>((*model)->score(std::vector<double>(features, value)));
    if (!std::isnan((*model)->score(std::vector<double>(features + 1))) || (*model)->text().empty()) {
        std::cerr << "too many values were scored: " << text << '\n';
        std::abort();
    }
    return 0;
}

std::vector<std::vector<std::uint8_t>> fuzzSeeds()
{
    std::vector<std::vector<std::uint8_t>> seeds;
    for (const std::string_view text : std::initializer_list<std::string_view> {
             R"({"learner":{"feature_names":["a","b"],"gradient_booster":{"model":{"trees":[{"default_left":[1,0,0,0,0],)"
             R"("left_children":[1,3,-1,-1,-1],"right_children":[2,4,-1,-1,-1],"split_conditions":[0.5,-2E0,1,2E-1,3],)"
             R"("split_indices":[0,1,0,0,0],"split_type":[0,0,0,0,0]},{"default_left":[0],"left_children":[-1],)"
             R"("right_children":[-1],"split_conditions":[0.25],"split_indices":[0]}]},"name":"gbtree"},)"
             R"("learner_model_param":{"base_score":"[5E-1]","num_class":"0","num_feature":"2","num_target":"1"},)"
             R"("objective":{"name":"binary:logistic"}},"version":[3,2,0]})",
             R"({"learner":{"feature_names":[],"gradient_booster":{"gbtree":{"model":{"trees":[{"default_left":[false],)"
             R"("left_children":[-1],"right_children":[-1],"split_conditions":[1],"split_indices":[0]}]},"name":"gbtree"},)"
             R"("name":"dart","weight_drop":[0.5]},"learner_model_param":{"base_score":"5E-1","num_feature":"1"},)"
             R"("objective":{"name":"reg:squarederror"}},"version":[1,0,0]})",
             R"({"model":"logistic","intercept":-3.5,"features":[{"name":"a","weight":0.02,"mean":80,"scale":12,)"
             R"("missing":75},{"name":"b","weight":-1}]})" })
        seeds.emplace_back(text.begin(), text.end());
    return seeds;
}

} // namespace streamgauge
