// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/evalcommand.h"

#include "app/core/rulefunctions.h"
#include "engine/cel/celjson.h"
#include "engine/cel/celprogram.h"
#include "engine/rules/calledfunctions.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <istream>
#include <ostream>
#include <utility>
#include <vector>

namespace streamgauge {

namespace {

using Json = nlohmann::ordered_json;

std::string compact(const Json &json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// As a line of output: its place as numbers.
std::string errorLine(const Error &error)
{
    Json json;
    json["error"] = error.message;
    unsigned long line = 0;
    unsigned long column = 0;
    if (std::sscanf(error.place.c_str(), "line %lu, column %lu", &line, &column) == 2) {
        json["line"] = line;
        json["column"] = column;
    }
    constexpr std::string_view prefix = "expected ";
    if (error.remedy.starts_with(prefix))
        json["expected"] = error.remedy.substr(prefix.size());
    return compact(json);
}

Error inputError(std::string message, std::string remedy)
{
    return { ErrorKind::Input, std::move(message), "", std::move(remedy) };
}

struct Evaluation {
    std::string expression;
    CelScope scope;
    std::vector<CelValue> values;
};

/// The value, or what went wrong.
Result<CelValue> evaluated(Evaluation evaluation, ExtensionLoader &extensions)
{
    if (const auto root = parseCel(evaluation.expression))
        evaluation.scope.functions = hostFunctions(calledFunctions(**root), extensions);
    auto program = CelProgram::compile(evaluation.expression, evaluation.scope);
    if (!program)
        return program.error();
    CelValue value = program->evaluate({ {}, evaluation.values, SystemClock().now() });
    if (!value.isError())
        return value;
    const auto offset = value.offset();
    // What could never be evaluated is named with what was expected.
    evaluation.scope.checked = true;
    const auto strict = CelProgram::compile(evaluation.expression, evaluation.scope);
    if (!strict && strict.error().message == value.message())
        return strict.error();
    return Error { ErrorKind::Input, std::string(value.message()), offset ? celPlace(evaluation.expression, *offset) : "",
                   "" };
}

Result<Evaluation> readEvaluation(std::string_view text)
{
    const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
    if (!json.is_object() || !json.contains("expr") || !json["expr"].is_string())
        return inputError("the line is no evaluation",
                          R"(expected {"expr": "1 + 1"} with "bindings", "container", "disable_macros")");
    Evaluation evaluation;
    evaluation.scope.checked = false;
    evaluation.expression = json["expr"].get<std::string>();
    if (const auto container = json.find("container"); container != json.end() && container->is_string())
        evaluation.scope.container = container->get<std::string>();
    if (const auto macros = json.find("disable_macros"); macros != json.end() && macros->is_boolean())
        evaluation.scope.macros = !macros->get<bool>();
    const auto bindings = json.find("bindings");
    if (bindings == json.end() || bindings->is_null())
        return evaluation;
    if (!bindings->is_object())
        return inputError("the bindings are no object", R"(expected {"name": {"int": "5"}})");
    for (const auto &[name, tagged] : bindings->items()) {
        auto value = celFromTaggedJson(compact(tagged));
        if (!value)
            return inputError("the binding " + name + " is no tagged value", value.error().remedy);
        evaluation.scope.variables.push_back({ name });
        evaluation.values.push_back(*std::move(value));
    }
    return evaluation;
}

/// The next line without its end; false at the end of the input. A longer line than allowed is read away and left out.
bool nextLine(std::istream &in, std::string &line, bool &too_long)
{
    line.clear();
    too_long = false;
    auto *const buffer = in.rdbuf();
    for (auto c = buffer->sbumpc();; c = buffer->sbumpc()) {
        if (c == std::char_traits<char>::eof())
            return !line.empty() || too_long;
        if (c == '\n')
            return true;
        if (line.size() < most_eval_line_bytes)
            line.push_back(static_cast<char>(c));
        else
            too_long = true;
    }
}

} // namespace

std::string evalLine(std::string_view json, ExtensionLoader &extensions)
{
    auto evaluation = readEvaluation(json);
    if (!evaluation)
        return errorLine(evaluation.error());
    const auto value = evaluated(std::move(*evaluation), extensions);
    return value ? celTaggedJson(*value) : errorLine(value.error());
}

int EvalCommand::run()
{
    const int status = line_.what.empty() ? runLines() : runExpressions();
    if (out_.flush())
        return status;
    err_ << "streamgauge: standard output cannot be written" << std::endl;
    return exit_failed;
}

int EvalCommand::runExpressions()
{
    int status = exit_done;
    for (const std::string &expression : line_.what) {
        Evaluation evaluation;
        evaluation.expression = expression;
        evaluation.scope.checked = false;
        const auto value = evaluated(std::move(evaluation), extensions_);
        out_ << (value ? celTaggedJson(*value) : errorLine(value.error())) << std::endl;
        if (value)
            continue;
        err_ << "streamgauge: " << value.error().text() << std::endl;
        status = exit_failed;
    }
    return status;
}

int EvalCommand::runLines()
{
    std::string line;
    bool too_long = false;
    while (out_ && nextLine(in_, line, too_long)) {
        if (too_long)
            out_ << errorLine(
                inputError("the line is too long", "expected at most " + std::to_string(most_eval_line_bytes) + " bytes"));
        else if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        else
            out_ << evalLine(line, extensions_);
        out_ << std::endl;
    }
    return exit_done;
}

} // namespace streamgauge
