// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/cel/celscope.h"

#include <string>
#include <vector>

namespace streamgauge {

/// Judges the expressions of one rule by the kinds of what they read, as the rule would be compiled. One thread.
class ExpressionKinds
{
public:
    /// `functions`: names that may be called; `signatures`: what is known of them. CEL's own are always there, and `key`.
    ExpressionKinds(const std::vector<std::string> &functions, std::vector<CelFunction> signatures);

    /// Null: fields of any name and kind.
    void addRecord(const std::string &name, SchemaPtr schema);
    void addVariable(const std::string &name, CelKind kind);
    /// The kind of the value, Dyn when it is not known. Error Configuration, place "line L, column C" of the expression.
    [[nodiscard]] Result<CelKind> judge(const std::string &expression, bool condition) const;

private:
    CelScope scope_;
};

} // namespace streamgauge
