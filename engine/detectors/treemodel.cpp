// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/treemodel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::size_t most_nodes = 8'000'000;

struct Objective {
    std::string_view name;
    bool share; ///< results, and base_score, are probabilities; the sum of the trees is their log-odds
};
constexpr std::array<Objective, 5> objectives { { { "reg:squarederror", false },
                                                  { "reg:absoluteerror", false },
                                                  { "reg:pseudohubererror", false },
                                                  { "binary:logistic", true },
                                                  { "reg:logistic", true } } };

std::string objectiveNames()
{
    std::string names;
    for (const Objective &one : objectives)
        names += (names.empty() ? "" : ", ") + std::string(one.name);
    return names;
}

float finiteFloat(const ModelJson &json, double value)
{
    const auto number = static_cast<float>(value);
    if (!std::isfinite(number))
        json.fail("A number is too large", "Save the model again");
    return number;
}

} // namespace

Result<std::shared_ptr<const ScoringModel>> TreeModel::read(const ModelJson &json)
{
    const auto model = std::make_shared<TreeModel>();
    model->readLearner(json.at("learner"));
    return std::shared_ptr<const ScoringModel>(model);
}

void TreeModel::readLearner(const ModelJson &learner)
{
    const ModelJson objective = learner.at("objective").at("name");
    objective_ = objective.text();
    const auto known = std::ranges::find(objectives, objective_, &Objective::name);
    if (known == objectives.end()) {
        objective.fail("Models with the objective \"" + objective_ + "\" are not supported",
                       "Train with one of: " + objectiveNames());
        return;
    }
    logistic_ = known->share;

    const ModelJson about = learner.at("learner_model_param");
    for (const char *name : { "num_class", "num_target" }) {
        if (about.has(name) && about.at(name).number() > 1)
            about.at(name).fail("Models with several results are not supported", "Train one model for each result");
    }
    double base = about.at("base_score").number();
    if (known->share) {
        if (!(base > 0 && base < 1))
            about.at("base_score").fail("A share between 0 and 1 is expected", "Save the model again");
        base = -std::log(1 / base - 1);
    }
    base_ = finiteFloat(about.at("base_score"), about.failed() ? 0.0 : base);

    const double features = about.at("num_feature").number();
    if (!(features >= 1 && features <= static_cast<double>(most_features)))
        about.at("num_feature")
            .fail("1 to " + std::to_string(most_features) + " features are expected", "Train with fewer features");
    if (about.failed())
        return;
    const auto count = static_cast<std::size_t>(features);
    const bool named = learner.has("feature_names") && learner.at("feature_names").size() > 0;
    if (named && learner.at("feature_names").size() != count)
        learner.at("feature_names").fail(std::to_string(count) + " names are expected", "Save the model again");
    for (std::size_t i = 0; i < count && !about.failed(); ++i)
        names_.push_back(named ? learner.at("feature_names").at(i).text() : "f" + std::to_string(i));
    if (!about.failed())
        readBooster(learner.at("gradient_booster"));
}

void TreeModel::readBooster(const ModelJson &booster)
{
    const std::string name = booster.at("name").text();
    const bool dart = name == "dart";
    if (!dart && name != "gbtree") {
        booster.at("name").fail("Models of the booster \"" + name + "\" are not supported",
                                "Train with gbtree or dart, or write a linear model by hand");
        return;
    }
    const ModelJson trees = (dart ? booster.at("gbtree") : booster).at("model").at("trees");
    const std::vector<double> weights = dart ? booster.at("weight_drop").numbers() : std::vector<double>();
    if (!trees.isArray() || trees.size() > most_trees)
        trees.fail("A list of at most " + std::to_string(most_trees) + " trees is expected", "Train fewer trees");
    if (dart && weights.size() != trees.size())
        booster.at("weight_drop").fail(std::to_string(trees.size()) + " weights are expected", "Save the model again");
    for (std::size_t i = 0; i < trees.size() && !trees.failed(); ++i)
        readTree(trees.at(i), dart ? finiteFloat(booster.at("weight_drop"), weights[i]) : 1.0F);
}

void TreeModel::readTree(const ModelJson &tree, float weight)
{
    const std::size_t count = tree.at("left_children").size();
    const std::size_t first = nodes_.size();
    if (count == 0 || first + count > most_nodes)
        tree.at("left_children")
            .fail("A tree has 1 node or more, all trees together at most " + std::to_string(most_nodes),
                  "Train fewer or smaller trees");
    const auto last = static_cast<std::int32_t>(std::min(count, most_nodes)) - 1;
    const auto features = static_cast<std::int32_t>(names_.size()) - 1;
    const auto left = tree.at("left_children").wholes(-1, last);
    const auto right = tree.at("right_children").wholes(-1, last);
    const auto split = tree.at("split_indices").wholes(0, features);
    const auto value = tree.at("split_conditions").numbers();
    const auto missing = tree.at("default_left").wholes(0, 1);
    if (tree.has("split_type")) {
        for (const std::int32_t type : tree.at("split_type").wholes(0, 1)) {
            if (type != 0)
                tree.at("split_type")
                    .fail("Splits by category are not supported", "Train with numbers instead of categories");
        }
    }
    for (const auto &[name, size] :
         { std::pair("right_children", right.size()), std::pair("split_indices", split.size()),
           std::pair("split_conditions", value.size()), std::pair("default_left", missing.size()) }) {
        if (size != count)
            tree.at(name).fail(std::to_string(count) + " entries are expected", "Save the model again");
    }
    if (tree.failed())
        return;
    const auto offset = static_cast<std::int32_t>(first);
    roots_.push_back(static_cast<std::uint32_t>(first));
    for (std::size_t i = 0; i < count; ++i) {
        const bool leaf = left[i] < 0;
        if (leaf != (right[i] < 0))
            tree.at("right_children").at(i).fail("A node has both children or none", "Save the model again");
        const double number = leaf ? value[i] * static_cast<double>(weight) : value[i];
        nodes_.push_back({ leaf ? -1 : offset + left[i], leaf ? -1 : offset + right[i], static_cast<std::uint32_t>(split[i]),
                           finiteFloat(tree.at("split_conditions"), number), missing[i] != 0 });
    }
    if (!tree.failed())
        checkShape(tree, first);
}

/// No node is reached twice, so that every walk ends at a leaf.
void TreeModel::checkShape(const ModelJson &tree, std::size_t first) const
{
    std::vector<bool> reached(nodes_.size() - first);
    std::vector<std::size_t> open { first };
    while (!open.empty()) {
        const std::size_t at = open.back();
        open.pop_back();
        if (reached[at - first]) {
            tree.at("left_children")
                .fail("Node " + std::to_string(at - first) + " is reached in two ways", "Save the model again");
            return;
        }
        reached[at - first] = true;
        if (nodes_[at].left < 0)
            continue;
        open.push_back(static_cast<std::size_t>(nodes_[at].left));
        open.push_back(static_cast<std::size_t>(nodes_[at].right));
    }
}

double TreeModel::score(std::span<const double> values) const
{
    if (values.size() != names_.size())
        return std::numeric_limits<double>::quiet_NaN();
    float sum = base_;
    for (const std::uint32_t root : roots_) {
        const Node *node = &nodes_[root];
        while (node->left >= 0) {
            const auto value = static_cast<float>(values[node->feature]);
            const bool left = std::isnan(value) ? node->missing_left : value < node->value;
            node = &nodes_[static_cast<std::size_t>(left ? node->left : node->right)];
        }
        sum += node->value;
    }
    return logistic_ ? 1 / (1 + std::exp(-static_cast<double>(sum))) : static_cast<double>(sum);
}

std::string TreeModel::text() const
{
    return "gradient-boosted trees, " + std::to_string(roots_.size()) + " trees, " + objective_;
}

std::size_t TreeModel::memoryBytes() const
{
    std::size_t bytes = sizeof(*this) + nodes_.capacity() * sizeof(Node) + roots_.capacity() * sizeof(std::uint32_t)
        + names_.capacity() * sizeof(std::string);
    for (const std::string &name : names_)
        bytes += name.capacity();
    return bytes;
}

} // namespace streamgauge
