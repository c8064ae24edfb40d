// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/modeljson.h"
#include "engine/detectors/scoringmodel.h"

#include <vector>

namespace streamgauge {

/// Gradient-boosted trees as XGBoost saves them. All trees are used (XGBoost's own `predict` of a Booster does so
/// too). Values, thresholds and sums are float, as in XGBoost, so that a value meets its threshold alike.
class TreeModel final : public ScoringModel
{
public:
    [[nodiscard]] static Result<std::shared_ptr<const ScoringModel>> read(const ModelJson &json);

    [[nodiscard]] std::span<const std::string> features() const override { return names_; }
    [[nodiscard]] double score(std::span<const double> values) const override;
    [[nodiscard]] std::string text() const override;
    [[nodiscard]] std::size_t memoryBytes() const override;

private:
    struct Node {
        std::int32_t left;  ///< in nodes_; negative: a leaf
        std::int32_t right; ///< in nodes_
        std::uint32_t feature;
        float value; ///< a smaller one goes left; of a leaf, its result
        bool missing_left;
    };
    void readLearner(const ModelJson &learner);
    void readBooster(const ModelJson &booster);
    void readTree(const ModelJson &tree, float weight);
    void checkShape(const ModelJson &tree, std::size_t first) const;

    std::vector<std::string> names_;
    std::vector<std::uint32_t> roots_;
    std::vector<Node> nodes_;
    float base_ = 0;
    bool logistic_ = false;
    std::string objective_;
};

} // namespace streamgauge
