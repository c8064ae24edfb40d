// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celprogram.h"
#include "engine/data/batch.h"
#include "engine/rules/rulespec.h"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// The text by which a row is looked up: "17" for 17, "17" and 17.0; nullopt for what can be no key.
[[nodiscard]] std::optional<std::string> lookupKey(const CelValue &value);
/// The kinds of values that can be one.
[[nodiscard]] std::vector<CelKind> lookupKeyKinds();

/// The keys a batch needs of each lookup, as often as its events need them.
using LookupNeeds = std::map<std::string, std::vector<std::string>>;

/// Which rows rules will look up for the events of one stream, known before they are judged: every lookup("name", key) whose
/// key is an expression over one event and the rule's key alone. Immutable; any thread.
class LookupPlan
{
public:
    /// For the events of `schema`, under all rules that read its stream.
    LookupPlan(std::span<const RuleSpec> rules, const SchemaPtr &schema);

    [[nodiscard]] bool empty() const { return readings_.empty(); }
    [[nodiscard]] LookupNeeds needs(const Batch &batch) const;

private:
    struct Reading {
        std::string lookup;
        std::string text; ///< of the key's expression
        CelProgram key;
        std::vector<std::size_t> key_columns; ///< of the rule's own key; empty: the stream's
    };
    void add(const RuleSpec &rule, const std::string &record, const std::string &expression, const SchemaPtr &schema);
    void add(const RuleSpec &rule, const std::string &record, const CelNode &call, std::string key_text,
             const SchemaPtr &schema);

    std::vector<Reading> readings_;
};

} // namespace streamgauge
