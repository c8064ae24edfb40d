// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/program.h"
#include "engine/rules/ruleshard.h"
#include "models/workspace.h"

#include <map>
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
    void checkRules(const Workspace &workspace, const std::string &place);
    /// Tables and models that rules read; the functions that can be called without a server.
    [[nodiscard]] RuleFunctions checkFunctions(const Workspace &workspace, const std::string &file);
    /// The rules' test cases.
    void runTests(const Workspace &workspace, const std::string &place, const RuleFunctions &functions);
    void checkDashboard(const DashboardEntry &dashboard, const std::string &place);
    /// Streams and fields that panel settings name.
    void checkNames(const std::string &settings_json, const std::string &place);
    [[nodiscard]] std::vector<std::string> plainStreams() const;
    void fault(const Error &error);

    Program &program_;
    std::ostream &out_;
    std::ostream &err_;
    std::size_t faults_ = 0;
    /// Fields of each stream the workspace's sources offer; trusted only when every source could be asked.
    std::map<std::string, std::vector<std::string>> streams_;
    bool all_streams_known_ = true;
};

} // namespace streamgauge
