// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/recordabout.h"

#include "engine/record/chunkparts.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace streamgauge {

namespace {

using nlohmann::json;

constexpr std::size_t most_about_bytes = 16UL << 20;

std::string written(const json &value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Error unreadable(const char *what)
{
    return { ErrorKind::Input, std::string("the description of ") + what + " is damaged", "", "" };
}

/// Reads members of an object; what is missing or of another type is a fault.
class Members
{
public:
    explicit Members(std::string_view text)
        : value_(text.size() <= most_about_bytes ? json::parse(text, nullptr, false) : json())
        , ok_(value_.is_object())
    {
    }
    explicit Members(json value)
        : value_(std::move(value))
        , ok_(value_.is_object())
    {
    }
    std::string text(const char *name) { return take<std::string>(name, &json::is_string); }
    std::int64_t integer(const char *name) { return take<std::int64_t>(name, &json::is_number_integer); }
    bool flag(const char *name) { return take<bool>(name, &json::is_boolean); }
    std::int64_t choice(const char *name, std::int64_t most)
    {
        const std::int64_t number = integer(name);
        ok_ = ok_ && number >= 0 && number <= most;
        return ok_ ? number : 0;
    }
    json list(const char *name)
    {
        if (!ok_ || !value_.contains(name) || !value_[name].is_array()) {
            ok_ = false;
            return json::array();
        }
        return value_[name];
    }
    [[nodiscard]] const json &value() const { return value_; }
    [[nodiscard]] bool ok() const { return ok_; }

private:
    template <typename T> T take(const char *name, bool (json::*is)() const noexcept)
    {
        const auto found = ok_ ? value_.find(name) : value_.end();
        if (!ok_ || found == value_.end() || !((*found).*is)()) {
            ok_ = false;
            return T {};
        }
        return found->template get<T>();
    }

    json value_;
    bool ok_;
};

json columnJson(const Column &column)
{
    return { { "name", column.name },         { "kind", static_cast<int>(column.kind) },     { "unit", column.unit },
             { "nullable", column.nullable }, { "fraction_digits", column.fraction_digits }, { "zoned", column.zoned } };
}

} // namespace

RecordedSource recordedSource(const std::string &name, const ConnectorInfo &info)
{
    return { name, info.kind, info.title, info.time_basis, info.simulated, info.before_images, info.transactions };
}

std::string aboutSource(const RecordedSource &source)
{
    return written({ { "name", source.name },
                     { "kind", source.kind },
                     { "title", source.title },
                     { "time_basis", static_cast<int>(source.time_basis) },
                     { "simulated", source.simulated },
                     { "before_images", source.before_images },
                     { "transactions", source.transactions } });
}

Result<RecordedSource> readSource(std::string_view text)
{
    Members in(text);
    RecordedSource source;
    source.name = in.text("name");
    source.kind = in.text("kind");
    source.title = in.text("title");
    source.time_basis = static_cast<TimeBasis>(in.choice("time_basis", static_cast<int>(TimeBasis::Recorded)));
    source.simulated = in.flag("simulated");
    source.before_images = in.flag("before_images");
    source.transactions = in.flag("transactions");
    return in.ok() ? Result<RecordedSource>(std::move(source)) : unreadable("a source");
}

std::string aboutSchema(const Schema &schema)
{
    json columns = json::array();
    for (const Column &column : schema.columns)
        columns.push_back(columnJson(column));
    return written({ { "stream", schema.stream },
                     { "columns", std::move(columns) },
                     { "key_columns", schema.key_columns },
                     { "generation", schema.generation },
                     { "simulated", schema.simulated },
                     { "keyless", schema.keyless } });
}

Result<SchemaPtr> readSchema(std::string_view text)
{
    Members in(text);
    Schema schema;
    schema.stream = in.text("stream");
    schema.generation = static_cast<std::uint32_t>(in.choice("generation", std::numeric_limits<std::uint32_t>::max()));
    schema.simulated = in.flag("simulated");
    // Older recordings do not say.
    schema.keyless = in.value().contains("keyless") && in.flag("keyless");
    for (const json &value : in.list("columns")) {
        Members about(value);
        Column column;
        column.name = about.text("name");
        column.kind = static_cast<ValueKind>(about.choice("kind", static_cast<int>(ValueKind::Json)));
        column.unit = about.text("unit");
        column.nullable = about.flag("nullable");
        column.fraction_digits = static_cast<std::uint8_t>(about.choice("fraction_digits", 255));
        column.zoned = about.flag("zoned");
        if (!about.ok() || schema.columns.size() == most_recorded_columns)
            return unreadable("a stream");
        schema.columns.push_back(std::move(column));
    }
    for (const json &value : in.list("key_columns")) {
        if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= schema.columns.size()
            || schema.key_columns.size() >= schema.columns.size())
            return unreadable("a stream");
        schema.key_columns.push_back(value.get<std::uint32_t>());
    }
    return in.ok() ? Result<SchemaPtr>(std::make_shared<const Schema>(std::move(schema))) : unreadable("a stream");
}

std::string aboutAlert(const Alert &alert)
{
    return written({ { "episode", alert.episode },
                     { "rule", alert.rule },
                     { "stream", alert.stream },
                     { "field", alert.field },
                     { "key", alert.key },
                     { "severity", static_cast<int>(alert.severity) },
                     { "state", static_cast<int>(alert.state) },
                     { "active_at_ns", alert.active_at_ns },
                     { "fired_at_ns", alert.fired_at_ns },
                     { "resolved_at_ns", alert.resolved_at_ns },
                     { "value", alert.value },
                     { "condition", alert.condition },
                     { "reason", alert.reason },
                     { "reopened_count", alert.reopened_count },
                     { "simulated", alert.simulated },
                     { "flapping", alert.flapping },
                     { "labels", alert.labels },
                     { "summary", alert.summary } });
}

Result<Alert> readAlert(std::string_view text)
{
    Members in(text);
    Alert alert;
    alert.episode = static_cast<std::uint64_t>(in.integer("episode"));
    alert.rule = in.text("rule");
    alert.stream = in.text("stream");
    alert.field = in.text("field");
    alert.key = in.text("key");
    alert.severity = static_cast<Severity>(in.choice("severity", static_cast<int>(Severity::Critical)));
    alert.state = static_cast<AlertState>(in.choice("state", static_cast<int>(AlertState::Resolved)));
    alert.active_at_ns = in.integer("active_at_ns");
    alert.fired_at_ns = in.integer("fired_at_ns");
    alert.resolved_at_ns = in.integer("resolved_at_ns");
    alert.value = in.text("value");
    alert.condition = in.text("condition");
    alert.reason = in.text("reason");
    alert.reopened_count = static_cast<std::uint32_t>(in.choice("reopened_count", std::numeric_limits<int>::max()));
    alert.simulated = in.flag("simulated");
    alert.flapping = in.flag("flapping");
    alert.summary = in.text("summary");
    if (!in.ok() || !in.value().contains("labels") || !in.value()["labels"].is_object())
        return unreadable("an alert");
    for (const auto &[name, value] : in.value()["labels"].items()) {
        if (value.is_string())
            alert.labels.emplace(name, value.get<std::string>());
    }
    return alert;
}

std::string aboutProblem(const Problem &problem)
{
    return written({ { "severity", static_cast<int>(problem.severity) },
                     { "text", problem.text },
                     { "place", problem.place },
                     { "remedy", problem.remedy } });
}

Result<Problem> readProblem(std::string_view text)
{
    Members in(text);
    Problem problem;
    problem.severity = static_cast<Problem::Severity>(in.choice("severity", static_cast<int>(Problem::Severity::Serious)));
    problem.text = in.text("text");
    problem.place = in.text("place");
    problem.remedy = in.text("remedy");
    return in.ok() ? Result<Problem>(std::move(problem)) : unreadable("a problem");
}

std::string aboutStreams(const std::vector<std::string> &streams)
{
    return written(streams);
}

Result<std::vector<std::string>> readStreams(std::string_view text)
{
    const json value = text.size() <= most_about_bytes ? json::parse(text, nullptr, false) : json();
    if (!value.is_array() || !std::ranges::all_of(value, [](const json &one) { return one.is_string(); }))
        return unreadable("a clock");
    return value.get<std::vector<std::string>>();
}

} // namespace streamgauge
