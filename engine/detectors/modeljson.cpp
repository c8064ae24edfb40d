// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/modeljson.h"

#include <charconv>
#include <cmath>

namespace streamgauge {

namespace {

std::optional<double> numberIn(std::string_view text)
{
    if (text.starts_with('[') && text.ends_with(']') && text.size() > 1)
        text = text.substr(1, text.size() - 2);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::string joined(const std::string &place, const char *name)
{
    return place.empty() ? name : place + '.' + name;
}

std::string joined(const std::string &place, std::size_t index)
{
    return place + '[' + std::to_string(index) + ']';
}

} // namespace

ModelJson::ModelJson(const nlohmann::json &json, std::string place, std::optional<Error> &fault)
    : json_(&json)
    , place_(std::move(place))
    , fault_(&fault)
{
}

ModelJson ModelJson::nothing(std::string place) const
{
    static const nlohmann::json null;
    return { null, std::move(place), *fault_ };
}

bool ModelJson::has(const char *name) const
{
    return json_->is_object() && json_->contains(name);
}

ModelJson ModelJson::at(const char *name) const
{
    if (has(name))
        return { (*json_)[name], joined(place_, name), *fault_ };
    ModelJson missing = nothing(joined(place_, name));
    missing.fail("It is missing", "Save the model again");
    return missing;
}

ModelJson ModelJson::at(std::size_t index) const
{
    if (index < size())
        return { (*json_)[index], joined(place_, index), *fault_ };
    ModelJson missing = nothing(joined(place_, index));
    missing.fail("It is missing", "Save the model again");
    return missing;
}

std::size_t ModelJson::size() const
{
    return json_->is_array() ? json_->size() : 0;
}

std::string ModelJson::text() const
{
    if (json_->is_string())
        return json_->get<std::string>();
    fail("A text is expected", "Save the model again");
    return {};
}

double ModelJson::number() const
{
    std::optional<double> value;
    if (json_->is_number() && std::isfinite(json_->get<double>()))
        value = json_->get<double>();
    else if (json_->is_string())
        value = numberIn(json_->get_ref<const std::string &>());
    if (!value)
        fail("One finite number is expected", "Save the model again");
    return value.value_or(0);
}

std::vector<double> ModelJson::numbers() const
{
    std::vector<double> values;
    if (!json_->is_array()) {
        fail("A list of numbers is expected", "Save the model again");
        return values;
    }
    values.reserve(json_->size());
    for (const auto &one : *json_) {
        const double value = one.is_number() ? one.get<double>() : one.is_boolean() && one.get<bool>() ? 1.0 : 0.0;
        if ((!one.is_number() && !one.is_boolean()) || !std::isfinite(value)) {
            at(values.size()).fail("A finite number is expected", "Save the model again");
            return {};
        }
        values.push_back(value);
    }
    return values;
}

std::vector<std::int32_t> ModelJson::wholes(std::int32_t least, std::int32_t most) const
{
    std::vector<std::int32_t> wholes;
    for (const double value : numbers()) {
        if (value != std::floor(value) || value < least || value > most) {
            at(wholes.size())
                .fail("A whole number from " + std::to_string(least) + " to " + std::to_string(most) + " is expected",
                      "Save the model again");
            return {};
        }
        wholes.push_back(static_cast<std::int32_t>(value));
    }
    return wholes;
}

void ModelJson::fail(std::string message, std::string remedy) const
{
    if (!fault_->has_value())
        *fault_ = Error { ErrorKind::Input, std::move(message), place_.empty() ? "the model" : place_, std::move(remedy) };
}

} // namespace streamgauge
