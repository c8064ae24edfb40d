// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/checkcommand.h"

#include "app/core/commandline.h"
#include "app/core/rulefunctions.h"
#include "app/core/sourcemaker.h"
#include "app/core/worklist.h"
#include "app/core/workspacefile.h"
#include "engine/backtest/ruletestrun.h"
#include "engine/data/timetext.h"
#include "engine/detectors/scoringmodel.h"
#include "engine/lookups/offlinefunctions.h"
#include "engine/rules/rulefields.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace streamgauge {

namespace {

std::string streamName(const CatalogStream &stream)
{
    return stream.group.empty() ? stream.name : stream.group + "." + stream.name;
}

bool overlap(const PanelEntry &one, const PanelEntry &other)
{
    return one.column < other.column + other.width && other.column < one.column + one.width
        && one.row < other.row + other.height && other.row < one.row + one.height;
}

template <typename Names> std::string listed(const Names &names)
{
    constexpr std::size_t most = 20;
    std::string text;
    std::size_t count = 0;
    for (const auto &name : names) {
        if (count++ == most)
            return text + ", ...";
        text += (text.empty() ? "" : ", ") + name;
    }
    return text.empty() ? "none" : text;
}

} // namespace

CheckCommand::CheckCommand(Program &program, std::ostream &out, std::ostream &err)
    : program_(program)
    , out_(out)
    , err_(err)
{
}

void CheckCommand::fault(const Error &error)
{
    ++faults_;
    err_ << "fault: " << program_.logging().scrubbed(error.text()) << std::endl;
}

void CheckCommand::checkSource(const SourceEntry &source)
{
    auto prepared = makeConnector(source, program_.extensions(), program_.secrets(), program_.clock());
    if (!prepared) {
        all_streams_known_ = false;
        fault(prepared.error());
        return;
    }
    bool failed = false;
    for (const Finding &finding : prepared->connector->check()) {
        const std::string place = "source " + source.name + ", " + finding.name;
        if (finding.state == FindingState::Failed) {
            failed = true;
            fault({ ErrorKind::Configuration,
                    "found " + (finding.found.empty() ? "nothing" : finding.found)
                        + (finding.needed.empty() ? "" : ", needed " + finding.needed),
                    place, finding.remedy });
            continue;
        }
        out_ << (finding.state == FindingState::Ok ? "ok: " : "warning: ") << place << ": " << finding.found;
        if (!finding.remedy.empty())
            out_ << " (" << finding.remedy << ")";
        out_ << '\n';
    }
    auto catalog = prepared->connector->browse();
    if (!catalog) {
        all_streams_known_ = false;
        Error error = catalog.error();
        error.place = "source " + source.name + (error.place.empty() ? "" : ", " + error.place);
        // The same cause was named by the doctor already.
        if (!failed)
            fault(error);
        return;
    }
    for (const CatalogStream &stream : *catalog) {
        std::vector<std::string> &fields = streams_[streamName(stream)];
        for (const CatalogField &field : stream.fields)
            fields.push_back(field.name);
        streams_[source.name + "/" + streamName(stream)] = fields;
    }
}

void CheckCommand::checkRules(const Workspace &workspace, const std::string &place)
{
    RuleContext context;
    context.all_streams_known = all_streams_known_;
    context.functions = { "lookup", "model" };
    for (const auto &[stream, fields] : streams_) {
        Schema schema;
        schema.stream = stream;
        // A catalogue says what there is in the source's own words; which kind it becomes is known with the first event.
        for (const std::string &field : fields)
            schema.columns.push_back({ field, ValueKind::Double });
        context.schemas.push_back(std::make_shared<const Schema>(std::move(schema)));
    }
    for (const RuleSpec &rule : workspace.rules) {
        for (const RuleProblem &problem : checkRuleFields(rule, context)) {
            Error error = problem.error;
            error.place = place + ", " + error.place;
            fault(error);
        }
    }
}

RuleFunctions CheckCommand::checkFunctions(const Workspace &workspace, const std::string &file)
{
    for (const LookupSpec &lookup : workspace.lookups) {
        const std::string place = file + ", lookup " + lookup.name;
        if (const auto found = checkLookupTable(lookup, workspace, program_.extensions(), program_.secrets()); found) {
            out_ << "ok: " << place << ": rows of " << lookup.table << " by " << lookup.key << '\n';
        } else {
            Error error = found.error();
            error.place = file + (error.place.empty() ? "" : ", " + error.place);
            fault(error);
        }
    }
    ScoringModels models;
    for (const ModelEntry &entry : workspace.models) {
        const auto model = ScoringModel::load(std::filesystem::path(file).parent_path() / entry.path);
        if (model) {
            out_ << "ok: " << file << ", model " << entry.name << ": " << (*model)->text() << '\n';
            models.insert_or_assign(entry.name, *model);
            continue;
        }
        Error error = model.error();
        error.place = file + ", model " + entry.name + (error.place.empty() ? "" : ", " + error.place);
        fault(error);
    }
    return offlineFunctions(std::move(models));
}

void CheckCommand::runTests(const Workspace &workspace, const std::string &place, const RuleFunctions &functions)
{
    for (const RuleTest &test : workspace.tests) {
        const std::string where = place + ", rule " + test.rule + ", test " + test.name;
        const auto rule = std::ranges::find(workspace.rules, test.rule, &RuleSpec::name);
        if (rule == workspace.rules.end()) {
            fault({ ErrorKind::Configuration, "there is no rule of this name", where, "Name a rule of the workspace" });
            continue;
        }
        const auto mismatches = runRuleTest(*rule, test, functions);
        if (!mismatches) {
            Error error = mismatches.error();
            error.place = where;
            fault(error);
            continue;
        }
        for (const RuleTestMismatch &mismatch : *mismatches)
            fault({ ErrorKind::Configuration,
                    "\"" + mismatch.expected.key + "\" is " + std::string(name(mismatch.found)) + " at "
                        + durationText(mismatch.expected.at_ns) + ", expected " + std::string(name(mismatch.expected.state)),
                    where, "Change the rule or the test" });
        if (mismatches->empty())
            out_ << "ok: " << where << ": " << test.expected.size() << " expectations\n";
    }
}

void CheckCommand::checkNames(const std::string &settings_json, const std::string &place)
{
    const auto visit = [&](const auto &self, const nlohmann::json &value) -> void {
        for (const auto &part : value) {
            if (part.is_structured())
                self(self, part);
        }
        if (!value.is_object() || !value.contains("stream") || !value["stream"].is_string() || value["stream"] == "")
            return;
        const auto stream = streams_.find(value["stream"].get<std::string>());
        if (stream == streams_.end()) {
            fault({ ErrorKind::Configuration, "no source has a stream \"" + value["stream"].get<std::string>() + "\"", place,
                    "Streams: " + listed(plainStreams()) });
            return;
        }
        const std::string field =
            value.contains("field") && value["field"].is_string() ? value["field"].get<std::string>() : "";
        if (!field.empty() && !stream->second.empty() && std::ranges::find(stream->second, field) == stream->second.end())
            fault({ ErrorKind::Configuration, "stream " + stream->first + " has no field \"" + field + "\"", place,
                    "Fields: " + listed(stream->second) });
    };
    if (all_streams_known_)
        visit(visit, nlohmann::json::parse(settings_json, nullptr, false));
}

std::vector<std::string> CheckCommand::plainStreams() const
{
    std::vector<std::string> names;
    for (const auto &[name, fields] : streams_) {
        if (name.find('/') == std::string::npos)
            names.push_back(name);
    }
    return names;
}

void CheckCommand::checkDashboard(const DashboardEntry &dashboard, const std::string &place)
{
    for (std::size_t one = 0; one < dashboard.panels.size(); ++one) {
        checkNames(dashboard.panels[one].settings_json, place + "/panels/" + std::to_string(one) + "/settings");
        for (std::size_t other = one + 1; other < dashboard.panels.size(); ++other) {
            if (overlap(dashboard.panels[one], dashboard.panels[other]))
                fault({ ErrorKind::Input, "panels " + std::to_string(one) + " and " + std::to_string(other) + " overlap",
                        place + "/panels/" + std::to_string(other), "Give them places that do not share a cell" });
        }
    }
}

void CheckCommand::checkWorkspace(const std::string &file)
{
    std::error_code failed;
    if (!std::filesystem::is_regular_file(file, failed)) {
        auto loaded = WorkspaceFile(file).load();
        fault(loaded.ok() ? Error { ErrorKind::Input, "is no file", file, "" } : loaded.error());
        return;
    }
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    const WorkspaceReading reading = readWorkspace(text.str());
    for (Error error : reading.faults) {
        error.place = file + (error.place.empty() ? "" : ", " + error.place);
        fault(error);
    }
    for (const Problem &warning : reading.warnings)
        out_ << "warning: " << file << ", " << warning.place << ": " << warning.text << '\n';
    streams_.clear();
    all_streams_known_ = reading.faults.empty();
    for (const SourceEntry &source : reading.workspace.sources)
        checkSource(source);
    checkRules(reading.workspace, file);
    const RuleFunctions functions = checkFunctions(reading.workspace, file);
    runTests(reading.workspace, file, functions);
    for (std::size_t index = 0; index < reading.workspace.dashboards.size(); ++index)
        checkDashboard(reading.workspace.dashboards[index], file + ", /dashboards/" + std::to_string(index));
    out_ << file << ": " << reading.workspace.sources.size() << " sources, " << reading.workspace.rules.size() << " rules, "
         << reading.workspace.dashboards.size() << " dashboards\n";
}

void CheckCommand::checkText(const std::string &what)
{
    auto source = sourceFromText(what, program_.extensions());
    if (source)
        checkSource(*source);
    else
        fault(source.error());
}

int CheckCommand::run(const std::vector<std::string> &what)
{
    for (const std::string &one : what) {
        if (whatKind(one) == WhatKind::Workspace)
            checkWorkspace(one);
        else
            checkText(one);
    }
    out_ << std::flush;
    if (faults_ == 0) {
        out_ << "no faults" << std::endl;
        return exit_done;
    }
    err_ << "streamgauge: " << faults_ << (faults_ == 1 ? " fault" : " faults") << std::endl;
    return exit_failed;
}

} // namespace streamgauge
