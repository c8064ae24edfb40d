// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace streamgauge {

/// A trained model that scores one event by its features. Immutable; any thread.
///
/// Read from JSON: XGBoost's own (`save_model("m.json")`, versions 1.0 to 3.x; boosters gbtree and dart; objectives
/// with one number as result), or a linear or logistic one:
///   { "model": "linear" or "logistic", "intercept": -3.5,
///     "features": [ { "name": "heart_rate", "weight": 0.02, "mean": 80.0, "scale": 12.0, "missing": 75.0 } ] }
/// where each feature adds weight * (value - mean) / scale. `mean` 0, `scale` 1 and `intercept` 0 may be left out;
/// `missing` is the value used for a missing one, and without it a missing value makes the score missing.
class ScoringModel
{
public:
    static constexpr std::size_t most_bytes = 64 << 20; ///< of the file
    static constexpr std::size_t most_features = 4'096;
    static constexpr std::size_t most_trees = 100'000;

    virtual ~ScoringModel() = default;

    /// Errors have the place in the file or in the JSON ("learner.gradient_booster.model.trees[3].left_children[7]").
    [[nodiscard]] static Result<std::shared_ptr<const ScoringModel>> load(const std::filesystem::path &path);
    [[nodiscard]] static Result<std::shared_ptr<const ScoringModel>> parse(std::string_view json);

    /// What score() wants, in order. A model without names has f0, f1, ...
    [[nodiscard]] virtual std::span<const std::string> features() const = 0;
    /// One value a feature; NaN is a missing one. Trees take their default branch then. The result is what the model
    /// was trained to say: a number, or a probability for logistic ones. NaN when a value it cannot do without is
    /// missing, or when there are not as many values as features.
    [[nodiscard]] virtual double score(std::span<const double> values) const = 0;
    /// "gradient-boosted trees, 120 trees, binary:logistic"
    [[nodiscard]] virtual std::string text() const = 0;
    [[nodiscard]] virtual std::size_t memoryBytes() const = 0;
};

} // namespace streamgauge
