// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celcompiler.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace streamgauge {

namespace {

bool allConstant(const CelOperations &operations)
{
    return std::all_of(operations.begin(), operations.end(),
                       [](const CelOperationPtr &operation) { return operation->constant() != nullptr; });
}

std::string fieldNames(const Schema &schema)
{
    constexpr std::size_t most_shown = 12;
    std::string text;
    for (std::size_t at = 0; at < std::min(schema.columns.size(), most_shown); ++at)
        text += (at == 0 ? "" : ", ") + schema.columns[at].name;
    return schema.columns.size() > most_shown ? text + " ..." : text;
}

/// What to do about operands that do not fit.
std::string advice(CelBinary op, CelKind left, CelKind right)
{
    if (op == CelBinary::In)
        return "a list or a map behind in";
    if (isArithmetic(op) && isNumber(left) && isNumber(right) && left != right) {
        const CelKind wanted = left == CelKind::Double || right == CelKind::Double ? CelKind::Double : CelKind::Int;
        const bool convert_left = left != wanted;
        return "two numbers of one type: write " + std::string(name(wanted)) + "(...) around the "
            + (convert_left ? "left" : "right") + " one";
    }
    if (left == CelKind::Double && right == CelKind::Double)
        return "whole numbers: write int(...) around both";
    if (op == CelBinary::Add && (left == CelKind::String || right == CelKind::String))
        return "two texts: write string(...) around the other one";
    return "operands that " + std::string("the operator takes, of one type");
}

bool canBeBool(CelKind kind)
{
    return kind == CelKind::Bool || kind == CelKind::Dyn || kind == CelKind::Null;
}

/// Equal to the same values as a map's key and as a list's element.
bool isPlainKey(const CelValue &value)
{
    constexpr double exact = 9007199254740992.0; // 2^53: from here on doubles stand for several whole numbers
    if (isNumber(value.kind()))
        return std::fabs(*value.asNumber()) < exact;
    return isCelKey(value.kind());
}

/// A list of plain constants as a map's keys, where looking up takes no scan. nullptr: some cannot be a key.
CelOperationPtr asSet(const CelOperation &list)
{
    std::vector<CelValue::Entry> entries;
    for (const CelValue &element : list.constant()->elements()) {
        if (!isPlainKey(element))
            return nullptr;
        entries.emplace_back(element, CelValue::ofBool(true));
    }
    return std::make_unique<CelConstant>(CelValue::ofMap(std::move(entries)), list.offset());
}

} // namespace

CelCompiler::CelCompiler(const CelScope &scope)
    : scope_(scope)
    , names_(scope)
    , columns_(scope.records.size())
{
}

CelOperationPtr CelCompiler::fail(std::size_t offset, std::string message, std::string expected)
{
    if (fault_.message.empty())
        fault_ = { offset, std::move(message), std::move(expected) };
    return nullptr;
}

CelOperationPtr CelCompiler::failLater(const CelNode &node, const std::string &message, std::string expected)
{
    return scope_.checked ? fail(node.offset, message, std::move(expected))
                          : std::make_unique<CelFailure>(message, node.offset);
}

CelOperationPtr CelCompiler::folded(CelOperationPtr operation, bool constant)
{
    if (!constant || !operation)
        return operation;
    const CelInput nothing;
    CelFrame frame { nothing, {}, folding_steps_left_, folding_bytes_left_ };
    CelValue value = operation->evaluate(frame);
    folding_steps_left_ = frame.steps_left;
    folding_bytes_left_ = frame.bytes_left;
    if (value.isError())
        return operation;
    value.own();
    return std::make_unique<CelConstant>(std::move(value), operation->offset());
}

const CelCompiler::Local *CelCompiler::findLocal(std::string_view name) const
{
    const auto found = std::find_if(bound_.rbegin(), bound_.rend(), [&](const Local &local) { return local.name == name; });
    return found == bound_.rend() ? nullptr : &*found;
}

std::size_t CelCompiler::bindLocal(const std::string &name)
{
    bound_.push_back({ name, locals_ });
    return locals_++;
}

std::optional<std::size_t> CelCompiler::recordNamed(const CelNode &node) const
{
    std::string_view first;
    const auto name = CelNames::dotted(node, &first);
    if (!name || findLocal(first) != nullptr)
        return std::nullopt;
    const auto meaning = names_.find(*name);
    return meaning && meaning->kind == CelMeaning::Kind::Record ? std::optional(meaning->index) : std::nullopt;
}

bool CelCompiler::buildAll(const CelNode &node, std::size_t first, CelOperations &into)
{
    for (std::size_t child = first; child < node.children.size(); ++child) {
        CelOperationPtr operation = build(*node.children[child]);
        if (!operation)
            return false;
        into.push_back(std::move(operation));
    }
    return true;
}

CelOperationPtr CelCompiler::build(const CelNode &node)
{
    ++built_;
    switch (node.kind) {
    case CelNodeKind::Literal: return std::make_unique<CelConstant>(node.literal, node.offset);
    case CelNodeKind::Identifier: return identifier(node);
    case CelNodeKind::Select: return select(node, node.optional ? CelAccess::Optional : CelAccess::Read);
    case CelNodeKind::Index: return index(node);
    case CelNodeKind::Call: return call(node);
    case CelNodeKind::Operator: return operation(node);
    case CelNodeKind::List: return list(node);
    case CelNodeKind::Map: return map(node);
    case CelNodeKind::Message: break;
    }
    return failLater(node, "there is no message type " + node.name, "a map, as {\"name\": value}");
}

CelOperationPtr CelCompiler::identifier(const CelNode &node)
{
    if (const Local *local = findLocal(node.name))
        return std::make_unique<CelLocalRead>(local->slot, CelKind::Dyn, node.offset);
    if (const auto meaning = names_.find(node.name))
        return named(node, *meaning);
    return failLater(node, "`" + node.name + "` is not known here", names_.known());
}

CelOperationPtr CelCompiler::named(const CelNode &node, const CelMeaning &meaning)
{
    switch (meaning.kind) {
    case CelMeaning::Kind::Variable:
        variables_.insert(meaning.index);
        return std::make_unique<CelVariableRead>(meaning.index, scope_.variables[meaning.index].kind, node.offset);
    case CelMeaning::Kind::Type: return std::make_unique<CelConstant>(CelValue::ofType(meaning.type), node.offset);
    case CelMeaning::Kind::Clock: reads_clock_ = true; return std::make_unique<CelClockRead>(node.offset);
    case CelMeaning::Kind::Record: break;
    }
    if (const SchemaPtr &schema = scope_.records[meaning.index].schema) {
        for (std::size_t column = 0; column < schema->columns.size(); ++column)
            columns_[meaning.index].insert(column);
    }
    return std::make_unique<CelRecordRead>(meaning.index, node.offset);
}

CelOperationPtr CelCompiler::select(const CelNode &node, CelAccess access)
{
    std::string_view first;
    const auto dotted = access == CelAccess::Read ? CelNames::dotted(node, &first) : std::nullopt;
    if (dotted && findLocal(first) == nullptr) {
        if (const auto meaning = names_.find(*dotted))
            return named(node, *meaning);
    }
    if (const auto record = recordNamed(*node.children.front()))
        return field(node, *record, node.name, access);
    CelOperationPtr operand = build(*node.children.front());
    if (!operand)
        return nullptr;
    const CelKind kind = operand->kind();
    const bool selectable =
        kind == CelKind::Map || kind == CelKind::Optional || kind == CelKind::Dyn || kind == CelKind::Null;
    if (scope_.checked && !selectable)
        return fail(node.offset, "a value of type " + std::string(name(kind)) + " has no fields", "a map, or an event");
    const auto mode = access == CelAccess::Read ? CelSelect::Mode::Read
        : access == CelAccess::Test             ? CelSelect::Mode::Test
                                                : CelSelect::Mode::Optional;
    const bool constant = operand->constant() != nullptr;
    return folded(std::make_unique<CelSelect>(std::move(operand), node.name, mode, node.offset), constant);
}

CelOperationPtr CelCompiler::field(const CelNode &node, std::size_t record, std::string_view name, CelAccess access)
{
    const CelRecord &owner = scope_.records[record];
    if (!owner.schema) {
        auto field_name = std::make_unique<CelConstant>(CelValue::ofString(name), node.offset);
        return std::make_unique<CelFieldByName>(record, std::move(field_name), access, node.offset);
    }
    const auto column = owner.schema->find(name);
    if (!column)
        return failLater(node, owner.name + " has no field `" + std::string(name) + '`',
                         "one of " + fieldNames(*owner.schema));
    columns_[record].insert(*column);
    return std::make_unique<CelFieldRead>(record, *column, owner.schema->columns[*column].kind, access, node.offset);
}

CelOperationPtr CelCompiler::index(const CelNode &node)
{
    const CelNode &key = *node.children[1];
    if (const auto record = recordNamed(*node.children[0])) {
        const CelAccess access = node.optional ? CelAccess::Optional : CelAccess::Read;
        if (key.kind == CelNodeKind::Literal && key.literal.kind() == CelKind::String)
            return field(node, *record, key.literal.text(), access);
        CelOperationPtr name = build(key);
        if (!name)
            return nullptr;
        if (const SchemaPtr &schema = scope_.records[*record].schema) {
            for (std::size_t column = 0; column < schema->columns.size(); ++column)
                columns_[*record].insert(column);
        }
        return std::make_unique<CelFieldByName>(*record, std::move(name), access, node.offset);
    }
    CelOperations parts;
    if (!buildAll(node, 0, parts))
        return nullptr;
    const bool constant = allConstant(parts);
    return folded(std::make_unique<CelIndex>(std::move(parts[0]), std::move(parts[1]), node.optional, node.offset),
                  constant);
}

CelOperationPtr CelCompiler::operation(const CelNode &node)
{
    CelOperations operands;
    if (!buildAll(node, 0, operands))
        return nullptr;
    const bool constant = allConstant(operands);
    if (operands.size() == 1)
        return folded(unary(node, std::move(operands[0])), constant);
    if (node.name == "?:")
        return folded(conditional(node, std::move(operands)), constant);
    if (node.name == "&&" || node.name == "||")
        return folded(logic(node, std::move(operands)), constant);
    return folded(binary(node, *celBinary(node.name), std::move(operands)), constant);
}

CelOperationPtr CelCompiler::unary(const CelNode &node, CelOperationPtr operand)
{
    const bool negates_bool = node.name == "!";
    const CelKind kind = operand->kind();
    const bool fits = negates_bool
        ? canBeBool(kind)
        : kind == CelKind::Int || kind == CelKind::Double || kind == CelKind::Dyn || kind == CelKind::Null;
    if (scope_.checked && !fits)
        return fail(node.offset, node.name + " does not take a value of type " + std::string(name(kind)),
                    negates_bool ? "a condition" : "an int or a double");
    return std::make_unique<CelUnary>(negates_bool, std::move(operand), node.offset);
}

CelOperationPtr CelCompiler::binary(const CelNode &node, CelBinary op, CelOperations operands)
{
    const CelKind left = operands[0]->kind();
    const CelKind right = operands[1]->kind();
    const CelKind kind = celResultKind(op, left, right);
    // A null literal is judged when it meets its operand: as an event's null it is no data, not a wrong type.
    const bool with_null = left == CelKind::Null || right == CelKind::Null;
    if (scope_.checked && kind == CelKind::Error && !with_null)
        return fail(node.offset,
                    node.name + " does not take " + std::string(name(left)) + " and " + std::string(name(right)),
                    advice(op, left, right));
    if (op == CelBinary::In && operands[1]->constant() != nullptr && right == CelKind::List) {
        if (CelOperationPtr set = asSet(*operands[1]))
            operands[1] = std::move(set);
    }
    return std::make_unique<CelBinaryOperation>(op, std::move(operands[0]), std::move(operands[1]),
                                                kind == CelKind::Error ? CelKind::Dyn : kind, node.offset);
}

CelOperationPtr CelCompiler::logic(const CelNode &node, CelOperations operands)
{
    for (const CelOperationPtr &operand : operands) {
        if (scope_.checked && !canBeBool(operand->kind()))
            return fail(operand->offset(),
                        node.name + " does not take a value of type " + std::string(name(operand->kind())),
                        "a condition, as event.load > 0.9");
    }
    return std::make_unique<CelLogic>(node.name == "&&", std::move(operands), node.offset);
}

CelOperationPtr CelCompiler::conditional(const CelNode &node, CelOperations operands)
{
    if (scope_.checked && !canBeBool(operands[0]->kind()))
        return fail(operands[0]->offset(), "? does not take a value of type " + std::string(name(operands[0]->kind())),
                    "a condition before it");
    return std::make_unique<CelConditional>(std::move(operands[0]), std::move(operands[1]), std::move(operands[2]),
                                            node.offset);
}

CelOperationPtr CelCompiler::list(const CelNode &node)
{
    CelOperations elements;
    if (!buildAll(node, 0, elements))
        return nullptr;
    const bool constant = allConstant(elements);
    return folded(std::make_unique<CelListMaker>(std::move(elements), node.optional_entries, node.offset), constant);
}

CelOperationPtr CelCompiler::map(const CelNode &node)
{
    CelOperations parts;
    if (!buildAll(node, 0, parts))
        return nullptr;
    const bool constant = allConstant(parts);
    return folded(std::make_unique<CelMapMaker>(std::move(parts), node.optional_entries, node.offset), constant);
}

} // namespace streamgauge
