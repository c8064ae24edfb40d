// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// A value in a model's JSON that knows its place. What does not fit is remembered as the first fault, and a stand-in
/// is given back, so that a reader asks once at the end of each step. `json` and `fault` outlive it.
class ModelJson
{
public:
    ModelJson(const nlohmann::json &json, std::string place, std::optional<Error> &fault);

    [[nodiscard]] bool has(const char *name) const;
    [[nodiscard]] ModelJson at(const char *name) const;
    [[nodiscard]] ModelJson at(std::size_t index) const;
    /// Of an array; 0 for what is none.
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool isArray() const { return json_->is_array(); }
    [[nodiscard]] const std::string &place() const { return place_; }

    [[nodiscard]] std::string text() const;
    /// Finite. Also one written as text ("5E-1"), and in brackets ("[5E-1]").
    [[nodiscard]] double number() const;
    /// Finite numbers, or truth values as 0 and 1.
    [[nodiscard]] std::vector<double> numbers() const;
    /// Whole ones from `least` to `most`.
    [[nodiscard]] std::vector<std::int32_t> wholes(std::int32_t least, std::int32_t most) const;

    void fail(std::string message, std::string remedy) const;
    [[nodiscard]] bool failed() const { return fault_->has_value(); }

private:
    [[nodiscard]] ModelJson nothing(std::string place) const;

    const nlohmann::json *json_;
    std::string place_;
    std::optional<Error> *fault_;
};

} // namespace streamgauge
