// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/modeljson.h"
#include "engine/detectors/scoringmodel.h"

#include <vector>

namespace streamgauge {

/// intercept + sum of weight * (value - mean) / scale; a logistic one gives 1 / (1 + e^-sum).
class LinearModel final : public ScoringModel
{
public:
    [[nodiscard]] static Result<std::shared_ptr<const ScoringModel>> read(const ModelJson &json);

    [[nodiscard]] std::span<const std::string> features() const override { return names_; }
    [[nodiscard]] double score(std::span<const double> values) const override;
    [[nodiscard]] std::string text() const override;
    [[nodiscard]] std::size_t memoryBytes() const override;

private:
    struct Term {
        double weight;
        double mean;
        double scale;
        double missing; ///< NaN: a missing value makes the score missing
    };
    void readFeature(const ModelJson &json);

    bool logistic_ = false;
    double intercept_ = 0;
    std::vector<std::string> names_;
    std::vector<Term> terms_;
};

} // namespace streamgauge
