// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/checkcommand.h"

#include "app/core/commandline.h"
#include "app/core/desklibrary.h"
#include "app/core/notifycheck.h"
#include "app/core/problemplace.h"
#include "app/core/rulefunctions.h"
#include "app/core/sourcemaker.h"
#include "app/core/stopsignals.h"
#include "app/core/worklist.h"
#include "app/core/workspacefile.h"
#include "engine/backtest/ruletestrun.h"
#include "engine/data/timetext.h"
#include "engine/detectors/scoringmodel.h"
#include "engine/lookups/offlinefunctions.h"
#include "engine/rules/calledfunctions.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace streamgauge {

namespace {

std::string streamName(const CatalogStream &stream)
{
    return stream.group.empty() ? stream.name : stream.group + "." + stream.name;
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

void CheckCommand::fault(Error error, const std::string &place)
{
    error.place = place + (error.place.empty() ? "" : ", " + error.place);
    fault(error);
}

void CheckCommand::checkSource(const SourceEntry &source)
{
    auto prepared = makeConnector(source, program_.extensions(), program_.secrets(), program_.clock());
    if (!prepared) {
        surroundings_.all_streams_known = false;
        fault(prepared.error());
        return;
    }
    std::vector<Finding> findings;
    Result<Catalog> catalog = Catalog();
    stopped_ = StopSignals().waitFor([&](const std::stop_token &stop) {
        findings = prepared->connector->check(stop);
        catalog = prepared->connector->browse(stop);
    });
    if (!stopped_)
        tell(source, findings, catalog);
}

void CheckCommand::tell(const SourceEntry &source, const std::vector<Finding> &findings, const Result<Catalog> &catalog)
{
    bool failed = false;
    for (const Finding &finding : findings) {
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
    if (!catalog) {
        surroundings_.all_streams_known = false;
        Error error = catalog.error();
        error.place = "source " + source.name + (error.place.empty() ? "" : ", " + error.place);
        // The same cause was named by the doctor already.
        if (!failed)
            fault(error);
        return;
    }
    for (const CatalogStream &stream : *catalog) {
        std::vector<std::string> &fields = surroundings_.streams[streamName(stream)];
        for (const CatalogField &field : stream.fields)
            fields.push_back(field.name);
        surroundings_.streams[source.name + "/" + streamName(stream)] = fields;
    }
}

void CheckCommand::checkRules(const Workspace &workspace, const std::string &place, RuleContext context)
{
    context.all_streams_known = surroundings_.all_streams_known;
    for (const auto &[stream, fields] : surroundings_.streams) {
        Schema schema;
        schema.stream = stream;
        // A catalogue says what there is in the source's own words; which kind it becomes is known with the first event.
        for (const std::string &field : fields)
            schema.columns.push_back({ field, ValueKind::Double });
        context.schemas.push_back(std::make_shared<const Schema>(std::move(schema)));
    }
    for (const Receiver &receiver : workspace.notifications.receivers)
        context.receivers.push_back(receiver.name);
    for (const RuleSpec &rule : workspace.rules) {
        for (const RuleProblem &problem : checkRuleFields(rule, context)) {
            Error error = problem.error;
            error.place += ", " + problemPlace(workspace, rule, problem);
            fault(error, place);
        }
    }
}

void CheckCommand::checkLookups(const Workspace &workspace, const std::string &file, RuleContext &context)
{
    for (const LookupSpec &lookup : workspace.lookups) {
        context.lookups.push_back({ lookup.name, {} });
        auto columns = checkLookupTable(lookup, workspace, program_.extensions(), program_.secrets());
        if (!columns) {
            fault(columns.error(), file);
            continue;
        }
        out_ << "ok: " << file << ", lookup " << lookup.name << ": rows of " << lookup.table << " by " << lookup.key << '\n';
        context.lookups.back().columns = std::move(*columns);
    }
}

RuleFunctions CheckCommand::checkFunctions(const Workspace &workspace, const std::string &file, RuleContext &context)
{
    context.functions = { "lookup", "model" };
    context.all_names_known = true;
    checkLookups(workspace, file, context);
    ScoringModels models;
    for (const ModelEntry &entry : workspace.models) {
        context.models.push_back(entry.name);
        const auto model = ScoringModel::load(std::filesystem::path(file).parent_path() / entry.path);
        if (model) {
            out_ << "ok: " << file << ", model " << entry.name << ": " << (*model)->text() << '\n';
            models.insert_or_assign(entry.name, *model);
            continue;
        }
        Error error = model.error();
        error.place = "model " + entry.name + (error.place.empty() ? "" : ", " + error.place);
        fault(std::move(error), file);
    }
    auto further = hostFunctions(calledFunctions(workspace.rules), program_.extensions());
    for (const CelFunction &function : further)
        context.functions.push_back(function.name);
    return offlineFunctions(std::move(models), std::move(further));
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

std::vector<std::string> CheckCommand::panelKinds()
{
    std::vector<std::string> kinds;
    DeskRequest request;
    request.task = DeskTask::PanelKinds;
    request.program = &program_;
    request.panel_kinds = &kinds;
    if (const auto listed = callDesk(request); !listed)
        out_ << "warning: kinds of panels are not checked: " << listed.error().text() << '\n';
    return kinds;
}

void CheckCommand::checkDashboards(const Workspace &workspace, const std::string &file)
{
    const bool has_panels =
        std::ranges::any_of(workspace.dashboards, [](const DashboardEntry &dashboard) { return !dashboard.panels.empty(); });
    if (has_panels && surroundings_.kinds.empty())
        surroundings_.kinds = panelKinds();
    surroundings_.sources.clear();
    for (const SourceEntry &source : workspace.sources)
        surroundings_.sources.push_back(source.name);
    for (std::size_t index = 0; index < workspace.dashboards.size(); ++index) {
        const std::string place = "/dashboards/" + std::to_string(index);
        for (const Error &error : checkDashboard(workspace.dashboards[index], place, surroundings_))
            fault(error, file);
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
    for (const Error &error : reading.faults)
        fault(error, file);
    for (const Problem &warning : reading.warnings)
        out_ << "warning: " << file << ", " << warning.place << ": " << warning.text << '\n';
    surroundings_.streams.clear();
    surroundings_.all_streams_known = reading.faults.empty();
    for (const SourceEntry &source : reading.workspace.sources) {
        checkSource(source);
        if (stopped_)
            return;
    }
    RuleContext context;
    const RuleFunctions functions = checkFunctions(reading.workspace, file, context);
    context.signatures = *functions;
    context.kinds_known = false;
    checkRules(reading.workspace, file, std::move(context));
    for (const Error &error : checkNotifications(reading.workspace))
        fault(error, file);
    runTests(reading.workspace, file, functions);
    checkDashboards(reading.workspace, file);
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
        if (stopped_)
            break;
    }
    out_ << std::flush;
    if (stopped_) {
        err_ << "streamgauge: stopped" << std::endl;
        return exit_failed;
    }
    if (faults_ == 0) {
        out_ << "no faults" << std::endl;
        return exit_done;
    }
    err_ << "streamgauge: " << faults_ << (faults_ == 1 ? " fault" : " faults") << std::endl;
    return exit_failed;
}

} // namespace streamgauge
