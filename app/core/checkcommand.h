// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/panelcheck.h"
#include "app/core/program.h"
#include "engine/rules/rulefields.h"
#include "engine/rules/ruleshard.h"
#include "models/workspace.h"

#include <ostream>
#include <string>
#include <vector>

namespace streamgauge {

/// `streamgauge check`: says of connections, rules and dashboards everything that is wrong, with its place and remedy.
/// Faults go to `err`, what was found in order to `out`. Main thread; opens connections, changes nothing.
class CheckCommand
{
public:
    /// All outlive it.
    CheckCommand(Program &program, std::ostream &out, std::ostream &err);

    /// Returns the exit status.
    [[nodiscard]] int run(const std::vector<std::string> &what);

private:
    void checkWorkspace(const std::string &file);
    void checkText(const std::string &what);
    void checkSource(const SourceEntry &source);
    void tell(const SourceEntry &source, const std::vector<Finding> &findings, const Result<Catalog> &catalog);
    /// Tables and models that rules read, into `context`; the functions that can be called without a server.
    [[nodiscard]] RuleFunctions checkFunctions(const Workspace &workspace, const std::string &file, RuleContext &context);
    void checkLookups(const Workspace &workspace, const std::string &file, RuleContext &context);
    void checkRules(const Workspace &workspace, const std::string &place, RuleContext context);
    /// The rules' test cases.
    void runTests(const Workspace &workspace, const std::string &place, const RuleFunctions &functions);
    void checkDashboards(const Workspace &workspace, const std::string &file);
    /// Of panels; empty, and a warning, when the desk cannot be asked.
    [[nodiscard]] std::vector<std::string> panelKinds();
    void fault(const Error &error);
    /// The same with its place below that of `place`.
    void fault(Error error, const std::string &place);

    Program &program_;
    std::ostream &out_;
    std::ostream &err_;
    std::size_t faults_ = 0;
    bool stopped_ = false; ///< by a signal: nothing else is asked
    /// Streams of the workspace's sources are trusted only when every source could be asked.
    PanelSurroundings surroundings_;
};

} // namespace streamgauge
