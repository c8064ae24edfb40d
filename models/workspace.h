// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/receiver.h"
#include "engine/lookups/lookupspec.h"
#include "engine/rules/rulespec.h"
#include "engine/rules/ruletest.h"
#include "engine/run/engine.h"
#include "engine/source/connector.h"

#include <map>
#include <string>
#include <vector>

namespace streamgauge {

/// A source as a workspace remembers it. Secret settings hold a reference, never the secret:
/// "keychain:NAME" or "env:VARIABLE".
struct SourceEntry {
    std::string name;
    std::string kind; ///< connector kind
    Settings settings;
    bool snapshot = true;
    GapPolicy gap_policy = GapPolicy::Snapshot;
    friend bool operator==(const SourceEntry &, const SourceEntry &) = default;
};

/// A panel on the 12-column grid; rows are 80 logical pixels high.
struct PanelEntry {
    std::string kind;  ///< "chart", "table", "gauge", "stat", "events", "health", or a plugin's own
    std::string title; ///< empty: the panel names itself
    int column = 0;    ///< 0 to 11
    int row = 0;
    int width = 6;                    ///< in columns
    int height = 4;                   ///< in rows
    std::string settings_json = "{}"; ///< one JSON object, understood by the panel alone
    friend bool operator==(const PanelEntry &, const PanelEntry &) = default;
};

struct DashboardEntry {
    std::string name;
    std::vector<PanelEntry> panels;
    friend bool operator==(const DashboardEntry &, const DashboardEntry &) = default;
};

/// A trained model that rules call by its name: model("risk", event.age, event.heart_rate).
struct ModelEntry {
    std::string name;
    std::string path; ///< of a file ScoringModel reads; relative to the workspace's folder
    friend bool operator==(const ModelEntry &, const ModelEntry &) = default;
};

/// One .sgw file: everything a desk shows, without data and without secrets.
struct Workspace {
    std::string name;
    std::vector<SourceEntry> sources;
    std::vector<DashboardEntry> dashboards;
    std::vector<RuleSpec> rules;
    /// By name, the texts of rules that were written with comments or in lines of their own; each reads as its rule.
    std::map<std::string, std::string> rule_texts;
    std::vector<RuleTest> tests;           ///< of the rules, by name
    std::vector<std::string> paused_rules; ///< names of rules that are kept but judge nothing
    std::vector<LookupSpec> lookups;       ///< tables that rules read
    std::vector<ModelEntry> models;
    NotifySettings notifications;
    friend bool operator==(const Workspace &, const Workspace &) = default;
};

} // namespace streamgauge
