// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celjson.h"

#include "engine/cel/celoperations.h"
#include "engine/cel/celtime.h"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace streamgauge {

namespace {

using Json = nlohmann::json;

std::string quoted(std::string_view text)
{
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void appendTag(std::string &out, std::string_view tag, std::string_view json)
{
    out.append("{\"").append(tag).append("\": ").append(json).append("}");
}

std::string doubleText(double number)
{
    if (std::isnan(number))
        return "nan";
    if (std::isinf(number))
        return number < 0 ? "-inf" : "inf";
    std::array<char, 32> text {};
    return { text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr };
}

std::string hexText(std::string_view octets)
{
    std::string hex;
    for (const char octet : octets) {
        constexpr std::string_view digits = "0123456789abcdef";
        hex += digits[static_cast<unsigned char>(octet) >> 4];
        hex += digits[static_cast<unsigned char>(octet) & 15U];
    }
    return hex;
}

std::string secondsText(std::int64_t seconds, std::int64_t nanos)
{
    return "{\"seconds\": \"" + std::to_string(seconds) + "\", \"nanos\": \"" + std::to_string(nanos) + "\"}";
}

bool append(std::string &out, const CelValue &value, std::size_t most_bytes);

bool appendList(std::string &out, const CelValue &value, std::size_t most_bytes)
{
    out += "{\"list\": [";
    for (const CelValue &element : value.elements()) {
        out += &element == value.elements().data() ? "" : ", ";
        if (!append(out, element, most_bytes))
            return false;
    }
    out += "]}";
    return true;
}

bool appendMap(std::string &out, const CelValue &value, std::size_t most_bytes)
{
    out += "{\"map\": [";
    for (const CelValue::Entry &entry : value.entries()) {
        out += &entry == value.entries().data() ? "[" : ", [";
        if (!append(out, entry.first, most_bytes))
            return false;
        out += ", ";
        if (!append(out, entry.second, most_bytes))
            return false;
        out += ']';
    }
    out += "]}";
    return true;
}

bool appendOptional(std::string &out, const CelValue &value, std::size_t most_bytes)
{
    out += "{\"optional\": ";
    if (value.optionalValue() == nullptr)
        out += "null";
    else if (!append(out, *value.optionalValue(), most_bytes))
        return false;
    out += '}';
    return true;
}

void appendScalar(std::string &out, const CelValue &value)
{
    switch (value.kind()) {
    case CelKind::Null: return appendTag(out, "null", "true");
    case CelKind::Bool: return appendTag(out, "bool", value.boolean() ? "true" : "false");
    case CelKind::Int: return appendTag(out, "int", '"' + std::to_string(value.integer()) + '"');
    case CelKind::Uint: return appendTag(out, "uint", '"' + std::to_string(value.unsignedInteger()) + '"');
    case CelKind::Double: return appendTag(out, "double", '"' + doubleText(value.number()) + '"');
    case CelKind::String: return appendTag(out, "string", quoted(value.text()));
    case CelKind::Bytes: return appendTag(out, "bytes", '"' + hexText(value.text()) + '"');
    case CelKind::Type: return appendTag(out, "type", quoted(value.text()));
    case CelKind::Timestamp: return appendTag(out, "timestamp", secondsText(value.instant().seconds, value.instant().nanos));
    case CelKind::Duration:
        return appendTag(out, "duration", secondsText(value.duration() / ns_per_s, value.duration() % ns_per_s));
    default: return appendTag(out, "error", quoted(value.isError() ? value.message() : "no value"));
    }
}

bool append(std::string &out, const CelValue &value, std::size_t most_bytes)
{
    if (out.size() > most_bytes)
        return false;
    switch (value.kind()) {
    case CelKind::List: return appendList(out, value, most_bytes);
    case CelKind::Map: return appendMap(out, value, most_bytes);
    case CelKind::Optional: return appendOptional(out, value, most_bytes);
    default: appendScalar(out, value); return true;
    }
}

template <typename Number> std::optional<Number> numberOf(const Json &json)
{
    if (json.is_number())
        return json.get<Number>();
    if (!json.is_string())
        return std::nullopt;
    const auto &text = json.get_ref<const std::string &>();
    Number number {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::optional<CelValue> doubleOf(const Json &json)
{
    if (json.is_string() && json == "Infinity")
        return CelValue::ofDouble(std::numeric_limits<double>::infinity());
    const auto number = numberOf<double>(json);
    return number ? std::optional(CelValue::ofDouble(*number)) : std::nullopt;
}

std::optional<CelValue> bytesOf(const Json &json)
{
    if (!json.is_string() || json.get_ref<const std::string &>().size() % 2 != 0)
        return std::nullopt;
    const auto &hex = json.get_ref<const std::string &>();
    std::string octets;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        unsigned octet = 0;
        const auto [end, error] = std::from_chars(hex.data() + at, hex.data() + at + 2, octet, 16);
        if (error != std::errc() || end != hex.data() + at + 2)
            return std::nullopt;
        octets += static_cast<char>(octet);
    }
    return CelValue::adopting(CelKind::Bytes, std::move(octets));
}

std::optional<std::pair<std::int64_t, std::int64_t>> secondsOf(const Json &json)
{
    if (!json.is_object())
        return std::nullopt;
    const auto seconds = json.contains("seconds") ? numberOf<std::int64_t>(json["seconds"]) : 0;
    const auto nanos = json.contains("nanos") ? numberOf<std::int64_t>(json["nanos"]) : 0;
    constexpr std::int64_t below = 1'000'000'000;
    if (!seconds || !nanos || *nanos <= -below || *nanos >= below)
        return std::nullopt;
    return std::pair(*seconds, *nanos);
}

std::optional<CelValue> timestampOf(const Json &json)
{
    const auto parts = secondsOf(json);
    if (!parts || parts->second < 0 || !isCelInstant(parts->first))
        return std::nullopt;
    return CelValue::ofTimestamp(CelInstant { parts->first, static_cast<std::int32_t>(parts->second) });
}

std::optional<CelValue> durationOf(const Json &json)
{
    const auto parts = secondsOf(json);
    DurationNs duration_ns = 0;
    if (!parts || __builtin_mul_overflow(parts->first, ns_per_s, &duration_ns)
        || __builtin_add_overflow(duration_ns, parts->second, &duration_ns))
        return std::nullopt;
    return CelValue::ofDuration(duration_ns);
}

std::optional<CelValue> typeOf(const Json &json)
{
    if (!json.is_string())
        return std::nullopt;
    for (auto kind = CelKind::Null; kind != CelKind::Error; kind = static_cast<CelKind>(static_cast<int>(kind) + 1)) {
        if (json == name(kind))
            return CelValue::ofType(name(kind));
    }
    return std::nullopt;
}

std::optional<CelValue> valueOf(const Json &json, std::size_t depth);

std::optional<CelValue> listOf(const Json &json, std::size_t depth)
{
    if (!json.is_array())
        return std::nullopt;
    std::vector<CelValue> elements;
    for (const Json &element : json) {
        auto value = valueOf(element, depth);
        if (!value)
            return std::nullopt;
        elements.push_back(*std::move(value));
    }
    return CelValue::ofList(std::move(elements));
}

std::optional<CelValue> mapOf(const Json &json, std::size_t depth)
{
    if (!json.is_array())
        return std::nullopt;
    std::vector<CelValue::Entry> entries;
    for (const Json &entry : json) {
        if (!entry.is_array() || entry.size() != 2)
            return std::nullopt;
        auto key = valueOf(entry[0], depth);
        auto value = valueOf(entry[1], depth);
        if (!key || !value || !isCelKey(key->kind()))
            return std::nullopt;
        entries.emplace_back(*std::move(key), *std::move(value));
    }
    return CelValue::ofMap(std::move(entries));
}

std::optional<CelValue> optionalOf(const Json &json, std::size_t depth)
{
    if (json.is_null())
        return CelValue::noOptional();
    auto value = valueOf(json, depth);
    return value ? std::optional(CelValue::ofOptional(*std::move(value))) : std::nullopt;
}

template <typename Number> std::optional<CelValue> integerOf(const Json &json, CelValue (*make)(Number) noexcept)
{
    const auto number = numberOf<Number>(json);
    return number ? std::optional(make(*number)) : std::nullopt;
}

std::optional<CelValue> scalarOf(const std::string &tag, const Json &json)
{
    if (tag == "null")
        return CelValue();
    if (tag == "bool")
        return json.is_boolean() ? std::optional(CelValue::ofBool(json.get<bool>())) : std::nullopt;
    if (tag == "int")
        return integerOf<std::int64_t>(json, CelValue::ofInt);
    if (tag == "uint")
        return integerOf<std::uint64_t>(json, CelValue::ofUint);
    if (tag == "double")
        return doubleOf(json);
    if (tag == "string")
        return json.is_string() ? std::optional(CelValue::ofString(json.get_ref<const std::string &>())) : std::nullopt;
    if (tag == "bytes")
        return bytesOf(json);
    if (tag == "type")
        return typeOf(json);
    if (tag == "timestamp")
        return timestampOf(json);
    return tag == "duration" ? durationOf(json) : std::nullopt;
}

std::optional<CelValue> valueOf(const Json &json, std::size_t depth)
{
    if (depth == 0 || !json.is_object() || json.size() != 1)
        return std::nullopt;
    const std::string &tag = json.begin().key();
    if (tag == "list")
        return listOf(json.front(), depth - 1);
    if (tag == "map")
        return mapOf(json.front(), depth - 1);
    return tag == "optional" ? optionalOf(json.front(), depth - 1) : scalarOf(tag, json.front());
}

} // namespace

std::string celTaggedJson(const CelValue &value, std::size_t most_bytes)
{
    std::string out;
    if (!append(out, value, most_bytes)) {
        out.clear();
        appendTag(out, "error", quoted("the value is too large to be written"));
    }
    return out;
}

Result<CelValue> celFromTaggedJson(std::string_view json)
{
    const Json parsed = Json::parse(json.begin(), json.end(), nullptr, false);
    auto value = parsed.is_discarded() ? std::nullopt : valueOf(parsed, most_cel_json_depth);
    if (!value)
        return Error { ErrorKind::Input, "this is no tagged value", std::string(json.substr(0, 40)),
                       R"(expected a value with its type, as {"int": "5"} or {"list": [{"string": "x"}]})" };
    return *std::move(value);
}

} // namespace streamgauge
