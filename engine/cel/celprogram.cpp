// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celprogram.h"

#include "engine/cel/celcompiler.h"
#include "engine/cel/cellogickernel.h"
#include "engine/cel/celplan.h"

#include <array>
#include <utility>

namespace streamgauge {

namespace {

Error compileError(std::string place, const CelSyntaxFault &fault)
{
    return { ErrorKind::Input, fault.message, std::move(place), "expected " + fault.expected };
}

} // namespace

CelProgram::CelProgram(std::shared_ptr<const Plan> plan)
    : plan_(std::move(plan))
{
}

Result<CelProgram> CelProgram::compile(const CelNodePtr &root, const CelScope &scope)
{
    CelCompiler compiler(scope);
    auto plan = std::make_shared<Plan>();
    plan->operation = compiler.build(*root);
    if (!plan->operation)
        return compileError("byte " + std::to_string(compiler.fault().offset), compiler.fault());
    plan->root = root;
    plan->locals = compiler.locals();
    plan->columns = compiler.columns();
    plan->variables = compiler.variables();
    plan->reads_clock = compiler.readsClock();
    for (const CelVariable &variable : scope.variables)
        plan->variable_kinds.push_back(variable.kind);
    plan->condition = asCondition(plan->operation->kernel());
    plan->values = asValues(plan->operation->kernel());
    return CelProgram(std::move(plan));
}

Result<CelProgram> CelProgram::compile(std::string_view text, const CelScope &scope)
{
    auto root = parseCel(text);
    if (!root)
        return root.error();
    auto program = compile(*root, scope);
    if (program)
        return program;
    Error error = program.error();
    error.place = celPlace(text, std::stoul(error.place.substr(error.place.rfind(' ') + 1)));
    return error;
}

CelValue CelProgram::Plan::evaluate(const CelInput &input) const
{
    constexpr std::size_t few_locals = 4;
    if (locals == 0) {
        CelFrame frame { input, {} };
        return operation->evaluate(frame);
    }
    CelValue result;
    if (locals <= few_locals) {
        std::array<CelValue, few_locals> places;
        CelFrame frame { input, places };
        result = operation->evaluate(frame);
        result.own();
        return result;
    }
    std::vector<CelValue> places(locals);
    CelFrame frame { input, places };
    result = operation->evaluate(frame);
    result.own();
    return result;
}

CelValue CelProgram::evaluate(const CelInput &input) const
{
    CelValue result = plan_->evaluate(input);
    result.own();
    return result;
}

Outcome CelProgram::outcome(const CelInput &input) const
{
    return outcomeOf(plan_->evaluate(input));
}

const CelNode &CelProgram::root() const
{
    return *plan_->root;
}

CelKind CelProgram::kind() const
{
    return plan_->operation->kind();
}

std::vector<std::size_t> CelProgram::columnsUsed(std::size_t record) const
{
    if (record >= plan_->columns.size())
        return {};
    return { plan_->columns[record].begin(), plan_->columns[record].end() };
}

std::vector<std::size_t> CelProgram::variablesUsed() const
{
    return { plan_->variables.begin(), plan_->variables.end() };
}

bool CelProgram::readsClock() const
{
    return plan_->reads_clock;
}

bool CelProgram::columnar() const
{
    return plan_->values != nullptr;
}

Outcome outcomeOf(const CelValue &value)
{
    if (value.kind() == CelKind::Bool)
        return value.boolean() ? Outcome::True : Outcome::False;
    if (value.isNull())
        return Outcome::NoData;
    if (!value.isError() || value.fault() == CelFault::Other)
        return Outcome::Error;
    return value.fault() == CelFault::NoData ? Outcome::NoData : Outcome::Unchanged;
}

} // namespace streamgauge
