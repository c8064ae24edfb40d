// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/notifysettingsfile.h"
#include "app/core/secrets.h"
#include "app/core/workspacefile.h"
#include "app/core/workspacekeys.h"
#include "engine/data/timetext.h"
#include "engine/rules/ruleedit.h"

#include <nlohmann/json.hpp>

namespace streamgauge {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

Error refused(std::string message, std::string place, std::string remedy)
{
    return { ErrorKind::Configuration, std::move(message), std::move(place), std::move(remedy) };
}

Result<ordered_json> sourceJson(const SourceEntry &source)
{
    ordered_json settings = ordered_json::object();
    for (const auto &[name, value] : source.settings) {
        if (isSecretName(name) && !value.empty() && !isSecretReference(value))
            return refused("a workspace holds no secrets", "source " + source.name + ", " + name,
                           "Store the secret in the keychain and keep \"keychain:NAME\" here, or \"env:VARIABLE\"");
        settings[name] = value;
    }
    return ordered_json { { workspace_keys::name, source.name },
                          { workspace_keys::kind, source.kind },
                          { workspace_keys::settings, std::move(settings) },
                          { workspace_keys::snapshot, source.snapshot },
                          { workspace_keys::on_gap, gapPolicyName(source.gap_policy) } };
}

Result<ordered_json> panelJson(const PanelEntry &panel, const std::string &dashboard)
{
    // Sorted by key, so that the same settings are always the same text.
    const json settings = json::parse(panel.settings_json, nullptr, false);
    if (!settings.is_object())
        return refused("the panel's settings are no JSON object", "dashboard " + dashboard + ", panel " + panel.kind, "");
    return ordered_json { { workspace_keys::kind, panel.kind },     { workspace_keys::title, panel.title },
                          { workspace_keys::column, panel.column }, { workspace_keys::row, panel.row },
                          { workspace_keys::width, panel.width },   { workspace_keys::height, panel.height },
                          { workspace_keys::settings, settings } };
}

ordered_json testJson(const RuleTest &test)
{
    ordered_json input = ordered_json::array();
    for (const TestSeries &series : test.input) {
        ordered_json entry = ordered_json::object();
        if (!series.stream.empty())
            entry[workspace_keys::stream] = series.stream;
        entry[workspace_keys::key] = series.key;
        entry[workspace_keys::field] = series.field;
        entry[workspace_keys::values] = series.values;
        input.push_back(std::move(entry));
    }
    ordered_json expected = ordered_json::array();
    for (const TestExpectation &expectation : test.expected) {
        expected.push_back(ordered_json { { workspace_keys::at, durationText(expectation.at_ns) },
                                          { workspace_keys::key, expectation.key },
                                          { workspace_keys::state, name(expectation.state) } });
    }
    return ordered_json { { workspace_keys::name, test.name },
                          { workspace_keys::rule, test.rule },
                          { workspace_keys::interval, durationText(test.interval_ns) },
                          { workspace_keys::input, std::move(input) },
                          { workspace_keys::expected, std::move(expected) } };
}

ordered_json lookupsJson(const std::vector<LookupSpec> &lookups)
{
    ordered_json list = ordered_json::array();
    for (const LookupSpec &lookup : lookups) {
        list.push_back(ordered_json { { workspace_keys::name, lookup.name },
                                      { workspace_keys::source, lookup.source },
                                      { workspace_keys::table, lookup.table },
                                      { workspace_keys::key, lookup.key },
                                      { workspace_keys::time_to_live, durationText(lookup.time_to_live_ns) },
                                      { workspace_keys::most_bytes, lookup.most_bytes } });
        if (!lookup.columns.empty())
            list.back()[workspace_keys::columns] = lookup.columns;
    }
    return list;
}

ordered_json modelsJson(const std::vector<ModelEntry> &models)
{
    ordered_json list = ordered_json::array();
    for (const ModelEntry &model : models)
        list.push_back(ordered_json { { workspace_keys::name, model.name }, { workspace_keys::path, model.path } });
    return list;
}

Result<ordered_json> workspaceJson(const Workspace &workspace)
{
    ordered_json sources = ordered_json::array();
    for (const SourceEntry &source : workspace.sources) {
        auto entry = sourceJson(source);
        if (!entry)
            return entry.error();
        sources.push_back(std::move(entry.value()));
    }
    ordered_json rules = ordered_json::array();
    for (const RuleSpec &rule : workspace.rules) {
        const auto written = workspace.rule_texts.find(rule.name);
        rules.push_back(written == workspace.rule_texts.end() ? ruleText(rule) : editedRuleText(written->second, rule));
    }
    ordered_json tests = ordered_json::array();
    for (const RuleTest &test : workspace.tests)
        tests.push_back(testJson(test));
    ordered_json dashboards = ordered_json::array();
    for (const DashboardEntry &dashboard : workspace.dashboards) {
        ordered_json panels = ordered_json::array();
        for (const PanelEntry &panel : dashboard.panels) {
            auto entry = panelJson(panel, dashboard.name);
            if (!entry)
                return entry.error();
            panels.push_back(std::move(entry.value()));
        }
        dashboards.push_back(
            ordered_json { { workspace_keys::name, dashboard.name }, { workspace_keys::panels, std::move(panels) } });
    }
    ordered_json document { { workspace_keys::format, workspace_keys::format_name },
                            { workspace_keys::version, workspace_version },
                            { workspace_keys::name, workspace.name },
                            { workspace_keys::sources, std::move(sources) },
                            { workspace_keys::rules, std::move(rules) } };
    if (!workspace.lookups.empty())
        document[workspace_keys::lookups] = lookupsJson(workspace.lookups);
    if (!workspace.models.empty())
        document[workspace_keys::models] = modelsJson(workspace.models);
    if (!tests.empty())
        document[workspace_keys::tests] = std::move(tests);
    if (!workspace.paused_rules.empty())
        document[workspace_keys::paused_rules] = workspace.paused_rules;
    if (workspace.notifications != NotifySettings()) {
        auto notifications = notifySettingsJson(workspace.notifications);
        if (!notifications)
            return notifications.error();
        document[workspace_keys::notifications] = std::move(notifications.value());
    }
    document[workspace_keys::dashboards] = std::move(dashboards);
    return document;
}

} // namespace

Result<std::string> workspaceText(const Workspace &workspace)
{
    try {
        auto document = workspaceJson(workspace);
        if (!document)
            return document.error();
        return document->dump(2) + "\n";
    } catch (const json::exception &error) {
        return refused(std::string("the workspace cannot be written: ") + error.what(), "",
                       "Names and settings must be valid UTF-8");
    }
}

} // namespace streamgauge
