// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/scoringmodel.h"

#include "engine/detectors/linearmodel.h"
#include "engine/detectors/treemodel.h"

#include <array>
#include <fstream>

namespace streamgauge {

namespace {

constexpr const char *how_to_save = "Save it with save_model(\"model.json\"), "
                                    "or see the manual's chapter on detectors";

Error tooLarge(std::string place)
{
    return { ErrorKind::Input, "The model is larger than 64 MB", std::move(place), "Train fewer or smaller trees" };
}

} // namespace

Result<std::shared_ptr<const ScoringModel>> ScoringModel::load(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return Error { ErrorKind::Configuration, "The model cannot be read", path.string(),
                       "Check the path and its rights" };
    std::string text;
    std::array<char, 65'536> block {};
    while (file.read(block.data(), block.size()), file.gcount() > 0) {
        text.append(block.data(), static_cast<std::size_t>(file.gcount()));
        if (text.size() > most_bytes)
            return tooLarge(path.string());
    }
    auto model = parse(text);
    if (model)
        return model;
    Error error = model.error();
    error.place = path.string() + ": " + error.place;
    return error;
}

Result<std::shared_ptr<const ScoringModel>> ScoringModel::parse(std::string_view json)
{
    if (json.size() > most_bytes)
        return tooLarge("the model");
    nlohmann::json root;
    try {
        root = nlohmann::json::parse(json);
    } catch (const nlohmann::json::exception &exception) {
        // "[json.exception.parse_error.101] parse error at line 1, column 5: ..."
        const std::string_view what = exception.what();
        const auto behind = what.find("] ");
        return Error { ErrorKind::Input, std::string(behind == std::string_view::npos ? what : what.substr(behind + 2)),
                       "the model", how_to_save };
    }
    std::optional<Error> fault;
    const ModelJson model(root, "", fault);
    if (!model.has("learner") && !model.has("model"))
        return Error { ErrorKind::Input, "This is neither a model of XGBoost nor a linear one", "the model", how_to_save };
    auto read = model.has("learner") ? TreeModel::read(model) : LinearModel::read(model);
    if (fault)
        return *fault;
    return read;
}

} // namespace streamgauge
