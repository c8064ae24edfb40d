// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/notifysettingsfile.h"
#include "app/core/secrets.h"
#include "app/core/workspacefile.h"
#include "app/core/workspacekeys.h"
#include "engine/data/timetext.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <set>

namespace streamgauge {

namespace {

using nlohmann::json;

constexpr int deepest_nesting = 64;
constexpr int most_rows = 10'000;

const char *wanted(json::value_t type)
{
    switch (type) {
    case json::value_t::string: return "a string";
    case json::value_t::object: return "an object";
    case json::value_t::array: return "a list";
    case json::value_t::boolean: return "true or false";
    default: return "a whole number";
    }
}

std::string textPlace(std::string_view text, std::size_t offset)
{
    offset = std::min(offset, text.size());
    const auto before = text.substr(0, offset);
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t line_start = before.rfind('\n');
    const std::size_t column = line_start == std::string_view::npos ? offset : offset - line_start - 1;
    return "line " + std::to_string(line) + ", column " + std::to_string(column + 1);
}

/// The JSON pointer one step below.
std::string below(const std::string &place, const std::string &key)
{
    std::string pointer = place;
    pointer += '/';
    pointer += key;
    return pointer;
}

/// Walks the document and collects what is wrong with it.
class Reader
{
public:
    explicit Reader(WorkspaceReading &reading)
        : reading_(reading)
    {
    }

    void read(const json &document);

private:
    void fault(const std::string &place, std::string message, std::string remedy = {})
    {
        reading_.faults.push_back({ ErrorKind::Input, std::move(message), place, std::move(remedy) });
    }
    void warnUnknownKeys(const json &object, const std::string &place, std::initializer_list<const char *> known);
    bool readHead(const json &document);
    const json *member(const json &object, const std::string &place, const char *key, json::value_t type, bool required);
    std::string text(const json &object, const std::string &place, const char *key, bool required);
    int number(const json &object, const std::string &place, const char *key, int fallback, int least, int most);
    template <typename Read> void each(const json &object, const std::string &place, const char *key, Read read);

    void readSource(const json &object, const std::string &place);
    void readRule(const json &value, const std::string &place);
    void readLookup(const json &object, const std::string &place);
    void readModel(const json &object, const std::string &place);
    void readTest(const json &object, const std::string &place);
    void readTestInput(const json &object, const std::string &place, RuleTest &test);
    void readExpectation(const json &object, const std::string &place, RuleTest &test);
    DurationNs duration(const json &object, const std::string &place, const char *key, bool required, DurationNs fallback);
    void readDashboard(const json &object, const std::string &place);
    PanelEntry readPanel(const json &object, const std::string &place);

    WorkspaceReading &reading_;
    std::set<std::string> source_names_;
    std::set<std::string> rule_names_;
    std::set<std::string> lookup_names_;
    std::set<std::string> model_names_;
};

void Reader::warnUnknownKeys(const json &object, const std::string &place, std::initializer_list<const char *> known)
{
    for (const auto &part : object.items()) {
        if (std::ranges::find(known, part.key()) == known.end())
            reading_.warnings.push_back({ Problem::Severity::Warning, "\"" + part.key() + "\" is unknown and ignored",
                                          below(place, part.key()), "It is left out when the workspace is saved" });
    }
}

const json *Reader::member(const json &object, const std::string &place, const char *key, json::value_t type, bool required)
{
    const auto found = object.find(key);
    if (found == object.end()) {
        if (required)
            fault(place, std::string("\"") + key + "\" is missing");
        return nullptr;
    }
    const bool integer = type == json::value_t::number_integer && found->is_number_integer();
    if (found->type() != type && !integer) {
        fault(place + "/" + key, std::string("must be ") + wanted(type));
        return nullptr;
    }
    return &*found;
}

std::string Reader::text(const json &object, const std::string &place, const char *key, bool required)
{
    const json *found = member(object, place, key, json::value_t::string, required);
    if (found == nullptr)
        return {};
    const auto &value = found->get_ref<const std::string &>();
    if (required && value.empty())
        fault(place + "/" + key, "must not be empty");
    return value;
}

int Reader::number(const json &object, const std::string &place, const char *key, int fallback, int least, int most)
{
    const json *found = member(object, place, key, json::value_t::number_integer, false);
    if (found == nullptr)
        return fallback;
    const bool huge = found->is_number_unsigned() && found->get<std::uint64_t>() > static_cast<std::uint64_t>(most);
    const std::int64_t value = huge ? std::numeric_limits<std::int64_t>::max() : found->get<std::int64_t>();
    if (value < least || value > most) {
        fault(place + "/" + key, "must be from " + std::to_string(least) + " to " + std::to_string(most));
        return fallback;
    }
    return static_cast<int>(value);
}

template <typename Read> void Reader::each(const json &object, const std::string &place, const char *key, Read read)
{
    const json *list = member(object, place, key, json::value_t::array, false);
    if (list == nullptr)
        return;
    for (std::size_t index = 0; index < list->size(); ++index)
        read((*list)[index], place + "/" + key + "/" + std::to_string(index));
}

void Reader::readSource(const json &object, const std::string &place)
{
    using namespace workspace_keys;
    if (!object.is_object()) {
        fault(place, "must be an object");
        return;
    }
    warnUnknownKeys(object, place, { workspace_keys::name, kind, settings, snapshot, on_gap });
    SourceEntry source;
    source.name = text(object, place, workspace_keys::name, true);
    source.kind = text(object, place, kind, true);
    if (!source.name.empty() && !source_names_.insert(source.name).second)
        fault(place + "/name", "there are two sources named \"" + source.name + "\"", "Give each source its own name");
    if (const json *values = member(object, place, settings, json::value_t::object, false)) {
        const std::string settings_place = below(place, settings);
        for (const auto &[setting, value] : values->items()) {
            const std::string where = below(settings_place, setting);
            if (!value.is_string())
                fault(where, "must be a string", "Write numbers and flags in quotes: \"3306\", \"on\"");
            else if (isSecretName(setting) && !value.get_ref<const std::string &>().empty()
                     && !isSecretReference(value.get_ref<const std::string &>()))
                fault(where, "a workspace holds no secrets",
                      "Write \"keychain:NAME\" or \"env:VARIABLE\", and change the secret that was here");
            else
                source.settings[setting] = value.get<std::string>();
        }
    }
    if (const json *value = member(object, place, snapshot, json::value_t::boolean, false))
        source.snapshot = value->get<bool>();
    if (const std::string policy = text(object, place, on_gap, false); !policy.empty()) {
        if (const auto known = gapPolicyFromName(policy))
            source.gap_policy = *known;
        else
            fault(place + "/on_gap", "\"" + policy + "\" is unknown", "Possible: snapshot, skip, stop");
    }
    reading_.workspace.sources.push_back(std::move(source));
}

void Reader::readRule(const json &value, const std::string &place)
{
    if (!value.is_string()) {
        fault(place, "must be a string", "Write the rule as text: \"Name: from STREAM when event.FIELD > 1\"");
        return;
    }
    const auto &written = value.get_ref<const std::string &>();
    auto rule = parseRule(written);
    if (!rule) {
        Error error = rule.error();
        error.place = place + (error.place.empty() ? "" : ", " + error.place);
        reading_.faults.push_back(std::move(error));
        return;
    }
    if (!rule_names_.insert(rule->name).second)
        fault(place, "there are two rules named \"" + rule->name + "\"", "Give each rule its own name");
    if (written != ruleText(*rule))
        reading_.workspace.rule_texts[rule->name] = written;
    reading_.workspace.rules.push_back(std::move(rule.value()));
}

DurationNs Reader::duration(const json &object, const std::string &place, const char *key, bool required,
                            DurationNs fallback)
{
    const std::string written = text(object, place, key, required);
    if (written.empty())
        return fallback;
    const auto duration_ns = parseDuration(written);
    if (!duration_ns)
        fault(below(place, key), "\"" + written + "\" is no duration", "Write 30s, 1m or 1m30s");
    return duration_ns.value_or(fallback);
}

void Reader::readLookup(const json &object, const std::string &place)
{
    using namespace workspace_keys;
    if (!object.is_object()) {
        fault(place, "must be an object");
        return;
    }
    warnUnknownKeys(object, place, { workspace_keys::name, source, table, key, time_to_live, most_bytes, columns });
    const std::size_t faults = reading_.faults.size();
    LookupSpec lookup;
    lookup.name = text(object, place, workspace_keys::name, true);
    lookup.source = text(object, place, source, true);
    lookup.table = text(object, place, table, true);
    lookup.key = text(object, place, key, true);
    lookup.time_to_live_ns = duration(object, place, time_to_live, false, lookup.time_to_live_ns);
    if (const json *bytes = member(object, place, most_bytes, json::value_t::number_integer, false))
        lookup.most_bytes = bytes->is_number_unsigned() ? bytes->get<std::size_t>() : 0;
    each(object, place, columns, [&](const json &value, const std::string &where) {
        if (value.is_string())
            lookup.columns.push_back(value.get<std::string>());
        else
            fault(where, "must be a string");
    });
    if (!lookup.source.empty() && !source_names_.contains(lookup.source))
        fault(below(place, source), "there is no source \"" + lookup.source + "\"", "Name a source of this workspace");
    if (!lookup.name.empty() && !lookup_names_.insert(lookup.name).second)
        fault(below(place, workspace_keys::name), "there are two lookups named \"" + lookup.name + "\"",
              "Give each lookup its own name");
    if (const auto sound = checkLookup(lookup); !sound && reading_.faults.size() == faults)
        fault(place, sound.error().message, sound.error().remedy);
    reading_.workspace.lookups.push_back(std::move(lookup));
}

void Reader::readModel(const json &object, const std::string &place)
{
    using namespace workspace_keys;
    if (!object.is_object()) {
        fault(place, "must be an object");
        return;
    }
    warnUnknownKeys(object, place, { workspace_keys::name, path });
    ModelEntry model { text(object, place, workspace_keys::name, true), text(object, place, path, true) };
    if (!model.name.empty() && !model_names_.insert(model.name).second)
        fault(below(place, workspace_keys::name), "there are two models named \"" + model.name + "\"",
              "Give each model its own name");
    reading_.workspace.models.push_back(std::move(model));
}

void Reader::readTest(const json &object, const std::string &place)
{
    using namespace workspace_keys;
    if (!object.is_object()) {
        fault(place, "must be an object");
        return;
    }
    warnUnknownKeys(object, place, { workspace_keys::name, rule, interval, input, expected });
    RuleTest test;
    test.name = text(object, place, workspace_keys::name, true);
    test.rule = text(object, place, rule, true);
    if (!test.rule.empty() && !rule_names_.contains(test.rule))
        fault(below(place, rule), "there is no rule \"" + test.rule + "\"", "Name a rule of this workspace");
    test.interval_ns = duration(object, place, interval, false, test.interval_ns);
    const std::size_t faults = reading_.faults.size();
    each(object, place, input, [&](const json &part, const std::string &where) { readTestInput(part, where, test); });
    each(object, place, expected, [&](const json &part, const std::string &where) { readExpectation(part, where, test); });
    if (const auto sound = checkRuleTest(test); !sound && reading_.faults.size() == faults)
        fault(place, sound.error().message, sound.error().remedy);
    reading_.workspace.tests.push_back(std::move(test));
}

void Reader::readTestInput(const json &object, const std::string &place, RuleTest &test)
{
    using namespace workspace_keys;
    if (!object.is_object()) {
        fault(place, "must be an object");
        return;
    }
    warnUnknownKeys(object, place, { stream, key, field, values });
    test.input.push_back({ text(object, place, stream, false), text(object, place, key, false),
                           text(object, place, field, true), text(object, place, values, true) });
}

void Reader::readExpectation(const json &object, const std::string &place, RuleTest &test)
{
    using namespace workspace_keys;
    if (!object.is_object()) {
        fault(place, "must be an object");
        return;
    }
    warnUnknownKeys(object, place, { at, key, state });
    TestExpectation expectation;
    expectation.at_ns = duration(object, place, at, true, 0);
    expectation.key = text(object, place, key, false);
    const std::string written = text(object, place, state, true);
    const auto known = alertStateFromName(written);
    if (!known && !written.empty())
        fault(below(place, state), "\"" + written + "\" is no state",
              "Possible: normal, pending, firing, recovering, resolved");
    expectation.state = known.value_or(AlertState::Firing);
    test.expected.push_back(std::move(expectation));
}

PanelEntry Reader::readPanel(const json &object, const std::string &place)
{
    using namespace workspace_keys;
    warnUnknownKeys(object, place, { kind, title, column, row, width, height, settings });
    PanelEntry panel;
    panel.kind = text(object, place, kind, true);
    panel.title = text(object, place, title, false);
    panel.column = number(object, place, column, panel.column, 0, grid_columns - 1);
    panel.row = number(object, place, row, panel.row, 0, most_rows);
    panel.width = number(object, place, width, panel.width, 1, grid_columns);
    panel.height = number(object, place, height, panel.height, 1, most_rows);
    if (panel.column + panel.width > grid_columns)
        fault(place + "/width", "the panel reaches over the right edge of the grid",
              "column + width is at most " + std::to_string(grid_columns));
    if (const json *values = member(object, place, settings, json::value_t::object, false))
        panel.settings_json = values->dump();
    return panel;
}

void Reader::readDashboard(const json &object, const std::string &place)
{
    if (!object.is_object()) {
        fault(place, "must be an object");
        return;
    }
    warnUnknownKeys(object, place, { workspace_keys::name, workspace_keys::panels });
    DashboardEntry dashboard;
    dashboard.name = text(object, place, workspace_keys::name, true);
    each(object, place, workspace_keys::panels, [&](const json &panel, const std::string &where) {
        if (panel.is_object())
            dashboard.panels.push_back(readPanel(panel, where));
        else
            fault(where, "must be an object");
    });
    reading_.workspace.dashboards.push_back(std::move(dashboard));
}

bool Reader::readHead(const json &document)
{
    using namespace workspace_keys;
    if (!document.is_object() || !document.contains(format) || document[format] != format_name) {
        fault("/format", "this is no workspace", std::string("A workspace begins with \"format\": \"") + format_name + "\"");
        return false;
    }
    const json *found = member(document, "", version, json::value_t::number_integer, true);
    if (found == nullptr)
        return false;
    if (found->is_number_unsigned() && found->get<std::uint64_t>() > workspace_version) {
        reading_.faults.push_back({ ErrorKind::Unsupported,
                                    "this workspace was written by a newer Streamgauge (version " + found->dump() + ")",
                                    "/version",
                                    "Update Streamgauge; this one reads version " + std::to_string(workspace_version)
                                        + ". The file was not changed" });
        return false;
    }
    if (*found != workspace_version) {
        fault("/version", "version " + found->dump() + " does not exist", "Write " + std::to_string(workspace_version));
        return false;
    }
    return true;
}

void Reader::read(const json &document)
{
    using namespace workspace_keys;
    if (!readHead(document))
        return;
    warnUnknownKeys(document, "",
                    { format, version, workspace_keys::name, sources, rules, lookups, models, tests, paused_rules,
                      notifications, dashboards });
    reading_.workspace.name = text(document, "", workspace_keys::name, false);
    each(document, "", sources, [&](const json &value, const std::string &place) { readSource(value, place); });
    each(document, "", rules, [&](const json &value, const std::string &place) { readRule(value, place); });
    each(document, "", lookups, [&](const json &value, const std::string &place) { readLookup(value, place); });
    each(document, "", models, [&](const json &value, const std::string &place) { readModel(value, place); });
    each(document, "", tests, [&](const json &value, const std::string &place) { readTest(value, place); });
    each(document, "", paused_rules, [&](const json &value, const std::string &place) {
        if (value.is_string() && rule_names_.contains(value.get_ref<const std::string &>()))
            reading_.workspace.paused_rules.push_back(value.get<std::string>());
        else
            fault(place, "there is no such rule", "Name a rule of this workspace");
    });
    if (const auto found = document.find(notifications); found != document.end())
        reading_.workspace.notifications = readNotifySettings(*found, below("", notifications), reading_.faults);
    each(document, "", dashboards, [&](const json &value, const std::string &place) { readDashboard(value, place); });
}

} // namespace

WorkspaceReading readWorkspace(std::string_view text)
{
    WorkspaceReading reading;
    bool too_deep = false;
    try {
        const json document = json::parse(text, [&](int depth, json::parse_event_t, json &) {
            too_deep = too_deep || depth > deepest_nesting;
            return !too_deep;
        });
        if (too_deep)
            reading.faults.push_back({ ErrorKind::Input, "the text is nested too deeply", "", "" });
        else
            Reader(reading).read(document);
    } catch (const json::parse_error &error) {
        const std::size_t offset = error.byte == 0 ? 0 : error.byte - 1;
        const bool cut = offset >= text.size();
        reading.faults.push_back(
            { ErrorKind::Input, cut ? "the text ends too early" : "this is no JSON", textPlace(text, offset),
              cut ? "The file was cut off; take its backup" : "Correct the text here, or take the file's backup" });
    } catch (const json::exception &error) {
        reading.faults.push_back({ ErrorKind::Input, error.what(), "", "" });
    }
    return reading;
}

} // namespace streamgauge
