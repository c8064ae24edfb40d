// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celjson.h"

#include <nlohmann/json.hpp>

#include <utility>
#include <vector>

namespace streamgauge {

namespace {

using Json = nlohmann::json;

/// Builds the value while the text is read, so that depth is bounded before anything nests.
class ValueBuilder : public nlohmann::json_sax<Json>
{
public:
    bool null() override { return add({}); }
    bool boolean(bool value) override { return add(CelValue::ofBool(value)); }
    bool number_integer(number_integer_t value) override { return add(CelValue::ofInt(value)); }
    bool number_unsigned(number_unsigned_t value) override
    {
        const bool fits = static_cast<std::int64_t>(value) >= 0;
        return add(fits ? CelValue::ofInt(static_cast<std::int64_t>(value)) : CelValue::ofUint(value));
    }
    bool number_float(number_float_t value, const string_t &) override { return add(CelValue::ofDouble(value)); }
    bool string(string_t &value) override { return add(CelValue::adopting(CelKind::String, std::move(value))); }
    bool binary(binary_t &) override { return false; }
    bool start_object(std::size_t) override { return open(); }
    bool start_array(std::size_t) override { return open(); }
    bool key(string_t &value) override
    {
        levels_.back().keys.push_back(CelValue::adopting(CelKind::String, std::move(value)));
        return true;
    }
    bool end_object() override
    {
        Level level = std::move(levels_.back());
        levels_.pop_back();
        std::vector<CelValue::Entry> entries;
        entries.reserve(level.keys.size());
        for (std::size_t at = 0; at < level.keys.size(); ++at)
            entries.emplace_back(std::move(level.keys[at]), std::move(level.values[at]));
        return add(CelValue::ofMap(std::move(entries)));
    }
    bool end_array() override
    {
        std::vector<CelValue> elements = std::move(levels_.back().values);
        levels_.pop_back();
        return add(CelValue::ofList(std::move(elements)));
    }
    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &) override { return false; }

    CelValue result;

private:
    struct Level {
        std::vector<CelValue> keys;
        std::vector<CelValue> values;
    };

    bool open()
    {
        levels_.emplace_back();
        return levels_.size() <= most_cel_json_depth;
    }
    bool add(CelValue value)
    {
        (levels_.empty() ? result : levels_.back().values.emplace_back()) = std::move(value);
        return true;
    }

    std::vector<Level> levels_;
};

} // namespace

CelValue celFromJson(std::string_view json)
{
    ValueBuilder builder;
    if (!Json::sax_parse(json.begin(), json.end(), &builder))
        return CelValue::ofStaticError("the field holds no readable JSON");
    return std::move(builder.result);
}

} // namespace streamgauge
