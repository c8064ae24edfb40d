// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/ruleprograms.h"

namespace streamgauge {

/// Makes the RulePrograms of one rule for one schema.
class RulePrograms::Compiler
{
public:
    Compiler(const RuleSpec &spec, SchemaPtr schema, const RuleFunctions &functions, const RulePrograms *fed);
    [[nodiscard]] Result<RulePrograms> compile();

private:
    [[nodiscard]] Result<void> addLet(const LetSpec &spec);
    [[nodiscard]] Result<void> addFedLet(const LetSpec &spec, Let &let);
    [[nodiscard]] Result<void> addLevel(const std::string &when, const std::string &clear);
    [[nodiscard]] Result<Test> test(const std::string &text, std::string_view place);
    [[nodiscard]] Result<CelProgram> program(const std::string &text, std::string_view place, const CelScope &scope);
    void noteUse(const CelProgram &program);
    void chooseValue();

    const RuleSpec &spec_;
    const SchemaPtr schema_;
    const RulePrograms *const fed_;
    CelScope scope_;
    RulePrograms made_;
};

} // namespace streamgauge
